/** All that is recorded of a run, and how it differs from what an uninterrupted run recorded, bit for bit. */

import { join } from 'node:path';

import { readCheckpoint } from '../../src-main/store/checkpoints.ts';
import { runFolder } from '../../src-main/store/data-folder.ts';
import type { RunReader } from '../../src-main/store/run-store.ts';
import type { EvaluationPoint, HistogramPoint, RunDetail, Series } from '../../src-shared/views/run-view.ts';

/** One cause can make every metric differ. */
const mostNamed = 3;
/** What depends on the clock and the machine: of these only the steps can be the same. */
const dependsOnMachine = /^(speed|memory|run)\//;

export interface Recorded {
  readonly run: RunDetail;
  readonly series: ReadonlyMap<string, Series>;
  readonly histograms: ReadonlyMap<string, readonly HistogramPoint[]>;
}

export function readRecorded(reader: RunReader, runId: string): Recorded {
  const run = reader.getRun(runId);
  const series = reader.getSeries(runId, run.metrics).map((each) => [each.metric, each] as const);
  const histograms = run.histograms.map((name) => [name, reader.getHistograms(runId, name)] as const);
  return { run, series: new Map(series), histograms: new Map(histograms) };
}

/** Weights, optimizer state and running means at the run's end, as bytes by name. */
export async function readLearnt(folder: string, run: RunDetail): Promise<ReadonlyMap<string, Uint8Array>> {
  const [newest] = run.checkpoints;
  if (newest === undefined) return new Map();
  const { tensors } = await readCheckpoint(join(runFolder(folder, run.runId), newest.file), newest.sha256);
  return new Map(Object.entries(tensors).map(([name, { data }]) => [name, bytesOf(data)]));
}

/** How what is recorded so far differs from the beginning of the uninterrupted run; once complete, from all of it. */
export function differences(whole: Recorded, found: Recorded): string[] {
  const isWhole = found.run.status === 'completed';
  const all = [
    ...[...found.series].flatMap(([metric, series]) =>
      differencesOfSeries(whole.series.get(metric), series, isWhole),
    ),
    ...[...found.histograms].flatMap(([name, points]) =>
      differencesOfList(`histogram ${name}`, whole.histograms.get(name) ?? [], points, isWhole),
    ),
    ...differencesOfList(
      'evaluations',
      comparable(whole.run.history),
      comparable(found.run.history),
      isWhole,
    ),
    ...(isWhole ? differencesAtEnd(whole, found) : []),
  ];
  return all.length <= mostNamed ? all : [...all.slice(0, mostNamed), `and ${all.length - mostNamed} more`];
}

/** How two nets differ. */
export function differencesOfLearnt(
  whole: ReadonlyMap<string, Uint8Array>,
  found: ReadonlyMap<string, Uint8Array>,
): string[] {
  const names = new Set([...whole.keys(), ...found.keys()]);
  return [...names]
    .filter((name) => !areSame(whole.get(name), found.get(name)))
    .map((name) => `${name} has other numbers than in the uninterrupted run`);
}

function differencesAtEnd(whole: Recorded, found: Recorded): string[] {
  const what = ({ run, series, histograms }: Recorded): Record<string, unknown> => ({
    status: run.status,
    step: run.step,
    epoch: run.epoch,
    errors: run.errors,
    warnings: run.warnings.filter((text) => !/checkpoint/i.test(text)),
    metrics: [...series.keys()].toSorted(),
    histograms: [...histograms.keys()].toSorted(),
  });
  const [expected, actual] = [what(whole), what(found)];
  return Object.keys(expected)
    .filter((key) => JSON.stringify(expected[key]) !== JSON.stringify(actual[key]))
    .map((key) => `${key} is ${JSON.stringify(actual[key])}, not ${JSON.stringify(expected[key])}`);
}

function differencesOfSeries(whole: Series | undefined, found: Series, isWhole: boolean): string[] {
  const { metric, steps, values } = found;
  if (whole === undefined) return [`${metric} is not measured in the uninterrupted run`];
  const count = isWhole ? whole.steps.length : steps.length;
  if (!areSame(bytesOf(whole.steps.subarray(0, count)), bytesOf(steps))) {
    const at = steps.findIndex((step, i) => step !== whole.steps[i]);
    const where = at === -1 ? `it ends at ${steps.at(-1)}` : `after ${steps[at - 1] ?? 0} comes ${steps[at]}`;
    return [`the steps of ${metric} are others: ${where}`];
  }
  if (dependsOnMachine.test(metric)) return [];
  const expected = whole.values.subarray(0, count);
  if (areSame(bytesOf(expected), bytesOf(values))) return [];
  const at = values.findIndex((value, i) => !Object.is(value, expected[i]));
  return [`${metric} at step ${steps[at]} is ${values[at]}, not ${expected[at]}`];
}

function differencesOfList(
  what: string,
  whole: readonly { readonly step: number }[],
  found: readonly { readonly step: number }[],
  isWhole: boolean,
): string[] {
  const expected = whole.slice(0, isWhole ? undefined : found.length);
  const at = expected.findIndex((each, i) => asText(each) !== asText(found[i]));
  if (at !== -1) return [`${what}: ${asText(found[at])} is recorded in place of ${asText(expected[at])}`];
  return found.length > expected.length ? [`${what}: ${asText(found[expected.length])} is one too many`] : [];
}

function comparable(history: readonly EvaluationPoint[]): Omit<EvaluationPoint, 'trainSeconds'>[] {
  return history.map(({ trainSeconds: _, ...rest }) => rest);
}

/** Exact: JavaScript writes numbers so that they read back the same. */
function asText(value: unknown): string {
  return (
    JSON.stringify(value, (_, inner: unknown) => (inner instanceof Uint32Array ? [...inner] : inner)) ??
    'nothing'
  );
}

function bytesOf(array: Float32Array | Float64Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function areSame(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a !== undefined && b !== undefined && Buffer.compare(a, b) === 0;
}
