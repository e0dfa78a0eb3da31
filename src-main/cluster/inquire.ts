/**
 * What a place tells of a submission, and its results. Slurm is asked as seldom as can be: once for the queue, and for its
 * accounts only where a task has left that without a mark. Files come as they are; whether they are sound is for whoever
 * reads them to find out.
 */

import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

import { extract } from 'tar-stream';

import { WorkbenchError } from '../../src-shared/base/errors.ts';
import { endSchema, jobsFolder, progressSchema, resultFile } from './job-folder.ts';
import type { TaskEnd, TaskProgress } from './job-folder.ts';
import { ask, refusal } from './place-shell.ts';
import type { ShellAnswer } from './place-shell.ts';
import { askQueue } from './send.ts';
import type { OpenPlace } from './send.ts';
import { shellCommand, shellWord } from './shell-words.ts';
import { logName } from './slurm/array-jobs.ts';
import { accountingFormat, parseAccounting, parseShownJobs } from './slurm/parse.ts';
import type { TaskReport } from './slurm/parse.ts';
import { partOf } from './submission.ts';
import type { Submission } from './submission.ts';
import { standings } from './task-standing.ts';
import type { Evidence, TaskStanding } from './task-standing.ts';

/** Answers are kept in memory: so many bytes of results are asked for at a time. */
const batchBytes = 64 * 2 ** 20;
const batchFiles = 256;
/** How long a task that is cancelled may take to save what it has. Slurm gives it about as long. */
const farewellMs = 60_000;
const askEveryMs = 500;
/** The end of a log is what matters. */
const mostLogBytes = 64 * 1024;

/** Of the tasks asked about. Error: place/unreachable. */
export async function askStandings(
  open: OpenPlace,
  submission: Submission,
  tasks: readonly number[],
): Promise<TaskStanding[]> {
  if (submission.root === null || submission.parts === null) {
    return standings(submission, tasks, { ends: new Map(), progress: new Map(), queue: [], accounts: null });
  }
  const queue = await orNull(askQueue(open));
  // After the queue: a task that ends in between has left its mark by then.
  const marks = await readMarks(open, submission, submission.root);
  const first = standings(submission, tasks, { ...marks, queue, accounts: null });
  if (!first.some(({ state }) => state === 'lost')) return first;
  const jobs = [...new Set(submission.parts.flatMap(({ job }) => (job === null ? [] : [job])))];
  const accounts = await askAccounts(open, jobs);
  return standings(submission, tasks, { ...marks, queue, accounts });
}

/** Only that the place cannot be reached is an error. */
async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (thrown) {
    if (thrown instanceof WorkbenchError && thrown.code === 'place/refused') return null;
    throw thrown;
  }
}

/** By run. A line that is not as it should be is passed over: it is asked for again. */
async function readMarks(
  open: OpenPlace,
  submission: Submission,
  root: string,
): Promise<Pick<Evidence, 'ends' | 'progress'>> {
  const folder = shellWord(jobsFolder(root, submission.id));
  const script = `cd ${folder} && find ends progress -name '*.json' -exec cat {} +`;
  const { stdout } = await open.shell.run(script);
  const ends = new Map<string, TaskEnd>();
  const progress = new Map<string, TaskProgress>();
  for (const line of stdout.toString('utf8').split('\n')) {
    const value = asJson(line);
    const end = endSchema.safeParse(value);
    if (end.success) ends.set(end.data.runId, end.data);
    else {
      const told = progressSchema.safeParse(value);
      if (told.success) progress.set(told.data.runId, told.data);
    }
  }
  return { ends, progress };
}

function asJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** Of sites that keep accounts; else of what Slurm still remembers. */
async function askAccounts({ shell }: OpenPlace, jobs: readonly string[]): Promise<TaskReport[]> {
  if (jobs.length === 0) return [];
  const accounts = await shell.run(
    shellCommand(['sacct', '-X', '-n', '-P', '-j', jobs.join(','), '-o', accountingFormat]),
  );
  const kept = parseAccounting(textOf(accounts));
  if (kept.length > 0) return kept;
  const shown: TaskReport[] = [];
  for (const job of jobs) {
    shown.push(
      ...parseShownJobs(textOf(await shell.run(shellCommand(['scontrol', 'show', 'job', '-o', job])))),
    );
  }
  return shown;
}

function textOf({ code, stdout }: ShellAnswer): string {
  return code === 0 ? stdout.toString('utf8') : '';
}

export interface FetchedResult {
  readonly standing: TaskStanding;
  readonly bytes: Uint8Array;
}

/**
 * The results of tasks that came to their end, one after the other. One that is not what its mark says (half written, or
 * half sent) is told to `onUnsound` and left out: it is asked for again the next time.
 */
export async function* fetchResults(
  open: OpenPlace,
  submission: Submission,
  done: readonly TaskStanding[],
  onUnsound: (standing: TaskStanding) => void,
): AsyncGenerator<FetchedResult> {
  for (const batch of batches(done)) {
    const names = batch.map(({ task }) => resultFile(task));
    const folder = shellWord(jobsFolder(submission.root ?? '/', submission.id));
    const packed = await open.shell.run(
      `cd ${folder} && ${shellCommand(['tar', '-cf', '-', '--', ...names])}`,
    );
    const files = await unpack(packed.stdout);
    for (const standing of batch) {
      const bytes = files.get(resultFile(standing.task));
      if (bytes !== undefined && isSound(bytes, standing.end)) yield { standing, bytes };
      else onUnsound(standing);
    }
  }
}

function isSound(bytes: Uint8Array, end: TaskEnd | null): boolean {
  return end !== null && createHash('sha256').update(bytes).digest('hex') === end.result.sha256;
}

function batches(done: readonly TaskStanding[]): TaskStanding[][] {
  const found: TaskStanding[][] = [];
  let bytes = Infinity;
  for (const standing of done) {
    const own = standing.end?.result.bytes ?? 0;
    if (bytes + own > batchBytes || (found.at(-1)?.length ?? 0) >= batchFiles) {
      found.push([]);
      bytes = 0;
    }
    found.at(-1)?.push(standing);
    bytes += own;
  }
  return found;
}

/** As much as is whole: where the archive breaks off, the last file and all after it are not there. */
async function unpack(packed: Uint8Array): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const archive = extract();
  archive.on('entry', (header, entry, next) => {
    const pieces: Uint8Array[] = [];
    entry.on('data', (piece: unknown) => pieces.push(piece as Uint8Array));
    entry.on('end', () => {
      files.set(header.name, Buffer.concat(pieces));
      next();
    });
  });
  const isRead = new Promise<void>((resolve) => {
    archive.on('finish', resolve);
    archive.on('error', () => resolve());
  });
  archive.end(packed);
  await isRead;
  return files;
}

/** Tasks that have left a result, whole or not at the end yet. */
export async function tasksWithResult(open: OpenPlace, { root, id }: Submission): Promise<Set<number>> {
  if (root === null) return new Set();
  const { stdout } = await open.shell.run(`cd ${shellWord(jobsFolder(root, id))} && ls results`);
  const names = stdout.toString('utf8').split('\n');
  return new Set(names.flatMap((name) => (/^\d+\.ffrun$/.test(name) ? [parseInt(name, 10)] : [])));
}

/** What a task left last, before its end; null: nothing yet. */
export async function fetchNewest(
  open: OpenPlace,
  submission: Submission,
  task: number,
): Promise<Uint8Array | null> {
  if (submission.root === null) return null;
  const file = `${jobsFolder(submission.root, submission.id)}/${resultFile(task)}`;
  const { code, stdout } = await open.shell.run(`test -f ${shellWord(file)} && cat ${shellWord(file)}`);
  return code === 0 ? stdout : null;
}

/** The end of what Slurm, the set-up and the task said; null: nothing yet. */
export async function fetchLog(
  open: OpenPlace,
  submission: Submission,
  task: number,
): Promise<string | null> {
  const part = partOf(submission, task);
  if (submission.root === null || part === undefined) return null;
  const file = shellWord(`${jobsFolder(submission.root, submission.id)}/logs/${logName(part, task)}`);
  const { code, stdout } = await open.shell.run(`test -f ${file} && tail -c ${mostLogBytes} ${file}`);
  return code === 0 ? stdout.toString('utf8') : null;
}

/** As scancel and scontrol name it; null: Slurm has not got it. */
function slurmName(submission: Submission, task: number): string | null {
  const part = partOf(submission, task);
  if (part === undefined || part.job === null) return null;
  return `${part.job}_${task - part.first}`;
}

/** Those that Slurm does not have need none. Error: place/refused. */
export async function cancelTasks(
  open: OpenPlace,
  submission: Submission,
  tasks: readonly number[],
): Promise<void> {
  const wanted = new Set(tasks);
  // Whole jobs by their number: a command line has an end.
  const whole = (submission.parts ?? []).filter(
    ({ first, count, job }) =>
      job !== null && Array.from({ length: count }, (_, at) => first + at).every((task) => wanted.has(task)),
  );
  const single = tasks.filter((task) => !whole.includes(partOf(submission, task) ?? missing));
  const names = [...whole.map(({ job }) => job), ...single.map((task) => slurmName(submission, task))].filter(
    (name) => name !== null,
  );
  // What Slurm never had can be taken back though nobody is reached there.
  if (names.length === 0) return;
  for (let at = 0; at < names.length; at += batchFiles) {
    const { code, stderr } = await open.shell.run(
      shellCommand(['scancel', ...names.slice(at, at + batchFiles)]),
    );
    // Jobs that are over already are no fault.
    if (code !== 0 && !/invalid job id|complet/i.test(stderr)) throw refusal(open.place.name, stderr, code);
  }
  await untilLeft(open, new Set(names));
}

/** One that trained saves before it leaves; one that takes too long is left to it. */
async function untilLeft(open: OpenPlace, names: ReadonlySet<string>): Promise<void> {
  const until = performance.now() + farewellMs;
  const isLeaving = ({ job, task, state }: TaskReport): boolean =>
    state === 'running' && (names.has(job) || names.has(`${job}_${task}`));
  while (performance.now() < until && ((await orNull(askQueue(open))) ?? []).some(isLeaving)) {
    await delay(askEveryMs);
  }
}
const missing = { first: -1, count: 0, job: null };

/** Starts them anew; each goes on from where it saved last. Errors: place/refused, in Slurm's words. */
export async function requeueTasks(
  open: OpenPlace,
  submission: Submission,
  tasks: readonly number[],
): Promise<void> {
  for (const task of tasks) {
    const name = slurmName(submission, task);
    if (name !== null) await ask(open.shell, open.place.name, shellCommand(['scontrol', 'requeue', name]));
  }
}
