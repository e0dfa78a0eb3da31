/**
 * One metric of several seeds folded into a mean with its standard deviation. Seeds measured at the same places are
 * taken point by point; where they were not (by time, say), a run is read between its neighbouring points, never
 * beyond its ends. The extremes of all runs stay, so that no spike and no NaN is folded away.
 */

import type { ThinnedSeries } from '../../../src-shared/views/series-view.ts';

export interface FoldedSeries extends ThinnedSeries {
  /** Sample standard deviation over the runs at each place; NaN below two runs. */
  readonly deviation: Float32Array;
  /** How many runs have a value at each place. */
  readonly runsAt: Uint16Array;
}

/** `series` are one metric of the runs of one configuration, none empty of meaning; `name` becomes their `run`. */
export function foldCurves(name: string, series: readonly ThinnedSeries[]): FoldedSeries | null {
  const present = series.filter(({ x }) => x.length > 0);
  const longest = present.reduce<ThinnedSeries | null>(
    (best, each) => (best === null || each.x.length > best.x.length ? each : best),
    null,
  );
  if (longest === null) return null;
  const grid = gridOf(present, longest);
  const isSmoothed = present.every(({ smoothed }) => smoothed !== null);
  const raw = momentsOver(grid, present, ({ last }) => last);
  const smooth = isSmoothed ? momentsOver(grid, present, (each) => each.smoothed as Float32Array) : null;
  return {
    run: name,
    metric: longest.metric,
    // A point of the mean stands for one point of each run.
    total: Math.max(...present.map(({ total }) => total)),
    inWindow: Math.max(...present.map(({ inWindow }) => inWindow)),
    lastStep: Math.max(...present.map(({ lastStep }) => lastStep)),
    // Each place stands for the values of several runs, whose extremes are drawn.
    exact: present.length === 1 && longest.exact,
    x: grid,
    ...extremesOver(grid, present),
    last: raw.mean,
    smoothed: smooth?.mean ?? null,
    deviation: (smooth ?? raw).deviation,
    runsAt: raw.count,
  };
}

/** The places of the longest run, and of any run that goes on after it. */
function gridOf(series: readonly ThinnedSeries[], longest: ThinnedSeries): Float64Array {
  const end = longest.x.at(-1) as number;
  const start = longest.x[0] as number;
  const outside = new Set(series.flatMap(({ x }) => [...x.filter((at) => at < start || at > end)]));
  return outside.size === 0 ? longest.x : Float64Array.from([...longest.x, ...outside]).sort();
}

function momentsOver(
  grid: Float64Array,
  series: readonly ThinnedSeries[],
  pick: (each: ThinnedSeries) => Float32Array,
): { mean: Float32Array; deviation: Float32Array; count: Uint16Array } {
  const sum = new Float64Array(grid.length);
  const count = new Uint16Array(grid.length);
  const rows = series.map((each) => valuesOn(grid, each.x, pick(each)));
  const covered = series.map((each) => coverageOn(grid, each.x));
  rows.forEach((row, index) => {
    const [from, to] = covered[index] as [number, number];
    for (let at = from; at < to; at += 1) {
      sum[at] = (sum[at] as number) + (row[at] as number);
      count[at] = (count[at] as number) + 1;
    }
  });
  const mean = Float32Array.from(sum, (total, at) => total / (count[at] as number));
  const squares = new Float64Array(grid.length);
  rows.forEach((row, index) => {
    const [from, to] = covered[index] as [number, number];
    for (let at = from; at < to; at += 1) {
      const centre = (sum[at] as number) / (count[at] as number);
      squares[at] = (squares[at] as number) + ((row[at] as number) - centre) ** 2;
    }
  });
  const deviation = Float32Array.from(squares, (total, at) =>
    (count[at] as number) < 2 ? NaN : Math.sqrt(total / ((count[at] as number) - 1)),
  );
  return { mean, deviation, count };
}

/** Minimum and maximum of every run's own extremes; NaNs are counted, not spread. */
function extremesOver(
  grid: Float64Array,
  series: readonly ThinnedSeries[],
): Pick<ThinnedSeries, 'minimum' | 'maximum' | 'nanCount'> {
  const minimum = new Float32Array(grid.length).fill(NaN);
  const maximum = new Float32Array(grid.length).fill(NaN);
  const nanCount = new Uint32Array(grid.length);
  for (const each of series) {
    // Each bucket counts at the first place of the grid that is not before it, so that none is passed over.
    let at = 0;
    each.x.forEach((position, bucket) => {
      while (at < grid.length - 1 && (grid[at] as number) < position) at += 1;
      const [low, high] = [each.minimum[bucket] as number, each.maximum[bucket] as number];
      if (!((minimum[at] as number) <= low)) minimum[at] = Number.isNaN(low) ? (minimum[at] as number) : low;
      if (!((maximum[at] as number) >= high))
        maximum[at] = Number.isNaN(high) ? (maximum[at] as number) : high;
      nanCount[at] = (nanCount[at] as number) + (each.nanCount[bucket] as number);
    });
  }
  return { minimum, maximum, nanCount };
}

/** The half-open range of places within a run's first and last point. */
function coverageOn(grid: Float64Array, x: Float64Array): [number, number] {
  const [start, end] = [x[0] as number, x.at(-1) as number];
  let from = 0;
  while (from < grid.length && (grid[from] as number) < start) from += 1;
  let to = grid.length;
  while (to > from && (grid[to - 1] as number) > end) to -= 1;
  return [from, to];
}

/** A run's values at the places of the grid, linear between its points; outside its ends the number means nothing. */
function valuesOn(grid: Float64Array, x: Float64Array, values: Float32Array): Float64Array {
  const found = new Float64Array(grid.length);
  let right = 0;
  grid.forEach((at, index) => {
    while (right < x.length - 1 && (x[right] as number) < at) right += 1;
    const [rightX, rightValue] = [x[right] as number, values[right] as number];
    if (rightX === at || right === 0) {
      found[index] = rightValue;
      return;
    }
    const [leftX, leftValue] = [x[right - 1] as number, values[right - 1] as number];
    found[index] = leftValue + ((rightValue - leftValue) * (at - leftX)) / (rightX - leftX);
  });
  return found;
}
