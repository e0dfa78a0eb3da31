/** What recorded runs make of a claim. Pure: nothing here trains or reads. */

import type { Claim, ClaimVersionName, Expectation, PublishedFigure } from '../../src-shared/spec/claims.ts';
import type { RunDetail } from '../../src-shared/views/run-view.ts';
import { specHash } from '../../src-shared/spec/experiment-spec.ts';
import type { ExperimentSpec } from '../../src-shared/spec/experiment-spec.ts';
import { statisticsOf } from '../../src-shared/base/statistics.ts';
import type { MeanAndDeviation } from '../../src-shared/base/statistics.ts';

const usualEngine = { kind: 'auto' };

/** One expectation beside what was measured. Errors are fractions. */
export interface Reproduction {
  readonly id: string;
  readonly title: string;
  readonly version: ClaimVersionName;
  readonly preset: string;
  readonly readOut: string;
  readonly split: 'train' | 'validation' | 'test';
  /** Of the same read-out and split; null where nothing was published. */
  readonly published: Omit<PublishedFigure, 'readOut' | 'split'> | null;
  readonly expectation: {
    readonly error: number;
    readonly tolerance: number;
    readonly seeds: readonly number[];
  };
  /** Null where no run has come to its end. */
  readonly measured: (MeanAndDeviation & { readonly seeds: readonly number[] }) | null;
  /** Null where not every seed has a run that came to its end. */
  readonly met: boolean | null;
  /** Of training, all runs together. */
  readonly seconds: number;
  /** Each engine and machine once, in words. */
  readonly engine: string;
  readonly machine: string;
  readonly runs: readonly string[];
  readonly note: string | null;
}

/** Of an experiment, whichever engine trains it: engines agree on what is learnt, to their precision. */
export function experimentHash(spec: ExperimentSpec): string {
  return specHash({ ...spec, engine: usualEngine });
}

/** The newest of the runs of each experiment; null where there is none. */
export function runsFor<T extends Pick<RunDetail, 'spec' | 'createdAt'>>(
  specs: readonly ExperimentSpec[],
  runs: readonly T[],
): readonly (T | null)[] {
  const newestFirst = runs.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
  const hashed = newestFirst.map((run) => ({ run, hash: experimentHash(run.spec) }));
  return specs.map((spec) => {
    const wanted = experimentHash(spec);
    return hashed.find(({ hash }) => hash === wanted)?.run ?? null;
  });
}

/** One entry for each expectation. `runs`: of the seeds, in their order; null: not there. */
export function reproductionsOf(
  claim: Claim,
  version: ClaimVersionName,
  seeds: readonly number[],
  runs: readonly (RunDetail | null)[],
): Reproduction[] {
  const found = claim[version];
  if (found === undefined) return [];
  const { preset, expectations, note } = found;
  const present = runs.filter((run) => run !== null);
  return expectations.map((expectation): Reproduction => {
    const { readOut, split, error, tolerance } = expectation;
    const measured = measure(present, expectation);
    const isWhole = measured?.n === seeds.length;
    return {
      id: claim.id,
      title: claim.title,
      version,
      preset,
      readOut,
      split,
      published: publishedFor(claim, expectation),
      expectation: { error, tolerance, seeds },
      measured,
      met: measured !== null && isWhole ? measured.mean <= error + tolerance : null,
      seconds: present.reduce((sum, { trainSeconds }) => sum + trainSeconds, 0),
      engine: once(present.map(engineInWords)),
      machine: once(present.map(({ environment: { cpu, cores } }) => `${cpu}, ${cores} cores`)),
      runs: present.map(({ runId }) => runId),
      note: note ?? null,
    };
  });
}

function measure(runs: readonly RunDetail[], { readOut, split }: Expectation): Reproduction['measured'] {
  const told = runs.flatMap(({ seed, errors }) => {
    const error = errors?.[split]?.[readOut];
    return error === undefined ? [] : [{ seed, error }];
  });
  const statistics = statisticsOf(told.map(({ error }) => error));
  return statistics === null ? null : { ...statistics, seeds: told.map(({ seed }) => seed) };
}

function publishedFor({ published }: Claim, { readOut, split }: Expectation): Reproduction['published'] {
  const figure = published.find((each) => each.readOut === readOut && each.split === split);
  return figure === undefined ? null : { error: figure.error, source: figure.source };
}

function engineInWords({ engine }: RunDetail): string {
  if (engine === null) return 'unknown';
  const threads =
    engine.threads === null ? '' : `, ${engine.threads} thread${engine.threads === 1 ? '' : 's'}`;
  return `${engine.id} on ${engine.device}${threads}`;
}

function once(words: readonly string[]): string {
  return [...new Set(words)].join('; ');
}
