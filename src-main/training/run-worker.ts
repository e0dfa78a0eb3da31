/**
 * Makes this thread the worker of one run: opens the engine and the dataset, finds the place to go on from, drives
 * the trainer, and posts what it says. Nothing here may alter a number: it only feeds the trainer and listens.
 */

import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';

import { assert, assertDefined } from '../../src-shared/base/assert.ts';
import { asWorkbenchError } from '../../src-shared/base/errors.ts';
import type { TrainingEvent } from '../../src-shared/events/training-event.ts';
import type { ExperimentSpec } from '../../src-shared/spec/experiment-spec.ts';
import type { Dataset } from '../core/dataset/dataset.ts';
import type { Engine } from '../core/engine/engine.ts';
import type { Train } from '../core/train/training-run.ts';
import { CheckpointKeeper } from './checkpoint-keeper.ts';
import type { CheckpointFiles } from './checkpoint-keeper.ts';
import { EventBatch, batchDelayMs } from './event-batch.ts';
import { createLastSave } from './last-save.ts';
import type { WorkerCommand, WorkerMessage, WorkerOrder } from './messages.ts';
import { WorkerControl } from './worker-control.ts';

/** An engine that never waits for anything would keep file writes waiting; so often they get their turn. */
const turnEveryMs = 50;
/** A thread that a back end keeps alive is ended by force after so long, because it holds a slot. */
const lingerMs = 2_000;

/** What a worker is made of; worker-entry.ts has the real parts. */
export interface WorkerParts {
  /** Errors: spec/invalid, spec/from-the-future. */
  parseSpec(draft: unknown): ExperimentSpec;
  /** Error: engine/unavailable. */
  openEngine(spec: ExperimentSpec, options: EngineWish): Promise<OpenedEngine>;
  /** Errors: those of DatasetLoader. */
  loadDataset(spec: ExperimentSpec, folder: string): Promise<Dataset>;
  checkpointFiles(runFolder: string): CheckpointFiles;
  readonly train: Train;
}

export interface EngineWish {
  /** Threads for CPU kernels unless the spec names a number; null: all cores. */
  readonly threads: number | null;
  /** Other runs train on the same cores. */
  readonly sharesCores: boolean;
  /** The CPU threads the run used before; null where it begins. */
  readonly threadsBefore: number | null;
  /** The engine to prefer where the spec leaves the choice open; null: no preference. */
  readonly before: string | null;
}

export interface OpenedEngine {
  readonly engine: Engine;
  /** What the user should know about the choice, such as that a GPU could not be used. */
  readonly warnings: readonly string[];
}

/** Call once, as the thread's first act. */
export async function runTrainingWorker(parts: WorkerParts): Promise<void> {
  const port = assertDefined(parentPort, 'the line from the worker to its service');
  const order = workerData as WorkerOrder;
  const post = (message: WorkerMessage): void => port.postMessage(message);
  const clock = (): number => performance.now();
  const batch = new EventBatch({
    post: (events) => post({ type: 'events', events }),
    clock,
    maxDelayMs: batchDelayMs,
  });

  const checkpoints = new CheckpointKeeper(parts.checkpointFiles(order.runFolder), order.recordedCheckpoints);
  const control = new WorkerControl(inboxOf(port), (file) => checkpoints.confirm(file));
  let step = order.stepBefore;
  let engine: Engine | null = null;
  try {
    const spec = parts.parseSpec(order.spec);
    const { threads, sharesCores, threadsBefore, engineBefore: before } = order;
    const opened = await parts.openEngine(spec, { threads, sharesCores, threadsBefore, before });
    engine = opened.engine;
    const dataset = await parts.loadDataset(spec, order.datasetFolder);
    // Only now that training can begin: the host forgets what was recorded after this point, and removes files after it.
    // Of every run: one that never began, as far as the host knows, may have been killed before it could record that.
    const { state, point } = await checkpoints.restore();
    post({ type: 'restored', point });
    await control.untilRewound();
    step = point.step;
    for (const message of opened.warnings) batch.add({ type: 'warned', step, message });

    const events = parts.train(spec, {
      engine,
      dataset,
      control,
      clock,
      memoryBytes: () => process.memoryUsage.rss(),
      resumeFrom: state,
      stopAfterEpochs: order.stopAfterEpochs,
      checkpointSeconds: order.checkpointSeconds,
      saveCheckpoint: (state) => checkpoints.save(state),
      mayTryLastSave: createLastSave({
        clock,
        sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
        stopRequested: () => control.stopRequested,
      }),
    });
    await drain(events, clock, (event) => {
      step = Math.max(step, event.step);
      batch.add(event);
    });
  } catch (error) {
    batch.add({ type: 'failed', step, error: asWorkbenchError(error, 'training/failed').toRecord() });
  }
  batch.flush();
  await engine?.dispose().catch(() => {});
  port.close();
  setTimeout(() => process.exit(), lingerMs).unref();
}

/** Passes all events on; fails when the trainer ends without saying how. */
async function drain(
  events: AsyncIterable<TrainingEvent>,
  clock: () => number,
  onEvent: (event: TrainingEvent) => void,
): Promise<void> {
  let newest: TrainingEvent['type'] | null = null;
  let lastTurn = clock();
  for await (const event of events) {
    newest = event.type;
    onEvent(event);
    if (clock() - lastTurn < turnEveryMs) continue;
    await new Promise((resolve) => setImmediate(resolve));
    lastTurn = clock();
  }
  assert(newest === 'finished' || newest === 'failed', 'the trainer ended without saying how');
}

function inboxOf(port: MessagePort): {
  read(): WorkerCommand | null;
  onCommand(listener: (command: WorkerCommand) => void): void;
} {
  return {
    read: () => (receiveMessageOnPort(port)?.message as WorkerCommand | undefined) ?? null,
    onCommand: (listener) => void port.on('message', listener),
  };
}
