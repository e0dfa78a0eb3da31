/**
 * The work on one submission: sending it, step by step, and bringing back what it came to. Both may be broken off at any
 * moment and done again; the submission's document says how far sending has come, and each run's own status whether it
 * is back.
 */

import { WorkbenchError, asWorkbenchError, reasonOf } from '../../../src-shared/base/errors.ts';
import { askStandings, fetchNewest, fetchResults, tasksWithResult } from '../../cluster/inquire.ts';
import { jobsFolder, programFolder, sentRuns } from '../../cluster/job-folder.ts';
import {
  askQueue,
  mostTasksOfArray,
  openRoot,
  sendDatasets,
  sendJob,
  sendProgram,
  submitArray,
} from '../../cluster/send.ts';
import type { OpenPlace } from '../../cluster/send.ts';
import { shellWord } from '../../cluster/shell-words.ts';
import { splitTasks } from '../../cluster/slurm/array-jobs.ts';
import type { Submission } from '../../cluster/submission.ts';
import { isOverEarly, wordsFor } from '../../cluster/task-standing.ts';
import type { TaskStanding } from '../../cluster/task-standing.ts';
import { runFolder } from '../../store/data-folder.ts';
import type { RunRecord, RunStoreClient } from '../../store/run-store.ts';
import { bringBackArchive } from '../archive/import-archive.ts';
import { writeArchive } from '../archive/write-archive.ts';
import { datasetFilesFor } from './dataset-files.ts';
import { saveSubmission } from './place-documents.ts';

/** Runs read of the store at once, to be sent: those that were begun here have all their curves with them. */
const exportedAtOnce = 50;

export interface WorkContext {
  readonly store: RunStoreClient;
  readonly dataFolder: string;
  readonly datasetFolder: string;
  /** This program's version. */
  readonly version: string;
}

/** Those of its tasks whose runs still wait here. */
export async function tasksOut(
  { runs }: Submission,
  { store }: Pick<WorkContext, 'store'>,
): Promise<number[]> {
  const out = new Set(await store.listWaitingRuns());
  return [...runs.keys()].filter((task) => out.has(runs[task] ?? ''));
}

/**
 * Does what is left to do until Slurm has all of it, and keeps in between how far it is. Errors: place/unreachable,
 * place/refused, place/bundle, input/invalid; those of the store.
 */
export async function advance(
  submission: Submission,
  open: OpenPlace,
  context: WorkContext,
): Promise<Submission> {
  let now = submission;
  const keep = async (change: Partial<Submission>): Promise<void> => {
    now = { ...now, ...change };
    await saveSubmission(context.store, now);
  };
  if (now.parts?.every(({ job }) => job !== null) === true) return now;
  const root = now.root ?? (await openRoot(open));
  if (now.root === null) await keep({ root });
  if (now.parts === null) {
    const program = await sendProgram(open, root);
    await sendRuns(now, root, open, context);
    const parts = splitTasks(now.runs.length, await mostTasksOfArray(open));
    await keep({ program, parts: parts.map((part) => ({ ...part, job: null })) });
  }
  await submitParts(now, open, context, (parts) => keep({ parts }));
  return now;
}

async function sendRuns(
  { id, runs, place, stopAfterEpochs }: Submission,
  root: string,
  open: OpenPlace,
  { store, dataFolder, datasetFolder, version }: WorkContext,
): Promise<void> {
  const examples = await store.oneRunPerDataset(runs);
  const details = await Promise.all(examples.map((run) => store.getRun(run)));
  const files = await datasetFilesFor(
    details.map(({ spec }) => spec),
    datasetFolder,
  );
  await sendDatasets(open, root, files);
  const { publishSeconds } = place;
  const job = { version: 1 as const, submission: id, runs: [...runs], stopAfterEpochs, publishSeconds };
  const archives = async function* (): AsyncGenerator<Uint8Array> {
    for await (const record of exported(runs, store)) {
      const folder = runFolder(dataFolder, record.detail.runId);
      yield (await writeArchive(record, folder, version, { isStored: true })).bytes;
    }
  };
  await sendJob(open, root, job, archives());
}

/** In order; the store reads the next ones while those before are packed. */
async function* exported(runs: readonly string[], store: RunStoreClient): AsyncGenerator<RunRecord> {
  const batches: (readonly string[])[] = [];
  for (let at = 0; at < runs.length; at += exportedAtOnce) batches.push(runs.slice(at, at + exportedAtOnce));
  const read = (batch: readonly string[] | undefined): Promise<RunRecord[]> =>
    batch === undefined ? Promise.resolve([]) : store.exportRuns(batch);
  let next = read(batches[0]);
  for (const order of batches.keys()) {
    const records = await next;
    next = read(batches[order + 1]);
    // Whoever stops in the middle leaves nobody to hear of what went wrong with these.
    next.catch(() => {});
    yield* records;
  }
}

async function submitParts(
  submission: Submission,
  open: OpenPlace,
  context: WorkContext,
  keep: (parts: NonNullable<Submission['parts']>) => Promise<void>,
): Promise<void> {
  const { id, place, root, program } = submission;
  const parts = [...(submission.parts ?? [])];
  if (root === null || program === null) return;
  const out = new Set(await tasksOut(submission, context));
  const queue = await askQueue(open);
  for (const [at, part] of parts.entries()) {
    if (part.job !== null) continue;
    const tasks = Array.from({ length: part.count }, (_, number) => part.first + number).filter((task) =>
      out.has(task),
    );
    if (tasks.length === 0) continue;
    const [jobFolder, launcher] = [jobsFolder(root, id), `${programFolder(root, program)}/ffwb`];
    const job = await submitArray(
      open,
      { submission: id, part, tasks, place, program: launcher, jobFolder },
      queue,
    );
    parts[at] = { ...part, job };
    await keep(parts);
  }
}

/** What came of asking a place for results. */
export interface Returned {
  /** Runs that are back: they came to their end, or Slurm ended them. */
  readonly back: readonly string[];
  /** What went wrong, in words; whatever it was, nothing is lost by it. */
  readonly troubles: readonly WorkbenchError[];
  /** How those stand that are still there. */
  readonly out: readonly TaskStanding[];
}

/**
 * Brings back all that is over; before, `onAsked` is told how all of it stands. Errors: place/unreachable; those of the
 * store.
 */
export async function bringBack(
  submission: Submission,
  open: OpenPlace,
  context: WorkContext,
  onAsked: (standings: readonly TaskStanding[]) => void = () => {},
): Promise<Returned> {
  const [back, troubles, out]: [string[], WorkbenchError[], TaskStanding[]] = [[], [], []];
  const tasks = await tasksOut(submission, context);
  const found = await askStandings(open, submission, tasks);
  onAsked(found);
  const done = found.filter(({ state }) => state === 'done');
  const unsound = (standing: TaskStanding): void => {
    const problem = 'it did not come whole; it is asked for again the next time';
    troubles.push(new WorkbenchError('archive/invalid', { file: nameOf(standing, open), problem }));
    out.push(standing);
  };
  for await (const { standing, bytes } of fetchResults(open, submission, done, unsound)) {
    try {
      await bringBackArchive(nameOf(standing, open), bytes, standing.runId, context);
      back.push(standing.runId);
    } catch (thrown) {
      if (!isOfArchive(thrown)) throw thrown;
      troubles.push(thrown);
      out.push(standing);
    }
  }
  const unfinished = found.filter((each) => each.state !== 'done');
  const early = unfinished.filter(isOverEarly);
  troubles.push(...(await giveUp(early, submission, open, context)));
  back.push(...early.map(({ runId }) => runId));
  out.push(...unfinished.filter((each) => !isOverEarly(each)));
  return { back, troubles, out };
}

/**
 * What tasks left last comes back, and each run says why it ended; without a result it is as it was. A run that is taken
 * back on purpose is "stopped", all others are "interrupted": both can go on here or elsewhere. Returns what went wrong.
 */
export async function giveUp(
  standings: readonly TaskStanding[],
  submission: Submission,
  open: OpenPlace,
  context: WorkContext,
): Promise<WorkbenchError[]> {
  if (standings.length === 0) return [];
  const left = await tasksWithResult(open, submission);
  const troubles: WorkbenchError[] = [];
  for (const standing of standings.filter(({ task }) => left.has(task))) {
    troubles.push(...(await takeNewest(standing, submission, open, context)));
  }
  return [...troubles, ...(await markEnded(standings, open, context))];
}

async function takeNewest(
  standing: TaskStanding,
  submission: Submission,
  open: OpenPlace,
  context: WorkContext,
): Promise<WorkbenchError[]> {
  const bytes = await fetchNewest(open, submission, standing.task);
  if (bytes === null) return [];
  try {
    await bringBackArchive(nameOf(standing, open), bytes, standing.runId, context);
    return [];
  } catch (thrown) {
    if (!isOfArchive(thrown)) throw thrown;
    return [thrown];
  }
}

/** Returns why, where that is worth a word. Those that came to their end are left: only their mark was missing. */
async function markEnded(
  standings: readonly TaskStanding[],
  { place }: OpenPlace,
  { store }: WorkContext,
): Promise<WorkbenchError[]> {
  const ends = standings.map((standing) => {
    const { runId: run, state } = standing;
    const reason = `it ${wordsFor(standing)}`;
    const error =
      state === 'cancelled' ? null : new WorkbenchError('place/ended', { place: place.name, reason, run });
    return { run, error };
  });
  const marked = new Set(
    await store.endRuns(
      ends.map(({ run, error }) =>
        error === null
          ? { run, status: 'stopped' as const }
          : { run, status: 'interrupted' as const, error: error.toRecord() },
      ),
    ),
  );
  return ends.flatMap(({ run, error }) => (error !== null && marked.has(run) ? [error] : []));
}

/** When all runs are back, what is large may go there; the logs stay. Nobody waits for it, and nothing depends on it. */
export async function tidy({ root, id }: Submission, { shell }: OpenPlace): Promise<void> {
  if (root === null) return;
  const folder = shellWord(jobsFolder(root, id));
  await shell.run(`cd ${folder} && rm -rf ${sentRuns} tasks results`);
}

function isOfArchive(thrown: unknown): thrown is WorkbenchError {
  return thrown instanceof WorkbenchError && thrown.code === 'archive/invalid';
}

function nameOf({ task, runId }: TaskStanding, { place }: OpenPlace): string {
  return `The result of run ${runId} (task ${task} at ${place.name})`;
}

/** As a WorkbenchError, whatever kept a place from answering. */
export function troubleOf(thrown: unknown, place: string): WorkbenchError {
  if (thrown instanceof WorkbenchError) return thrown;
  return asWorkbenchError(thrown, 'place/unreachable', { place, reason: reasonOf(thrown) });
}
