/**
 * Which of a run's checkpoints stay on disk. One that the host has recorded is a safe place to go on from, because
 * everything measured before it is recorded too; one that it has not (yet) is the newest state there is, and the host
 * may have recorded it while word of that is on its way. Pure.
 */

/** Newest recorded ones that stay. Two, so that one may turn out damaged. */
const keptRecorded = 2;
/** So many the host may be behind. More would fill the disk while it cannot record. */
const keptUnrecorded = 8;

/** `written`: oldest first. Returns those to delete. */
export function checkpointsToDelete(written: readonly string[], recorded: ReadonlySet<string>): string[] {
  const kept = new Set([
    ...written.filter((file) => recorded.has(file)).slice(-keptRecorded),
    ...written.filter((file) => !recorded.has(file)).slice(-keptUnrecorded),
  ]);
  return written.filter((file) => !kept.has(file));
}
