/** All that is recorded of a run, read series by series, so that a long run never stands in memory as a whole. */

import type { HistogramPoint, RunDetail, Series } from '../../../src-shared/views/run-view.ts';
import type { RunRecord } from '../../store/run-store.ts';

export interface RecordedRun {
  readonly run: RunDetail;
  readonly series: (metric: string) => Series | null;
  readonly histogram: (name: string) => readonly HistogramPoint[];
}

/** The same from memory. */
export function recordedRunOf({ detail, series, histograms }: RunRecord): RecordedRun {
  const seriesByName = new Map(series.map((each) => [each.metric, each]));
  const pointsByName = new Map(histograms.map(({ name, points }) => [name, points]));
  return {
    run: detail,
    series: (metric) => seriesByName.get(metric) ?? null,
    histogram: (name) => pointsByName.get(name) ?? [],
  };
}

/** The shortest decimal that is this float32: 0.1, not 0.10000000149011612. */
export function shortest(value: number): number {
  for (let digits = 6; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}
