/** What recorded runs make of a claim. Pure: nothing here trains or reads. */

import { statisticsOf } from '../../src-shared/base/statistics.ts';
import type { Claim, ClaimVersionName, Expectation, PublishedFigure } from '../../src-shared/spec/claims.ts';
import { specHash } from '../../src-shared/spec/experiment-spec.ts';
import type { ExperimentSpec } from '../../src-shared/spec/experiment-spec.ts';
import type {
  Cost,
  MatchedFigure,
  MeasuredError,
  Reproduction,
  RunFigures,
} from '../../src-shared/views/reproduction-view.ts';
import type { RunDetail, RunStatus } from '../../src-shared/views/run-view.ts';

const usualEngine = { kind: 'auto' };

/** Of an experiment, whichever engine trains it: engines agree on what is learnt, to their precision. */
export function experimentHash(spec: ExperimentSpec): string {
  return specHash({ ...spec, engine: usualEngine });
}

/** Runs by what they are runs of, newest first. */
export type RunsByExperiment = ReadonlyMap<string, readonly RunDetail[]>;

export function byExperiment(runs: readonly RunDetail[]): RunsByExperiment {
  const newestFirst = runs.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
  return Map.groupBy(newestFirst, ({ spec }) => experimentHash(spec));
}

/** The newest of the runs of each experiment that are in one of these states; null where there is none. */
export function newestOf(
  specs: readonly ExperimentSpec[],
  runs: RunsByExperiment,
  statuses: readonly RunStatus[],
): readonly (RunDetail | null)[] {
  return specs.map((spec) => {
    const own = runs.get(experimentHash(spec)) ?? [];
    return own.find(({ status }) => statuses.includes(status)) ?? null;
  });
}

/** Null where it was not evaluated. */
export function figuresOf(run: RunDetail): RunFigures | null {
  const { environment, errors } = run;
  if (errors === null) return null;
  const { cpu, cores } = environment;
  return {
    runId: run.runId,
    seed: run.seed,
    date: run.finishedAt ?? run.createdAt,
    workbench: environment.workbench,
    engine: engineInWords(run),
    machine: `${cpu}, ${cores} core${cores === 1 ? '' : 's'}`,
    seconds: run.trainSeconds,
    memoryBytes: run.peakMemoryBytes,
    imagesPerSecond: run.throughput?.samplesPerSecond ?? null,
    errors,
  };
}

/** Runs of the seeds that were asked for, in their order; null: not there. */
export interface ClaimFigures {
  readonly runs: readonly (RunFigures | null)[];
  /** The same by back-propagation; null where there is nothing to match. */
  readonly backPropagation: readonly (RunFigures | null)[] | null;
}

/** One entry for each expectation. */
export function reproductionsOf(
  claim: Claim,
  version: ClaimVersionName,
  seeds: readonly number[],
  figures: ClaimFigures,
): Reproduction[] {
  const found = claim[version];
  if (found === undefined) return [];
  const present = figures.runs.filter((run) => run !== null);
  return found.expectations.map((expectation): Reproduction => {
    const { readOut, split, error } = expectation;
    const measured = measure(present, expectation);
    const isWhole = measured?.n === seeds.length;
    return {
      id: claim.id,
      title: claim.title,
      version,
      preset: found.preset,
      readOut,
      split,
      published: publishedFor(claim, expectation),
      expectation: error === null ? null : { error, tolerance: expectation.tolerance, seeds },
      seeds,
      measured,
      met:
        measured !== null && isWhole && error !== null
          ? measured.mean <= error + expectation.tolerance
          : null,
      ...costOf(present),
      backPropagation:
        figures.backPropagation === null ? null : matchedFigure(figures.backPropagation, expectation),
      note: found.note ?? null,
    };
  });
}

/** Back-propagation answers by its softmax, whichever read-out the experiment is judged by. */
function matchedFigure(
  runs: readonly (RunFigures | null)[],
  { split }: Pick<Expectation, 'split'>,
): MatchedFigure {
  const present = runs.filter((run) => run !== null);
  const readOut = 'softmax';
  return { readOut, measured: measure(present, { readOut, split }), ...costOf(present) };
}

function costOf(runs: readonly RunFigures[]): Cost {
  const told = runs.flatMap(({ memoryBytes }) => (memoryBytes === null ? [] : [memoryBytes]));
  return {
    seconds: runs.reduce((sum, { seconds }) => sum + seconds, 0),
    memoryBytes: told.length === 0 ? null : Math.max(...told),
    imagesPerSecond: statisticsOf(runs.map(({ imagesPerSecond }) => imagesPerSecond))?.mean ?? null,
    engine: once(runs.map(({ engine }) => engine)),
    machine: once(runs.map(({ machine }) => machine)),
    runs: runs.map(({ runId }) => runId),
  };
}

function measure(
  runs: readonly RunFigures[],
  { readOut, split }: Pick<Expectation, 'readOut' | 'split'>,
): MeasuredError | null {
  const told = runs.flatMap(({ seed, errors }) => {
    const error = errors[split]?.[readOut];
    return error === undefined ? [] : [{ seed, error }];
  });
  const statistics = statisticsOf(told.map(({ error }) => error));
  return statistics === null ? null : { ...statistics, seeds: told.map(({ seed }) => seed) };
}

function publishedFor({ published }: Claim, { readOut, split }: Expectation): Reproduction['published'] {
  const isMeant = (each: PublishedFigure): boolean => each.readOut === readOut && each.split === split;
  const figure = published.find(isMeant);
  return figure === undefined ? null : { error: figure.error, source: figure.source };
}

/** A device may name its threads itself. */
function engineInWords({ engine }: Pick<RunDetail, 'engine'>): string {
  if (engine === null) return 'unknown';
  const { id, device, threads } = engine;
  const named =
    threads === null || /thread/.test(device) ? '' : `, ${threads} thread${threads === 1 ? '' : 's'}`;
  return `${id} on ${device}${named}`;
}

function once(words: readonly string[]): string {
  return [...new Set(words)].join('; ');
}
