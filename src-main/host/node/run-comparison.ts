/** How runs differ: what was configured differently, and what came of it. */

import type { RunDetail } from '../../../src-shared/views/run-view.ts';
import { errorsOf } from '../../service/export/run-report.ts';

/** One thing and its value in each run, in the order of the runs; null where a run does not have it. */
export interface ComparedValue {
  readonly name: string;
  readonly values: readonly unknown[];
}

export interface RunComparison {
  readonly runs: readonly string[];
  /** Settings that differ, by their path in the spec. */
  readonly configuration: readonly ComparedValue[];
  /** What surrounded the runs, where it differs: engine, machine, versions, data. */
  readonly surroundings: readonly ComparedValue[];
  /** Everything measured, whether it differs or not. */
  readonly results: readonly ComparedValue[];
}

export function compareRuns(runs: readonly RunDetail[]): RunComparison {
  return {
    runs: runs.map(({ runId }) => runId),
    configuration: differing(runs.map(({ spec }) => flatten(spec))),
    surroundings: differing(runs.map(surroundingsOf)),
    results: aligned(runs.map(resultsOf)).filter(({ values }) => values.some((value) => value !== null)),
  };
}

/** Leaves by their path: {a: {b: [1]}} -> {"a.b.0": 1}. */
export function flatten(value: unknown, path = ''): Record<string, unknown> {
  if (value === null || typeof value !== 'object') return { [path]: value };
  const entries = Object.entries(value).map(([name, inner]) =>
    flatten(inner, path === '' ? name : `${path}.${name}`),
  );
  return Object.assign({}, ...entries) as Record<string, unknown>;
}

type Values = Readonly<Record<string, unknown>>;

/** In the order of first appearance. */
function aligned(sources: readonly Values[]): ComparedValue[] {
  const names = new Set(sources.flatMap((source) => Object.keys(source)));
  return [...names].map((name) => ({ name, values: sources.map((source) => source[name] ?? null) }));
}

function differing(sources: readonly Values[]): ComparedValue[] {
  return aligned(sources).filter(({ values }) => values.some((value) => value !== values[0]));
}

function surroundingsOf({ engine, environment, datasetFingerprint }: RunDetail): Values {
  return { ...flatten({ engine, ...environment }), dataset: datasetFingerprint };
}

function resultsOf(run: RunDetail): Values {
  const { status, epoch, step, trainSeconds, throughput, peakMemoryBytes, errors } = run;
  return {
    status,
    epoch,
    step,
    trainSeconds,
    ...throughput,
    peakMemoryBytes,
    ...(errors === null ? {} : errorsOf(errors)),
  };
}
