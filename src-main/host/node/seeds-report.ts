/** What several runs of one configuration came to: mean and spread over the seeds, as the command line tells them. */

import { statisticsOf } from '../../../src-shared/base/statistics.ts';
import type { ErrorReport, SplitErrors } from '../../../src-shared/events/training-event.ts';
import type { RunSummary } from '../../../src-shared/views/run-view.ts';
import { splitNames } from '../../../src-shared/views/answer-names.ts';

/** By the answers' names. */
type SplitFigures = Readonly<Record<string, number | null>>;
type Figures = Readonly<Record<(typeof splitNames)[number], SplitFigures | null>>;

/** The last entry of what `train --seeds` answers. */
export interface SeedsReport {
  readonly summary: true;
  /** Of the runs that count: those with an evaluation. */
  readonly seeds: readonly number[];
  readonly mean: Figures;
  /** Of the sample (n - 1); null for fewer than two runs. */
  readonly standardDeviation: Figures;
}

export function reportSeeds(runs: readonly RunSummary[]): SeedsReport {
  const counted = runs.flatMap(({ seed, errors }) => (errors === null ? [] : [{ seed, errors }]));
  const reports = counted.map(({ errors }) => errors);
  return {
    summary: true,
    seeds: counted.map(({ seed }) => seed),
    mean: combine(reports, (values) => statisticsOf(values)?.mean ?? null),
    standardDeviation: combine(reports, (values) => statisticsOf(values)?.deviation ?? null),
  };
}

type Combination = (values: readonly number[]) => number | null;

function combine(reports: readonly ErrorReport[], combination: Combination): Figures {
  const [train, validation, test] = splitNames.map((name) => {
    const splits = reports.flatMap((report) => (report[name] === null ? [] : [report[name]]));
    return splits.length === 0 || splits.length < reports.length ? null : combineSplit(splits, combination);
  });
  return { train: train ?? null, validation: validation ?? null, test: test ?? null };
}

/** An answer that not every run has given has no figure. */
function combineSplit(splits: readonly SplitErrors[], combination: Combination): SplitFigures {
  const names = new Set(splits.flatMap((split) => Object.keys(split)));
  return Object.fromEntries(
    [...names].map((name) => {
      const values = splits.flatMap((split) => split[name] ?? []);
      return [name, values.length < splits.length ? null : combination(values)] as const;
    }),
  );
}
