/**
 * One task of a job, as a cluster's node runs it: a run trained to its end in a data folder of its own. It can be ended at
 * any moment and started again, there or on another node: it goes on where it was. What it has come to is left where
 * whoever submitted it looks, whole or not at all.
 *
 * Two of the same task, however they came about, are one: the data folder's lock lets the second wait, and what has come
 * to its end is not done again.
 */

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { WorkbenchError, reasonOf } from '../../../src-shared/base/errors.ts';
import type { RunDetail } from '../../../src-shared/views/run-view.ts';
import { nodeEntries, spawnNode } from '../../child/spawn-node.ts';
import {
  datasetsOfJob,
  endFile,
  jobFile,
  jobSchema,
  progressFile,
  resultFile,
  sentRange,
  sentRuns,
  taskFolder,
} from '../../cluster/job-folder.ts';
import type { Job, TaskEnd, TaskProgress } from '../../cluster/job-folder.ts';
import { importArchive } from '../../service/archive/import-archive.ts';
import { writeArchive } from '../../service/archive/write-archive.ts';
import { createWorkbench } from '../../service/create-workbench.ts';
import type { Workbench } from '../../service/create-workbench.ts';
import { captureEnvironment } from '../../service/environment.ts';
import type { RunNews } from '../../service/run-news.ts';
import { runFolder } from '../../store/data-folder.ts';
import { programVersion } from './program-version.ts';
import { createProgressDisplay } from './terminal/progress.ts';
import type { ProgressDisplay } from './terminal/progress.ts';
import type { Terminal } from './terminal/terminal.ts';

/** How long the one before, which was told to end, may take to leave its data folder. */
const lockPatienceMs = 300_000;
const lockEveryMs = 1_000;
/** How often progress is written, at most. */
const progressEveryMs = 2_000;

export interface TaskSurroundings {
  readonly jobFolder: string;
  readonly task: number;
  readonly terminal: Terminal;
  /** How often it was started anew. */
  readonly restarts: number;
  /** Aborted, with the signal's name as the reason, when the task is to end. */
  readonly ending: AbortSignal;
}

/** How the task came to an end for now. */
export type TaskOutcome =
  | { readonly how: 'done'; readonly run: RunDetail }
  /** It was done before. */
  | { readonly how: 'was-done' }
  /** It was told to end, and goes on when it is started again. */
  | { readonly how: 'saved'; readonly run: RunDetail; readonly hasAdvanced: boolean }
  /** Its process died, or its end could not be recorded: it can go on. */
  | { readonly how: 'broken'; readonly run: RunDetail };

/** Errors: input/invalid; those of a data folder and of the run's start. */
export async function runTask(around: TaskSurroundings): Promise<TaskOutcome> {
  const job = await readJob(around.jobFolder);
  const runId = job.runs[around.task];
  if (runId === undefined) {
    const problem = `Job ${job.submission} has no task ${around.task}`;
    throw new WorkbenchError('input/invalid', { problem, remedy: `It has ${job.runs.length}.` });
  }
  if (existsSync(join(around.jobFolder, endFile(around.task)))) return { how: 'was-done' };
  const folder = join(around.jobFolder, taskFolder(around.task));
  const workbench = await openWhenFree(folder, around);
  try {
    // The one before may just have come to its end.
    if (existsSync(join(around.jobFolder, endFile(around.task)))) return { how: 'was-done' };
    return await new TaskSession(around, job, runId, folder, workbench).train();
  } finally {
    await workbench.close();
  }
}

async function readJob(folder: string): Promise<Job> {
  const file = join(folder, jobFile);
  try {
    return jobSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (thrown) {
    const problem = `${file} is no job: ${reasonOf(thrown).split('\n')[0] ?? ''}`.replace(/\.$/, '');
    const remedy = 'Jobs are made by "ffwb train --on".';
    throw new WorkbenchError('input/invalid', { problem, remedy }, { cause: thrown });
  }
}

/** A folder that a dying node left damaged is put aside: the result so far lies elsewhere. */
async function openWhenFree(folder: string, around: TaskSurroundings): Promise<Workbench> {
  const { terminal, jobFolder, ending } = around;
  const until = performance.now() + lockPatienceMs;
  let isTold = false;
  for (;;) {
    try {
      return await createWorkbench({
        dataFolder: folder,
        datasetFolder: datasetsOfJob(jobFolder),
        slots: 1,
        spawn: spawnNode(nodeEntries.training),
        version: programVersion(),
      });
    } catch (thrown) {
      if (!(thrown instanceof WorkbenchError)) throw thrown;
      if (thrown.code === 'store/damaged' || thrown.code === 'store/lost') {
        terminal.warn(`${thrown.message} It is put aside; the task goes on from its last result.`);
        await rename(folder, `${folder}.damaged-${Date.now()}`);
      } else if (thrown.code !== 'store/locked' || performance.now() > until || ending.aborted) throw thrown;
      else {
        if (!isTold) terminal.note('Another process works at this task; waiting for it to end.');
        isTold = true;
        await delay(lockEveryMs);
      }
    }
  }
}

class TaskSession {
  readonly #around: TaskSurroundings;
  readonly #job: Job;
  readonly #runId: string;
  readonly #folder: string;
  readonly #workbench: Workbench;
  readonly #display: ProgressDisplay;
  #progress: Pick<TaskProgress, 'step' | 'epoch' | 'epochs'> = { step: 0, epoch: 0, epochs: null };
  #progressAt = -Infinity;
  /** Files are written one after the other. */
  #writing: Promise<unknown> = Promise.resolve();

  constructor(around: TaskSurroundings, job: Job, runId: string, folder: string, workbench: Workbench) {
    this.#around = around;
    this.#job = job;
    this.#runId = runId;
    this.#folder = folder;
    this.#workbench = workbench;
    this.#display = createProgressDisplay(around.terminal);
  }

  async train(): Promise<TaskOutcome> {
    const { terminal, ending } = this.#around;
    const { runs, store } = this.#workbench;
    const before = await this.#takeRun();
    const { step, epoch, epochs } = before;
    this.#progress = { step, epoch, epochs };
    if (ending.aborted) return this.#end(await store.getRun(this.#runId), step);
    const unlisten = runs.listen((news) => this.#hear(news));
    const stop = (): void => {
      terminal.note(`${String(ending.reason)}: stopping; what was trained is kept.`);
      // Where it has ended meanwhile there is nothing to stop.
      runs.stop(this.#runId).catch(() => {});
    };
    const publisher = setInterval(() => this.#publishQuietly(), this.#job.publishSeconds * 1_000);
    try {
      if (!isOver(before)) {
        this.#display.introduce(before, { runs: 1, stopAfterEpochs: null });
        await runs.resume(this.#runId, { stopAfterEpochs: this.#job.stopAfterEpochs });
        if (ending.aborted) stop();
        else ending.addEventListener('abort', stop, { once: true });
      }
      return await this.#end(await runs.wait(this.#runId), step);
    } finally {
      unlisten();
      ending.removeEventListener('abort', stop);
      clearInterval(publisher);
      this.#display.close();
    }
  }

  /** The run as it was left here, else as it was last published, else as it was sent. */
  async #takeRun(): Promise<RunDetail> {
    const { store } = this.#workbench;
    const { jobFolder, task } = this.#around;
    const [here] = (await store.listRuns({ includeArchived: true })).filter(
      (run) => run.runId === this.#runId,
    );
    if (here === undefined) {
      const published = join(jobFolder, resultFile(task));
      const isPublished = existsSync(published);
      const file = isPublished ? published : `${join(jobFolder, sentRuns)}, task ${task}`;
      const bytes = isPublished ? await readFile(published) : await readSent(this.#job, this.#around);
      const environment = captureEnvironment(programVersion());
      const place = { dataFolder: this.#folder, store, adapt: (run: RunDetail) => ({ ...run, environment }) };
      await importArchive(file, bytes, place);
    }
    return store.getRun(this.#runId);
  }

  #hear(news: RunNews): void {
    const { terminal } = this.#around;
    if (news.type === 'recording-failed') terminal.warn(`${news.error.message} ${news.error.next}`);
    if (news.type !== 'events') return;
    this.#display.show(news.runId, news.events);
    for (const event of news.events) {
      if (event.type === 'started') this.#progress = { ...this.#progress, epochs: event.epochs };
      if (event.type === 'progressed' || event.type === 'evaluated')
        this.#progress = { ...this.#progress, step: event.step, epoch: event.epoch };
    }
    if (performance.now() - this.#progressAt < progressEveryMs) return;
    this.#progressAt = performance.now();
    this.#inTurn(() => this.#writeProgress('training')).catch(this.#complain);
  }

  /** What goes wrong now may go well the next time; at the end it counts. */
  #publishQuietly(): void {
    this.#inTurn(() => this.#publish()).catch(this.#complain);
  }

  readonly #complain = (thrown: unknown): void => {
    this.#around.terminal.warn(`What was trained so far could not be left for others: ${reasonOf(thrown)}`);
  };

  async #end(run: RunDetail, stepBefore: number): Promise<TaskOutcome> {
    const { jobFolder, task, restarts } = this.#around;
    this.#progress = { ...this.#progress, step: run.step, epoch: run.epoch };
    return this.#inTurn(async () => {
      const result = await this.#publish();
      const hasStopped = run.status === 'stopped' && !this.#around.ending.aborted; // as far as it was to go
      if (!isOver(run) && !hasStopped) {
        await this.#writeProgress('saved');
        const hasAdvanced = run.step > stepBefore;
        return this.#around.ending.aborted ? { how: 'saved', run, hasAdvanced } : { how: 'broken', run };
      }
      const end: TaskEnd = {
        version: 1,
        runId: run.runId,
        status: run.status,
        result,
        restarts,
        at: new Date().toISOString(),
      };
      await writeWhole(join(jobFolder, endFile(task)), lineOf(end));
      return { how: 'done', run };
    });
  }

  #inTurn<T>(action: () => Promise<T>): Promise<T> {
    const turn = this.#writing.then(action);
    this.#writing = turn.catch(() => {});
    return turn;
  }

  async #publish(): Promise<TaskEnd['result']> {
    const { jobFolder, task } = this.#around;
    const record = await this.#workbench.store.exportRun(this.#runId);
    const { bytes } = await writeArchive(record, runFolder(this.#folder, this.#runId), programVersion());
    await writeWhole(join(jobFolder, resultFile(task)), bytes);
    return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  }

  async #writeProgress(state: TaskProgress['state']): Promise<void> {
    const { jobFolder, task, restarts, ending } = this.#around;
    const progress: TaskProgress = {
      version: 1,
      runId: this.#runId,
      state,
      ...(state === 'saved' && ending.aborted ? { signal: String(ending.reason).slice(0, 20) } : {}),
      ...this.#progress,
      restarts,
      at: new Date().toISOString(),
    };
    await writeWhole(join(jobFolder, progressFile(task)), lineOf(progress));
  }
}

/** The task's run as it was sent. */
async function readSent(
  job: Job,
  { jobFolder, task }: Pick<TaskSurroundings, 'jobFolder' | 'task'>,
): Promise<Uint8Array> {
  const { offset, bytes } = sentRange(job, task);
  const handle = await open(join(jobFolder, sentRuns), 'r');
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(bytes), 0, bytes, offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** A run that failed would fail again: training is deterministic. */
function isOver({ status }: RunDetail): boolean {
  return status === 'completed' || status === 'failed';
}

/** Such files are read many at once, one after the other. */
function lineOf(value: TaskEnd | TaskProgress): Uint8Array {
  return Buffer.from(`${JSON.stringify(value)}\n`);
}

async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  const partial = `${file}.${process.pid}.partial`;
  await mkdir(dirname(file), { recursive: true });
  const handle = await open(partial, 'w');
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(partial, file);
}
