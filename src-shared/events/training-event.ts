/**
 * What a trainer says: facts in the past tense, in the order they happened. The recorder stores them; nothing else in
 * the program reads them. All arrays are plain typed arrays, so that events can be posted between threads.
 *
 * `step` counts optimizer steps from the start of the run: the value after the first step is 1. `epoch` counts
 * finished epochs.
 */

import type { ErrorRecord } from '../base/errors.ts';

/**
 * Fractions of wrong answers on one split, by name: a read-out's ("goodness", "softmax"), or what one layer alone says
 * ("goodness/layer1"). What a net has not got is absent.
 */
export type SplitErrors = Readonly<Record<string, number>>;

/** null where the split is empty. */
export interface ErrorReport {
  readonly train: SplitErrors | null;
  readonly validation: SplitErrors | null;
  readonly test: SplitErrors | null;
}

/** How values are laid out: rows, columns, channels; 1 x 1 x units where they have no places. */
export interface GridFacts {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

export interface LayerFacts {
  /** "layer1", ... */
  readonly name: string;
  readonly output: GridFacts;
  /** The patch of the grid below that one unit sees; null: it sees everything. */
  readonly field: GridFacts | null;
  /** True where all positions have the same weights. */
  readonly sharesWeights: boolean;
  readonly parameterCount: number;
  /** Null where the layer has no goodness that tells positives from negatives. */
  readonly threshold: number | null;
  /** Units that stand for each class, where they compete for it; absent where units stand for none. */
  readonly unitsPerClass?: number | undefined;
  /** Set where weights are what a device was programmed with, not what it then does. */
  readonly programmed?: true | undefined;
}

/** What a net is, as its trainer knows it. */
export interface NetFacts {
  readonly layers: readonly LayerFacts[];
  /** By name, as in SplitErrors, with what a person would call it. */
  readonly readouts: readonly { readonly name: string; readonly label: string }[];
  /** True where the net is run under labels, each of which then has a goodness. */
  readonly labelled: boolean;
  /**
   * What makes images of the net, by the names of their samples; told: of chosen classes. Absent where nothing does.
   */
  readonly makers?:
    readonly { readonly name: string; readonly label: string; readonly told: boolean }[] | undefined;
  /**
   * A net with top-down input: the iterations it learns from, and those its goodness is read off, counted from 1, both
   * included. Absent for a net of one pass.
   */
  readonly settling?:
    { readonly iterations: number; readonly first: number; readonly last: number } | undefined;
}

export interface Throughput {
  readonly stepsPerSecond: number;
  readonly samplesPerSecond: number;
  /** 10^9 useful floating point operations per second: the recipe's own products, whatever the engine saved. */
  readonly usefulGigaflopsPerSecond: number;
}

export type TrainingEvent =
  | {
      readonly type: 'started';
      readonly step: number;
      readonly totalSteps: number;
      readonly stepsPerEpoch: number;
      readonly epochs: number;
      /** Trainable numbers in the net and its read-outs. */
      readonly parameterCount: number;
      readonly net: NetFacts;
      readonly engine: {
        readonly id: string;
        readonly device: string;
        readonly backend: string;
        /** Of a CPU engine: another number can change the last bits. */
        readonly threads: number | null;
      };
      readonly datasetFingerprint: string;
    }
  | {
      readonly type: 'progressed';
      readonly step: number;
      readonly epoch: number;
      readonly totalSteps: number;
      /** Time spent training in this run so far, evaluation included, in seconds. */
      readonly trainSeconds: number;
      readonly secondsLeft: number | null;
      readonly activity: 'training' | 'evaluating' | 'paused';
    }
  | {
      readonly type: 'measured';
      readonly step: number;
      readonly epoch: number;
      readonly trainSeconds: number;
      /** Metric name, such as "layer1/goodness/positive/mean", to value. */
      readonly values: Readonly<Record<string, number>>;
    }
  | {
      readonly type: 'histogram';
      readonly step: number;
      readonly epoch: number;
      /** Such as "layer1/goodness/positive". */
      readonly name: string;
      /** Lower edge of the first and upper edge of the last bin; bins are equally wide. */
      readonly low: number;
      readonly high: number;
      readonly counts: Uint32Array;
    }
  | {
      readonly type: 'snapshot';
      readonly step: number;
      readonly epoch: number;
      /** Names and shapes: see SnapshotFilm in views/snapshot-view.ts. */
      readonly name: string;
      readonly shape: readonly number[];
      /** value = low + byte / 255 * (high - low). */
      readonly low: number;
      readonly high: number;
      readonly bytes: Uint8Array;
    }
  | {
      readonly type: 'evaluated';
      readonly step: number;
      readonly epoch: number;
      readonly trainSeconds: number;
      readonly errors: ErrorReport;
      /** True for the evaluation that ends the run, on every example of every split. */
      readonly final: boolean;
    }
  | {
      readonly type: 'checkpointed';
      readonly step: number;
      readonly epoch: number;
      readonly trainSeconds: number;
      /** File name inside the run's own folder. */
      readonly file: string;
      readonly sha256: string;
      readonly bytes: number;
    }
  | { readonly type: 'warned'; readonly step: number; readonly message: string }
  | {
      readonly type: 'finished';
      readonly step: number;
      readonly epoch: number;
      readonly trainSeconds: number;
      /** "stopped" may be resumed; "completed" reached the end of its schedule. */
      readonly reason: 'completed' | 'stopped';
      readonly throughput: Throughput;
      readonly peakMemoryBytes: number;
    }
  | { readonly type: 'failed'; readonly step: number; readonly error: ErrorRecord };

/** True for what a trainer says last: the run is over, however it ended. */
export function endsRun({ type }: TrainingEvent): boolean {
  return type === 'finished' || type === 'failed';
}
