/**
 * Works on one sweep: makes its runs, a few at a time, until nothing is left to do or somebody stops it. What is left is
 * always read from the store, so that a driver of a later session goes on where this one ended, however it ended.
 */

import { asWorkbenchError } from '../../../src-shared/base/errors.ts';
import { parseSpec } from '../../../src-shared/spec/experiment-spec.ts';
import type { ExperimentSpec } from '../../../src-shared/spec/experiment-spec.ts';
import { promoted } from '../../../src-shared/spec/sweep-halving.ts';
import type { Rung } from '../../../src-shared/spec/sweep-halving.ts';
import { draftAt, pointName } from '../../../src-shared/spec/sweep-points.ts';
import { wouldFailAgain } from '../../../src-shared/views/run-view.ts';
import type { RunEnvironment } from '../../../src-shared/views/run-view.ts';
import { foldSweep, hasReached, rungsOf, settingsOf } from '../../../src-shared/views/sweep-results.ts';
import type { SweepPoint } from '../../../src-shared/views/sweep-results.ts';
import type { SweepDetail, SweepStatus } from '../../../src-shared/views/sweep-view.ts';
import { catalogue } from '../../core/catalogue.ts';
import type { RunState, RunStoreClient } from '../../store/run-store.ts';
import { Budget } from './budget.ts';
import type { Place } from './place.ts';

export interface SweepDriverOptions {
  readonly sweepId: string;
  readonly store: RunStoreClient;
  readonly place: Place;
  readonly environment: RunEnvironment;
  /** Runs that failed are tried again, but for those that would fail the same way. */
  readonly retryFailed: boolean;
  /** Called when a run was made or ended, and when the sweep's status changed. */
  readonly onChange: () => void;
}

/** A run to be made, or to be gone on with. */
interface Task {
  readonly point: SweepPoint;
  readonly seed: number;
  readonly rung: Rung;
}

type Spent = Pick<RunState, 'trainSeconds' | 'epoch'>;
const unbegun: Spent = { trainSeconds: 0, epoch: 0 };

/** So many runs are recorded at once at most; the store answers others in between. */
const mostRecorded = 200;
/** How often a run is begun in one session while it is the process, not the run, that dies. */
const mostAttempts = 3;

export class SweepDriver {
  readonly #options: SweepDriverOptions;
  readonly #underWay = new Set<string>();
  /** "point/seed/epochs" of all that was tried in this session: none is tried twice. */
  readonly #tried = new Set<string>();
  #leaving: 'stop' | 'close' | null = null;
  #hasMore = false;
  #isConcluding = false;
  /** Resolves when it works no more; never rejects. */
  readonly ended: Promise<void>;

  constructor(options: SweepDriverOptions) {
    this.#options = options;
    this.ended = this.#work().catch((thrown: unknown) => this.#giveUp(thrown));
  }

  /** Runs under way are stopped, resumable. Resolves when all is recorded. */
  async stop(): Promise<void> {
    this.#leaving ??= 'stop';
    await this.#stopRuns();
    await this.ended;
  }

  /** The sweep was extended: it is read again before it is told to be done. False where it is too late for that. */
  lookAgain(): boolean {
    this.#hasMore = true;
    return !this.#isConcluding && this.#leaving === null;
  }

  /** The program ends: what is under way is stopped by whoever trains it, and the next session goes on. */
  leave(): void {
    this.#leaving ??= 'close';
  }

  async #work(): Promise<void> {
    const { sweepId, store } = this.#options;
    for (;;) {
      this.#hasMore = false;
      const sweep = await store.getSweep(sweepId);
      const tasks = await this.#tasksOf(sweep);
      const spent = await this.#make(sweep, tasks);
      if (this.#leaving === 'close') return;
      if (this.#leaving === 'stop') return this.#end('stopped', null);
      if (spent !== null) return this.#end('stopped', spent);
      if (tasks.length > 0 || (await this.#promote(sweep)) || this.#hasMore) continue;
      return this.#end(...conclusionOf(sweep));
    }
  }

  /** What is left of the rung at hand and was not tried in this session. */
  async #tasksOf(sweep: SweepDetail): Promise<Task[]> {
    const rungs = rungsOf(sweep);
    const tasks: Task[] = [];
    for (const point of foldSweep(sweep)) {
      const rung = rungs[point.rung];
      if (point.state === 'set-aside' || point.state === 'done' || rung === undefined) continue;
      for (const seed of sweep.spec.seeds) {
        const task = { point, seed, rung };
        if (!this.#tried.has(keyOf(task)) && (await this.#isLeft(task))) tasks.push(task);
      }
    }
    return tasks;
  }

  async #isLeft({ point, seed, rung }: Task): Promise<boolean> {
    const run = point.runs.find((each) => each.seed === seed);
    if (run === undefined) return true;
    if (hasReached(run, rung)) return false;
    if (run.status !== 'failed') return true;
    return this.#options.retryFailed && !wouldFailAgain(await this.#options.store.getRun(run.runId));
  }

  /** As many at once as the place takes. Returns why nothing more may be begun, if the budget says so. */
  async #make(sweep: SweepDetail, tasks: readonly Task[]): Promise<string | null> {
    const budget = new Budget(sweep);
    const inHand = new Set<Promise<void>>();
    const faults: unknown[] = [];
    const before = statesIn(sweep);
    /** Resolves when the next one is out of hand. */
    let room = Promise.withResolvers<void>();
    for (let at = 0; at < tasks.length;) {
      while (inHand.size >= this.#options.place.width) await room.promise;
      if (this.#leaving !== null || budget.spent !== null || faults.length > 0) break;
      // All that there is room for are handed over in one moment: a place can then send them together.
      const next = tasks.slice(at, at + this.#options.place.width - inHand.size);
      at += next.length;
      for (const task of next) this.#tried.add(keyOf(task));
      const runIds = await this.#record(sweep, next).catch((thrown: unknown): string[] => {
        faults.push(thrown);
        return [];
      });
      for (const [order, task] of next.entries()) {
        const runId = runIds[order];
        if (runId === undefined) break;
        const making = this.#makeOne(runId, task, before.get(runId) ?? unbegun, budget)
          .catch((thrown: unknown) => void faults.push(thrown))
          .finally(() => {
            inHand.delete(making);
            room.resolve();
            room = Promise.withResolvers();
          });
        inHand.add(making);
      }
    }
    await Promise.all(inHand);
    if (faults.length > 0) throw faults[0];
    return budget.spent;
  }

  /** Their runs' ids; of fewer where the driver is to leave meanwhile. */
  async #record(sweep: SweepDetail, tasks: readonly Task[]): Promise<string[]> {
    const { store, sweepId, environment, onChange } = this.#options;
    const runIds: string[] = [];
    let recording: Promise<string[]> = Promise.resolve([]);
    for (let at = 0; at < tasks.length && this.#leaving === null; at += mostRecorded) {
      // Made while the store records those before.
      const runs = tasks.slice(at, at + mostRecorded).map((task) => ({
        point: task.point.number,
        spec: specOf(sweep, task),
        preset: sweep.preset,
        environment,
        tags: [sweepTag(sweepId)],
      }));
      runIds.push(...(await recording));
      recording = store.createSweepRuns(sweepId, runs);
      // Where the next ones cannot be made, nobody hears of what went wrong with these.
      recording.catch(() => {});
      onChange();
    }
    runIds.push(...(await recording));
    onChange();
    return runIds;
  }

  async #makeOne(runId: string, { rung }: Task, before: Spent, budget: Budget): Promise<void> {
    const { onChange } = this.#options;
    this.#underWay.add(runId);
    onChange();
    try {
      const run = await this.#train(runId, rung);
      if (run !== null) budget.add(run.trainSeconds - before.trainSeconds, run.epoch - before.epoch);
    } finally {
      this.#underWay.delete(runId);
      onChange();
    }
  }

  /** null where the process that trained it died again and again. */
  async #train(runId: string, rung: Rung): Promise<RunState | null> {
    const { place } = this.#options;
    for (let attempt = 1; attempt <= mostAttempts && this.#leaving === null; attempt += 1) {
      try {
        const run = await place.make(runId, { stopAfterEpochs: rung.epochs });
        if (run.status !== 'interrupted') return run;
      } catch (thrown) {
        const { code } = asWorkbenchError(thrown, 'training/failed');
        if (code !== 'training/service-died') throw thrown;
      }
    }
    return null;
  }

  /** Where everything of a rung has ended: the best go on. False where there is no next rung, or too little to tell. */
  async #promote(sweep: SweepDetail): Promise<boolean> {
    const points = foldSweep(sweep);
    const current = points.reduce((most, { rung }) => Math.max(most, rung), 0);
    const next = rungsOf(sweep)[current + 1];
    const there = points.filter(({ rung }) => rung === current);
    const haveEnded = there.every(({ state }) => state === 'done' || state === 'failed');
    if (next === undefined || !haveEnded) return false;
    const going = promoted(there, next);
    if (going.length === 0) return false;
    await this.#options.store.promoteSweepPoints(sweep.sweepId, current + 1, going);
    this.#options.onChange();
    return true;
  }

  async #stopRuns(): Promise<void> {
    const { place } = this.#options;
    await Promise.allSettled([...this.#underWay].map((runId) => place.stop(runId)));
  }

  async #end(status: SweepStatus, note: string | null): Promise<void> {
    this.#isConcluding = true;
    await this.#options.store.setSweepStatus(this.#options.sweepId, status, note);
    this.#options.onChange();
  }

  /** Nothing more can be recorded or trained now: why is kept, where even that can be. */
  async #giveUp(thrown: unknown): Promise<void> {
    if (this.#leaving === 'close') return;
    const error = asWorkbenchError(thrown, 'training/failed');
    await this.#end('stopped', error.message).catch(() => this.#options.onChange());
  }
}

/** By which the table of runs finds the runs of a sweep. */
export function sweepTag(sweepId: string): string {
  return `sweep-${sweepId}`;
}

/** What was spent on the sweep's runs when it was read. */
function statesIn({ runTable }: SweepDetail): Map<string, Spent> {
  const { runId, trainSeconds, epoch } = runTable;
  return new Map(runId.map((id, at) => [id, { trainSeconds: trainSeconds[at] ?? 0, epoch: epoch[at] ?? 0 }]));
}

function keyOf({ point, seed, rung }: Task): string {
  return `${point.number}/${seed}/${rung.epochs}`;
}

function specOf(sweep: SweepDetail, { point, seed }: Task): ExperimentSpec {
  const settings = settingsOf(Object.keys(sweep.spec.axes), point);
  const draft = draftAt(sweep.base, settings, pointName(sweep.base.name, settings));
  return parseSpec(catalogue, { ...(draft as object), seed });
}

/** When nothing is left that this session could do. */
function conclusionOf(sweep: SweepDetail): [SweepStatus, string | null] {
  const points = foldSweep(sweep);
  const open = points.filter(({ state }) => state === 'stopped' || state === 'waiting').length;
  if (open > 0) return ['stopped', `At ${told(open, 'point')}, some run was stopped before its end.`];
  const failed = points.filter(({ runs }) => runs.some(({ status }) => status === 'failed')).length;
  return ['completed', failed > 0 ? `At ${told(failed, 'point')}, some run failed.` : null];
}

function told(count: number, what: string): string {
  return count === 1 ? `one ${what}` : `${count} ${what}s`;
}
