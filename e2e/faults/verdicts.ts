/** What must hold after every session, however it ended; everything that does not is said in words. */

import type { Injury } from './injuries.ts';
import type { FoundFolder } from './inspection.ts';
import { differences } from './recorded.ts';
import type { Recorded } from './recorded.ts';
import type { Session } from './session.ts';

/** How things stood when the session began. */
export interface Before {
  readonly found: FoundFolder;
  /** Damage that a resumed run has not left behind yet. */
  readonly injury: (Injury & { readonly isTold: boolean }) | null;
}

const active: readonly string[] = ['queued', 'running', 'paused'];

/** `whole`: the uninterrupted run; null: there is none yet. */
export function problemsOf(
  session: Session,
  before: Before,
  found: FoundFolder,
  whole: Recorded | null,
): string[] {
  return [
    ...session.problems,
    ...found.problems,
    ...found.badCheckpoints
      .filter(({ file }) => file !== before.injury?.damagedFile)
      .map(({ problem }) => problem),
    ...problemsOfReopening(session, before),
    ...problemsOfResuming(session, before, found),
    ...problemsOfWarnings(session, before, whole),
    ...problemsOfEnd(session, found),
    ...(whole === null || found.run === null ? [] : differences(whole, found.run)),
  ];
}

/** A run that was active when its host died is interrupted for the next host; one that never began waits on. */
function problemsOfReopening(session: Session, { found }: Before): string[] {
  const { interrupted } = session;
  const run = found.run?.run;
  if (interrupted === null || run === undefined || run.startedAt === null) return [];
  if (!active.includes(run.status)) return [];
  return interrupted.includes(run.runId) ? [] : [`run ${run.runId} was not marked interrupted on reopening`];
}

function problemsOfResuming(
  session: Session,
  { found: before, injury }: Before,
  found: FoundFolder,
): string[] {
  const { beganAt } = session;
  if (beganAt === undefined) return [];
  const leftovers = before.partials.filter((file) => found.partials.includes(file));
  const problems = leftovers.map((file) => `${file} is still there after the run was resumed`);
  const newest = newestUsable({ found: before, injury });
  if (beganAt < newest)
    problems.push(`it went on from step ${beganAt}, not from the checkpoint of ${newest}`);
  return problems;
}

/** The step of the newest checkpoint that was not damaged on purpose; 0: there was none. */
function newestUsable({ found, injury }: Before): number {
  return found.run?.run.checkpoints.find(({ file }) => file !== injury?.damagedFile)?.step ?? 0;
}

/** Damage that was done must be told, and nothing else may look like damage. */
function problemsOfWarnings(session: Session, before: Before, whole: Recorded | null): string[] {
  const { injury } = before;
  const damaged = injury?.damagedFile ?? null;
  // It may be said, and the trainer killed before it began.
  const beganAnew = (session.beganAt ?? newestUsable(before)) === 0;
  const isOfDamage = (text: string): boolean => damaged !== null && text.includes(damaged);
  const isExpected = (text: string): boolean =>
    whole === null ||
    whole.run.warnings.includes(text) ||
    isOfDamage(text) ||
    (beganAnew && text.startsWith('There was no checkpoint to go on from'));
  const problems = session.warnings
    .filter((text) => !isExpected(text))
    .map((text) => `an unexpected warning: ${text}`);
  if (
    damaged !== null &&
    !injury?.isTold &&
    session.beganAt !== undefined &&
    !session.warnings.some(isOfDamage)
  )
    problems.push(`nothing was said of ${damaged}, which is damaged (${injury?.kind})`);
  return problems;
}

/** What the host said of the run's end is what is recorded, and only a kill may be its cause. */
function problemsOfEnd({ ended, refused }: Session, { run }: FoundFolder): string[] {
  if (refused !== null && refused !== 'training/service-died') return [`the run was refused: ${refused}`];
  if (ended === null) return [];
  const problems =
    ended.status === run?.run.status ? [] : [`told to be ${ended.status}, recorded as ${run?.run.status}`];
  const isExplained =
    ended.status === 'completed' ||
    (ended.status === 'interrupted' && ended.code === 'training/service-died');
  return isExplained ? problems : [...problems, `the run ended as ${ended.status} (${ended.code})`];
}
