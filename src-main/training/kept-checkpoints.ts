/**
 * Which of a run's checkpoints stay on disk. One that the host has recorded is a safe place to go on from, because
 * everything measured before it is recorded too; one that it has not (yet) is the newest state there is. Pure.
 */

/** Newest of each sort that stay. Two, so that one may turn out damaged. */
const keptOfEachSort = 2;

/** `written`: oldest first. Returns those to delete. */
export function checkpointsToDelete(written: readonly string[], recorded: ReadonlySet<string>): string[] {
  const kept = new Set([
    ...written.slice(-keptOfEachSort),
    ...written.filter((file) => recorded.has(file)).slice(-keptOfEachSort),
  ]);
  return written.filter((file) => !kept.has(file));
}
