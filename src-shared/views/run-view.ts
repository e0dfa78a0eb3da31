/**
 * Shapes of query results about runs: what the command line prints and what the window shows.
 */

import type { ErrorRecord } from '../base/errors.ts';
import type { ErrorReport, NetFacts, Throughput } from '../events/training-event.ts';
import type { ExperimentSpec } from '../spec/experiment-spec.ts';

/**
 * queued -> running <-> paused -> completed | stopped | failed | interrupted. "interrupted": the process that trained it
 * died. Stopped, failed and interrupted runs with a checkpoint can be resumed, which makes them queued again.
 */
export const runStatuses = [
  'queued',
  'running',
  'paused',
  'completed',
  'stopped',
  'failed',
  'interrupted',
] as const;
export type RunStatus = (typeof runStatuses)[number];

export interface EngineUsed {
  readonly id: string;
  readonly device: string;
  readonly backend: string;
  /** CPU threads; null on a GPU. */
  readonly threads: number | null;
}

export interface RunSummary {
  readonly runId: string;
  readonly name: string;
  /** The preset it started from, if any. */
  readonly preset: string | null;
  readonly status: RunStatus;
  readonly seed: number;
  readonly specHash: string;
  readonly configurationHash: string;
  readonly engine: EngineUsed | null;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  /** Length of the schedule, in epochs. */
  readonly epochs: number | null;
  readonly epoch: number;
  readonly step: number;
  readonly totalSteps: number | null;
  readonly trainSeconds: number;
  /** As the run last said while it was active. */
  readonly secondsLeft: number | null;
  /** The newest evaluation. */
  readonly errors: ErrorReport | null;
  readonly throughput: Throughput | null;
  readonly peakMemoryBytes: number | null;
  readonly tags: readonly string[];
  readonly notes: string;
  readonly archived: boolean;
  readonly error: ErrorRecord | null;
}

/** What ended it would end it again at the same step, so nobody is told to go on with it: training is deterministic. */
export function wouldFailAgain({ error }: Pick<RunSummary, 'error'>): boolean {
  return error?.code === 'training/diverged';
}

/** One evaluation in a run's history. */
export interface EvaluationPoint {
  readonly step: number;
  readonly epoch: number;
  readonly trainSeconds: number;
  readonly errors: ErrorReport;
  readonly final: boolean;
}

export interface CheckpointInfo {
  readonly step: number;
  readonly epoch: number;
  readonly trainSeconds: number;
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** What surrounded a run: enough to explain a difference between machines, nothing about files or people. */
export interface RunEnvironment {
  readonly workbench: string;
  readonly node: string;
  readonly platform: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly packages: Readonly<Record<string, string>>;
}

export interface RunDetail extends RunSummary {
  readonly spec: ExperimentSpec;
  readonly environment: RunEnvironment;
  readonly datasetFingerprint: string | null;
  readonly parameterCount: number | null;
  /** As its trainer told; null before the run began, and for runs of older versions. */
  readonly net: NetFacts | null;
  readonly history: readonly EvaluationPoint[];
  readonly checkpoints: readonly CheckpointInfo[];
  readonly warnings: readonly string[];
  readonly metrics: readonly string[];
  readonly histograms: readonly string[];
}

/** The metric that holds the seconds of training at every step something was measured: the way from steps to time. */
export const timeMetric = 'run/trainSeconds';

/** One metric of one run, oldest first; the arrays are equally long. */
export interface Series {
  readonly metric: string;
  readonly steps: Float64Array;
  readonly values: Float32Array;
}

export interface HistogramPoint {
  readonly step: number;
  readonly epoch: number;
  readonly low: number;
  readonly high: number;
  readonly counts: Uint32Array;
}

/** Its newest checkpoint is of an earlier step than it ended at, as an older version left it on a full disk. */
export function lacksLastSteps({ step, checkpoints }: Pick<RunDetail, 'step' | 'checkpoints'>): boolean {
  return checkpoints.length > 0 && checkpoints.every((checkpoint) => checkpoint.step < step);
}
