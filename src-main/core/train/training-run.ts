/**
 * The border between the numeric core and whoever runs it: what a training run needs, and the state it can stop at
 * and go on from. Everything with a side effect (clock, memory, disk) comes in from outside.
 */

import type { TrainingEvent } from '../../../src-shared/events/training-event.ts';
import type { ExperimentSpec } from '../../../src-shared/spec/experiment-spec.ts';
import type { Dataset } from '../dataset/dataset.ts';
import type { Engine } from '../engine/engine.ts';
import type { StoredTensor } from '../net/state.ts';

/**
 * Everything needed to go on from a step exactly as if never stopped. Random streams are functions of (seed, name,
 * position), so the position is all there is to keep of them.
 */
export interface TrainingState {
  readonly step: number;
  readonly epoch: number;
  readonly trainSeconds: number;
  /** Weights, optimizer state and running means by name. */
  readonly tensors: Readonly<Record<string, StoredTensor>>;
}

export interface CheckpointReceipt {
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** Looked at between two steps. */
export interface TrainingControl {
  /** True once a stop was asked for; the trainer then saves a checkpoint and finishes as "stopped". */
  readonly stopRequested: boolean;
  readonly pauseRequested: boolean;
  /** Resolves when the pause is over or a stop is asked for. */
  whilePaused(): Promise<void>;
}

export interface TrainingDependencies {
  readonly engine: Engine;
  readonly dataset: Dataset;
  readonly control: TrainingControl;
  /** Milliseconds, monotonic. */
  readonly clock: () => number;
  /** Resident bytes of the process now. */
  readonly memoryBytes: () => number;
  /** Where to go on from; null: from the start. */
  readonly resumeFrom: TrainingState | null;
  /** Stop (resumable) once so many epochs are finished; null: go to the end. */
  readonly stopAfterEpochs: number | null;
  /** A checkpoint at least every so many seconds, besides the one at the end. */
  readonly checkpointSeconds: number;
  /**
   * Writes a checkpoint. It may take its time: training goes on while it is written. A failure must not stop training:
   * it is reported as a warning. Only the last checkpoint, at the end or at a stop, has to be written.
   */
  readonly saveCheckpoint: (state: TrainingState) => Promise<CheckpointReceipt>;
  /**
   * Asked when the last checkpoint could not be written: waits a while, and says whether to try again. False: the run
   * fails with what kept it from being written, and can be resumed from an older checkpoint.
   */
  readonly mayTryLastSave: () => Promise<boolean>;
}

/** Trains as the spec says, yielding what happened; see train.ts. */
export type Train = (
  spec: ExperimentSpec,
  dependencies: TrainingDependencies,
) => AsyncGenerator<TrainingEvent, void>;
