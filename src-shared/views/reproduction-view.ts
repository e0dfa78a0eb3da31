/** Claims beside what was measured: what `ffwb reproduce` prints and what the window shows. Errors are fractions. */

import type { MeanAndDeviation } from '../base/statistics.ts';
import type { ErrorReport } from '../events/training-event.ts';
import type { ClaimVersionName, PublishedFigure } from '../spec/claims.ts';
import type { SplitName } from './answer-names.ts';

/** What one run that came to its end gave, and on what. */
export interface RunFigures {
  readonly runId: string;
  readonly seed: number;
  /** When it ended, or began where that is not recorded: ISO 8601, UTC. */
  readonly date: string;
  /** The program's version. */
  readonly workbench: string;
  /** In words: "onnx on CPU, 2 threads"; "Intel Xeon, 2 cores". */
  readonly engine: string;
  readonly machine: string;
  /** Of training. */
  readonly seconds: number;
  /** The most the process held; null where it was not recorded. */
  readonly memoryBytes: number | null;
  readonly imagesPerSecond: number | null;
  readonly errors: ErrorReport;
}

export interface MeasuredError extends MeanAndDeviation {
  readonly seeds: readonly number[];
}

/** What some runs cost, together. */
export interface Cost {
  /** Of training, all runs together. */
  readonly seconds: number;
  /** Of the run that held the most; null where no run told. */
  readonly memoryBytes: number | null;
  /** Mean over the runs; null where no run told. */
  readonly imagesPerSecond: number | null;
  /** Each engine and machine once, in words. */
  readonly engine: string;
  readonly machine: string;
  readonly runs: readonly string[];
}

/** The same net by back-propagation, for as many epochs. The error is that of the softmax, on the same split. */
export interface MatchedFigure extends Cost {
  readonly readOut: string;
  /** Null where no run has come to its end. */
  readonly measured: MeasuredError | null;
}

/** One expectation beside what was measured. */
export interface Reproduction extends Cost {
  readonly id: string;
  readonly title: string;
  readonly version: ClaimVersionName;
  readonly preset: string;
  readonly readOut: string;
  readonly split: SplitName;
  /** Of the same read-out and split; null where nothing was published. */
  readonly published: Omit<PublishedFigure, 'readOut' | 'split'> | null;
  /** Null where the experiment was never run to its end here. */
  readonly expectation: {
    readonly error: number;
    readonly tolerance: number;
    /** As `seeds`. */
    readonly seeds: readonly number[];
  } | null;
  /** Those asked for. */
  readonly seeds: readonly number[];
  /** Null where no run has come to its end. */
  readonly measured: MeasuredError | null;
  /** Null where not every seed has a run that came to its end, or nothing is expected. */
  readonly met: boolean | null;
  /** Null where there is nothing to match. */
  readonly backPropagation: MatchedFigure | null;
  readonly note: string | null;
}

/** The quick or the full version of a claim. */
export interface ClaimVersionView {
  readonly version: ClaimVersionName;
  readonly preset: string;
  readonly seeds: readonly number[];
  readonly note: string | null;
  /** By the runs of this data folder. */
  readonly here: readonly Reproduction[];
  /** As it was measured for the handbook; empty where it never was. */
  readonly handbook: readonly Reproduction[];
  /** Of this folder, the experiments themselves and those by back-propagation. */
  readonly runs: ClaimRuns;
  /** Null where there is nothing to match. */
  readonly backPropagation: ClaimRuns | null;
}

/** Runs of the experiments asked for, one for each seed. */
export interface ClaimRuns {
  /** The newest that came to its end, of each seed that has one. */
  readonly completed: readonly string[];
  /** Waiting, training or paused, of seeds that have none yet. */
  readonly active: readonly string[];
  /** Seeds with neither. */
  readonly missing: readonly number[];
}

export interface ClaimView {
  readonly id: string;
  readonly title: string;
  readonly published: readonly PublishedFigure[];
  /** The quick one first. */
  readonly versions: readonly ClaimVersionView[];
}
