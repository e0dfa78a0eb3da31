/**
 * How each task of a submission stands, put together from all who know something of it: the mark it leaves at its end,
 * Slurm's queue, Slurm's accounts, and the progress it tells. Pure. What nobody knows is said to be so, and is never taken
 * for an end.
 */

import type { TaskEnd, TaskProgress } from './job-folder.ts';
import { partOf } from './submission.ts';
import type { Submission } from './submission.ts';
import type { TaskReport, TaskState } from './slurm/parse.ts';

export type StandingState =
  /** Slurm does not have it yet. */
  | 'unsent'
  | 'waiting'
  /** Others took its node; Slurm starts it again. */
  | 'preempted'
  /** It ran, was ended or saved itself, and waits to go on. */
  | 'requeued'
  | 'running'
  /** It came to its end, and its result is there. */
  | 'done'
  /** Slurm ended it before its end. */
  | 'cancelled'
  | 'out-of-time'
  | 'out-of-memory'
  | 'node-failed'
  | 'failed'
  /** Nobody knows of it any more. */
  | 'lost'
  /** Not to be told now, or in a word that is not known here. */
  | 'unknown';

export interface TaskStanding {
  readonly task: number;
  readonly runId: string;
  readonly state: StandingState;
  /** Why it waits, in Slurm's words; empty where it does not say. */
  readonly reason: string;
  readonly end: TaskEnd | null;
  readonly progress: TaskProgress | null;
}

export interface Evidence {
  readonly ends: ReadonlyMap<string, TaskEnd>;
  readonly progress: ReadonlyMap<string, TaskProgress>;
  /** null: it could not be asked. */
  readonly queue: readonly TaskReport[] | null;
  /** null: the site keeps none, or it could not be asked. */
  readonly accounts: readonly TaskReport[] | null;
}

/** Of those of its tasks that are asked about. */
export function standings(
  submission: Submission,
  tasks: readonly number[],
  evidence: Evidence,
): TaskStanding[] {
  const queue = byTask(evidence.queue ?? []);
  const accounts = byTask(evidence.accounts ?? []);
  return tasks.map((task) => {
    const runId = submission.runs[task] ?? '';
    const part = partOf(submission, task);
    const [end, progress] = [evidence.ends.get(runId) ?? null, evidence.progress.get(runId) ?? null];
    const known = { task, runId, end, progress };
    if (end !== null) return { ...known, state: 'done', reason: '' };
    const job = part?.job ?? null;
    if (part === undefined || job === null) return { ...known, state: 'unsent', reason: '' };
    const key = `${job}_${task - part.first}`;
    const report = queue.get(key) ?? queue.get(`${job}_null`) ?? accounts.get(key);
    if (report === undefined) {
      return { ...known, state: evidence.queue === null ? 'unknown' : 'lost', reason: '' };
    }
    return { ...known, state: inWords(report.state, progress), reason: report.reason };
  });
}

/** Slurm has ended it, and nothing more will come. */
export function isOverEarly({ state }: Pick<TaskStanding, 'state'>): boolean {
  return ['cancelled', 'out-of-time', 'out-of-memory', 'node-failed', 'failed'].includes(state);
}

function byTask(reports: readonly TaskReport[]): Map<string, TaskReport> {
  return new Map(reports.map((report) => [`${report.job}_${report.task}`, report]));
}

function inWords(state: TaskState, progress: TaskProgress | null): StandingState {
  switch (state) {
    case 'waiting':
      return progress === null ? 'waiting' : 'requeued';
    // It said to Slurm that all is well, but left no mark: that is not how a task ends.
    case 'done':
      return 'lost';
    default:
      return state;
  }
}

/** One sentence without its stop, such as "trains, epoch 3 of 10". */
export function wordsFor({ state, reason, progress, end }: Omit<TaskStanding, 'task' | 'runId'>): string {
  const so = progressInWords(progress);
  switch (state) {
    case 'unsent':
      return 'is not submitted yet';
    case 'waiting':
      return reason === '' ? 'waits in the queue' : `waits in the queue (${reason})`;
    case 'preempted':
      return `was preempted, and waits to go on${so}`;
    case 'requeued':
      return `${whyRequeued(progress)}, and waits to go on${so}`;
    case 'running':
      return `trains${so}`;
    case 'done':
      return `is ${end?.status ?? 'done'} there, and is coming back`;
    case 'cancelled':
      return 'was cancelled';
    case 'out-of-time':
      return 'was killed by the time limit';
    case 'out-of-memory':
      return 'was killed because it took more memory than it was given';
    case 'node-failed':
      return 'was on a node that failed';
    case 'failed':
      return 'ended with a fault';
    case 'lost':
      return 'is lost: neither Slurm nor its folder tells what became of it';
    case 'unknown':
      return 'is in a state that cannot be told now';
  }
}

/** Slurm sends USR2 when a task's time is nearly up, and TERM when somebody else is to have its node. */
function whyRequeued(progress: TaskProgress | null): string {
  if (progress?.state !== 'saved') return 'was ended or is started anew';
  return progress.signal === 'SIGUSR2'
    ? 'saved itself because its time was nearly up'
    : 'was preempted or requeued, has saved itself';
}

/** Where there is little room: "running at cluster". */
export function briefWordsFor(state: StandingState, place: string): string {
  switch (state) {
    case 'unsent':
      return `not sent to ${place} yet`;
    case 'waiting':
      return `queued at ${place}`;
    case 'done':
      return `coming back from ${place}`;
    case 'unknown':
      return `at ${place}`;
    case 'out-of-time':
      return `out of time at ${place}`;
    case 'out-of-memory':
      return `out of memory at ${place}`;
    case 'node-failed':
      return `node failed at ${place}`;
    default:
      return `${state} at ${place}`;
  }
}

function progressInWords(progress: TaskProgress | null): string {
  if (progress === null) return '';
  const { epoch, epochs, restarts } = progress;
  const where =
    epochs === null ? `, epoch ${Math.floor(epoch)}` : `, epoch ${Math.floor(epoch)} of ${epochs}`;
  if (restarts === 0) return where;
  return `${where}; started anew ${restarts === 1 ? 'once' : `${restarts} times`}`;
}
