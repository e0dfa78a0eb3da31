/** From the series a chart was answered with to the curves it draws: folded by configuration, or run by run. */

import type { Curve } from '../../charts/chart-data.ts';
import type { ThinnedSeries } from '../../../src-shared/views/series-view.ts';
import { foldCurves } from './fold-curves.ts';

export interface CurveGroup {
  readonly name: string;
  readonly colour: string;
  readonly dashed: boolean;
  readonly runs: readonly { readonly runId: string; readonly name: string; readonly seed: number | null }[];
}

/** Runs without this metric have no curve. */
export function comparedCurves(
  groups: readonly CurveGroup[],
  series: readonly ThinnedSeries[],
  folded: boolean,
): Curve[] {
  const byRun = new Map(series.map((each) => [each.run, each]));
  return groups.flatMap(({ name, colour, dashed, runs }): Curve[] => {
    const present = runs.flatMap((run) => {
      const each = byRun.get(run.runId);
      return each === undefined ? [] : [{ run, each }];
    });
    const [only] = present;
    if (only === undefined) return [];
    if (present.length === 1) return [{ name, colour, dashed, series: only.each }];
    if (!folded)
      return present.map(({ run, each }) => ({
        name: `${name}, ${run.seed === null ? run.name : `seed ${run.seed}`}`,
        colour,
        dashed,
        series: each,
      }));
    const fold = foldCurves(
      name,
      present.map(({ each }) => each),
    );
    if (fold === null) return [];
    const { deviation, ...rest } = fold;
    return [{ name: `${name} (n = ${present.length})`, colour, dashed, series: rest, deviation }];
  });
}
