/**
 * The life of runs, from the host's side: created, queued, trained, paused, stopped, resumed. It gives orders to the
 * training service and has recorded what comes back. A death of the service interrupts runs and nothing else.
 */

import { WorkbenchError, asWorkbenchError } from '../../src-shared/base/errors.ts';
import type { ErrorRecord } from '../../src-shared/base/errors.ts';
import type { TrainingEvent } from '../../src-shared/events/training-event.ts';
import type { ExperimentSpec } from '../../src-shared/spec/experiment-spec.ts';
import type { RunDetail, RunEnvironment, RunStatus } from '../../src-shared/views/run-view.ts';
import { lacksLastSteps } from '../../src-shared/views/run-view.ts';
import type { RunStoreClient } from '../store/run-store.ts';
import { startTrainingService } from '../training/client.ts';
import type { ServiceDeath, SpawnService, TrainingService } from '../training/client.ts';
import type { ResumePoint, RunOrder } from '../training/messages.ts';
import { ActiveRun } from './active-run.ts';
import type { RunEnd } from './active-run.ts';
import { RunListeners } from './run-news.ts';
import type { RunListener } from './run-news.ts';

export interface RunRequest {
  readonly spec: ExperimentSpec;
  /** The preset it started from, if any. */
  readonly preset: string | null;
  readonly tags?: readonly string[];
}

export interface TrainOptions {
  /** Stop, resumable, once so many epochs are finished; null: go to the end. */
  readonly stopAfterEpochs?: number | null;
  /** A checkpoint at least every so many seconds. */
  readonly checkpointSeconds?: number;
}

const defaultCheckpointSeconds = 30;

export interface RunManagerOptions {
  readonly store: RunStoreClient;
  readonly spawn: SpawnService;
  /** How many runs train side by side. */
  readonly slots: number;
  readonly environment: RunEnvironment;
  /** The folder of a run's checkpoints. */
  readonly runFolder: (runId: string) => string;
  readonly datasetFolder: string;
  readonly listeners: RunListeners;
  /** The place where a run is trained now that is not trained here; null: none. */
  readonly placeOf?: (runId: string) => string | null;
}

/** Runs may be named by a shortened id. Errors of every method: run/unknown, run/ambiguous, those of the store. */
export class RunManager {
  readonly #options: RunManagerOptions;
  readonly #store: RunStoreClient;
  readonly #service: TrainingService;
  readonly #active = new Map<string, ActiveRun>();
  #slots: number;
  #closing = false;

  constructor(options: RunManagerOptions) {
    this.#options = options;
    this.#store = options.store;
    this.#slots = options.slots;
    const { spawn, slots, listeners } = options;
    this.#service = startTrainingService({
      spawn,
      slots,
      listener: {
        began: () => {},
        restored: (runId, point) => this.#rewind(runId, point),
        told: (runId, events) => this.#record(runId, events),
        ended: (runId) => this.#end(runId),
        died: (death) => this.#mourn(death),
        puzzled: (problem) => listeners.tell({ type: 'puzzled', problem }),
      },
    });
  }

  /** How many runs train side by side. */
  get slots(): number {
    return this.#slots;
  }

  /** Process id of the training service, or null while there is none. */
  get servicePid(): number | null {
    return this.#service.pid;
  }

  /** Ids of the runs that train, are paused or wait for a slot here. */
  get active(): string[] {
    return [...this.#active].filter(([, run]) => !run.hasLeft).map(([runId]) => runId);
  }

  /** Returns the way to stop listening. */
  listen(listener: RunListener): () => void {
    return this.#options.listeners.add(listener);
  }

  /** Records a new run, which is queued until `start`. Returns its id. */
  createRun(request: RunRequest): Promise<string> {
    return this.#store.createRun({ ...request, environment: this.#options.environment });
  }

  /** In the order given. */
  async createRuns(requests: readonly RunRequest[]): Promise<string[]> {
    const runIds: string[] = [];
    for (const request of requests) runIds.push(await this.createRun(request));
    return runIds;
  }

  /** Resolves once it is in the service's queue. Errors: run/busy, run/not-resumable, training/service-died. */
  async start(run: string, options: TrainOptions = {}): Promise<void> {
    const detail = await this.#store.getRun(run);
    if (detail.status !== 'queued')
      throw new WorkbenchError('run/busy', { run: detail.runId, status: detail.status });
    await this.#submit(detail, options);
  }

  /** A run as recorded; one that has ended, where the disk has not taken that yet, as it will be. */
  async getRun(run: string): Promise<RunDetail> {
    const detail = await this.#store.getRun(run);
    const active = this.#active.get(detail.runId);
    const end = active?.unrecordedEnd ?? null;
    if (active === undefined || end === null) return detail;
    const { message = '' } = active.unrecordedError ?? {};
    return { ...detail, ...end, secondsLeft: null, warnings: [...detail.warnings, message] };
  }

  /** How runs ended whose end the disk has not taken yet, by id. */
  get unrecordedEnds(): ReadonlyMap<string, RunEnd> {
    return new Map(
      [...this.#active].flatMap(([runId, { unrecordedEnd: end }]) => (end === null ? [] : [[runId, end]])),
    );
  }

  /** Idles; keeps the slot and all memory. Errors: run/not-training, training/refused. */
  async pause(run: string): Promise<void> {
    await this.#service.pause(await this.#submittedRun(run, 'pause'));
  }

  /**
   * A paused run goes on exactly. One that ended early, or never began, is queued again and goes on from its newest
   * readable checkpoint, else from its start. So does one whose last steps are in no checkpoint, though it came to its
   * end. Errors: run/busy, run/not-resumable, run/unrecorded, training/service-died.
   */
  async resume(run: string, options: TrainOptions = {}): Promise<void> {
    const detail = await this.#store.getRun(run);
    const active = this.#active.get(detail.runId);
    if (active !== undefined && (active.concluded || active.hasLeft)) {
      await active.ended.catch(() => {}); // it has said its last and is about to leave; then it can be queued again
      if (active.unrecordedError !== null) throw active.unrecordedError;
      return this.resume(run, options);
    }
    if (active !== undefined) return this.#resumeActive(detail, active);
    if (detail.status === 'completed' && !lacksLastSteps(detail)) {
      const remedy = 'Train it anew, or with more epochs, as a new run.';
      throw new WorkbenchError('run/not-resumable', { run: detail.runId, reason: 'it is complete', remedy });
    }
    return this.#submit(detail, options);
  }

  /**
   * It saves a checkpoint and ends as "stopped"; `wait` tells when. One that waits, here or since an earlier session,
   * just leaves the queue. Errors: run/not-training.
   */
  async stop(run: string): Promise<void> {
    const detail = await this.#store.getRun(run);
    if (detail.status === 'queued' && !this.#active.has(detail.runId)) {
      this.#refuseElsewhere(detail.runId);
      await this.#store.setStatus(detail.runId, 'stopped');
      return;
    }
    await this.#service.stop(await this.#submittedRun(run, 'stop'));
  }

  /** Resolves when the run is not active any more and all of it is recorded. Error: run/unrecorded, while it is not. */
  async wait(run: string): Promise<RunDetail> {
    const runId = await this.#store.resolveRun(run);
    await this.#active.get(runId)?.ended;
    return this.#store.getRun(runId);
  }

  /** How many runs train side by side from now on; nothing is stopped. */
  setSlots(slots: number): Promise<void> {
    this.#slots = slots;
    return this.#service.setSlots(slots);
  }

  /**
   * Stops all that trains (resumable) and ends the service; what takes longer than `graceMs` is interrupted. Runs
   * that waited stay as they were. Resolves when all is recorded.
   */
  async close(graceMs: number): Promise<void> {
    this.#closing = true;
    await this.#service.close(graceMs);
    await Promise.allSettled([...this.#active.values()].map((each) => each.ended));
  }

  /**
   * A run that was paused before its first step is on record as queued, like one that waits for a slot. Whoever asks a
   * second time for what is under way already is told so.
   */
  async #resumeActive({ runId, status }: RunDetail, active: ActiveRun): Promise<void> {
    const busy = (cause?: unknown): WorkbenchError => {
      const now = status === 'queued' ? status : 'being resumed already';
      return new WorkbenchError('run/busy', { run: runId, status: now }, { cause });
    };
    if (!active.isSubmitted) throw busy();
    try {
      await this.#service.resume(runId);
    } catch (thrown) {
      const isRefused = thrown instanceof WorkbenchError && thrown.code === 'training/refused';
      // What the store says of a run that trains: anything else was read before the first who asked was obeyed.
      const isCurrent = status === 'running' || status === 'paused';
      throw isRefused && !isCurrent ? busy(thrown) : thrown;
    }
  }

  async #submit(detail: RunDetail, options: TrainOptions): Promise<void> {
    const { runId, status } = detail;
    const other = this.#active.get(runId);
    if (other !== undefined)
      throw other.unrecordedError ?? new WorkbenchError('run/busy', { run: runId, status });
    this.#refuseWhenClosing();
    this.#refuseElsewhere(runId);
    const run = new ActiveRun(
      this.#orderFor(detail, options),
      status,
      this.#store,
      this.#options.listeners.tell,
    );
    this.#active.set(runId, run);
    try {
      await (run.submitted = this.#queue(run));
      run.isSubmitted = true;
    } catch (error) {
      this.#conclude(run, status, detail.error ?? undefined);
      await run.ended.catch(() => {}); // Whoever hears of the error may try again at once.
      throw error;
    }
  }

  async #queue({ order, statusBefore }: ActiveRun): Promise<void> {
    if (statusBefore !== 'queued') await this.#store.setStatus(order.runId, 'queued');
    this.#refuseWhenClosing();
    await this.#service.start(order);
  }

  #refuseWhenClosing(): void {
    if (this.#closing) throw new WorkbenchError('training/refused', { reason: 'the workbench is closing' });
  }

  #refuseElsewhere(runId: string): void {
    const place = this.#options.placeOf?.(runId) ?? null;
    if (place !== null) throw new WorkbenchError('run/elsewhere', { run: runId, place });
  }

  #orderFor(detail: RunDetail, options: TrainOptions): RunOrder {
    return {
      runId: detail.runId,
      spec: { ...detail.spec },
      runFolder: this.#options.runFolder(detail.runId),
      datasetFolder: this.#options.datasetFolder,
      stepBefore: detail.step,
      recordedCheckpoints: detail.checkpoints
        .toSorted((a, b) => b.step - a.step)
        .map(({ file, sha256, bytes }) => ({ file, sha256, bytes })),
      engineBefore: detail.engine?.id ?? null,
      threadsBefore: detail.engine?.threads ?? null,
      stopAfterEpochs: options.stopAfterEpochs ?? null,
      checkpointSeconds: options.checkpointSeconds ?? defaultCheckpointSeconds,
    };
  }

  /** Full id of a run that the service knows. */
  async #submittedRun(run: string, action: string): Promise<string> {
    const { runId, status } = await this.#store.getRun(run);
    const active = this.#active.get(runId);
    if (active === undefined) throw new WorkbenchError('run/not-training', { run: runId, status, action });
    if (active.unrecordedError !== null) throw active.unrecordedError;
    await active.submitted.catch(() => {}); // Whoever started it hears of that.
    return runId;
  }

  #record(runId: string, events: readonly TrainingEvent[]): void {
    this.#active.get(runId)?.record(events, (file) => this.#service.confirmCheckpoint(runId, file));
  }

  #rewind(runId: string, point: ResumePoint): void {
    const refused = (): void => void this.#service.stop(runId).catch(() => {});
    this.#active.get(runId)?.rewind(point, () => this.#service.confirmRewound(runId), refused);
  }

  /** It left the service: by its last event, or, when it never began, because it was to stop. */
  #end(runId: string): void {
    const run = this.#active.get(runId);
    if (run === undefined) return;
    if (run.concluded) this.#conclude(run, null);
    else this.#conclude(run, this.#closing ? run.statusBefore : 'stopped');
  }

  #mourn({ reason, active, waiting }: ServiceDeath): void {
    const interrupted = active.filter((runId) => this.#active.get(runId)?.concluded === false);
    this.#options.listeners.tell({ type: 'service-died', reason, interrupted });
    for (const runId of active) {
      const run = this.#active.get(runId);
      if (run?.concluded === false) this.#conclude(run, 'interrupted', deathNotice(reason, runId));
      else if (run !== undefined) this.#conclude(run, null);
    }
    // Those that waited had no part in it: they wait for the next life of the service.
    for (const runId of waiting) {
      const run = this.#active.get(runId);
      if (run === undefined) continue;
      if (this.#closing) this.#conclude(run, run.statusBefore);
      else this.#service.start(run.order).catch((error: unknown) => this.#giveUp(run, error));
    }
  }

  #giveUp(run: ActiveRun, error: unknown): void {
    this.#conclude(run, 'interrupted', asWorkbenchError(error, 'training/failed').toRecord());
  }

  #conclude(run: ActiveRun, status: RunStatus | null, error?: ErrorRecord): void {
    run.end(status, error, () => this.#active.delete(run.order.runId));
  }
}

function deathNotice(reason: string, run: string): ErrorRecord {
  return { code: 'training/service-died', details: { reason, run } };
}
