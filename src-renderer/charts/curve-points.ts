/** From a curve's arrays to the points that are drawn: bands, gaps, extents, what stands at the cursor. */

import type { ChartTable, Curve, CurveSeries } from './chart-data.ts';

export type Point = readonly [number, number];
/** The corners of a filled shape. */
export type Outline = readonly Point[];

/** What a logarithmic axis cannot show is left out: zero and below. */
export interface Log {
  readonly x: boolean;
  readonly y: boolean;
}

const visible = (value: number, log: boolean): boolean => Number.isFinite(value) && (!log || value > 0);

/** Points of a line; a NaN stays as a gap. */
export function pairs(x: ArrayLike<number>, y: ArrayLike<number>, log: Log): Point[] {
  const points: Point[] = [];
  for (let at = 0; at < x.length; at += 1) {
    const position = x[at] ?? Number.NaN;
    const value = y[at] ?? Number.NaN;
    if (visible(position, log.x)) points.push([position, visible(value, log.y) ? value : Number.NaN]);
  }
  return points;
}

/** A line cut at its gaps; a point without neighbours is a stretch of its own. */
export function stretches(points: readonly Point[]): Point[][] {
  const found: Point[][] = [];
  let open: Point[] | null = null;
  for (const point of points) {
    if (Number.isNaN(point[1])) open = null;
    else if (open === null) found.push((open = [point]));
    else open.push(point);
  }
  return found;
}

/** The area between two curves: one outline for every stretch without a gap. */
export function bandOutlines(
  x: ArrayLike<number>,
  low: ArrayLike<number>,
  high: ArrayLike<number>,
  log: Log,
): Outline[] {
  const outlines: Outline[] = [];
  const floor = lowestVisible(low, high, log.y);
  let lower: Point[] = [];
  let upper: Point[] = [];
  const close = (): void => {
    if (lower.length > 0) outlines.push([...upper, ...lower.reverse()]);
    lower = [];
    upper = [];
  };
  for (let at = 0; at < x.length; at += 1) {
    const position = x[at] ?? Number.NaN;
    const [top, bottom] = ends(high[at] ?? Number.NaN, low[at] ?? Number.NaN, log.y, floor);
    if (!visible(position, log.x) || Number.isNaN(top)) {
      close();
      continue;
    }
    upper.push([position, top]);
    lower.push([position, bottom]);
  }
  close();
  return outlines;
}

/**
 * What of a stretch can be drawn; NaN where nothing can. An infinite end stands at the finite one; on a logarithmic axis
 * an end at or below zero stands at the lowest value that is seen at all.
 */
function ends(top: number, bottom: number, log: boolean, floor: number): Point {
  const hasTop = visible(top, log);
  const hasBottom = visible(bottom, log);
  if (hasTop) return [top, hasBottom ? bottom : log && bottom <= 0 ? Math.min(top, floor) : top];
  return hasBottom ? [bottom, bottom] : [Number.NaN, Number.NaN];
}

function lowestVisible(low: ArrayLike<number>, high: ArrayLike<number>, log: boolean): number {
  let lowest = Infinity;
  for (const values of [low, high]) {
    for (let at = 0; at < values.length; at += 1) {
      const value = values[at] ?? Number.NaN;
      if (visible(value, log) && value < lowest) lowest = value;
    }
  }
  return lowest;
}

/** A curve moved by a multiple of its deviation. */
export function spread(middle: ArrayLike<number>, deviation: ArrayLike<number>, times: number): Float64Array {
  return Float64Array.from(
    { length: middle.length },
    (_, at) => (middle[at] ?? Number.NaN) + times * (deviation[at] ?? 0),
  );
}

/** Where NaN or infinite values were recorded, whether or not the point's last value is one. */
export function brokenPositions(series: CurveSeries, xLog: boolean): number[] {
  const { x, last, minimum, maximum, nanCount } = series;
  const isInfinite = (value: number | undefined): boolean => Math.abs(value ?? 0) === Infinity;
  const at: number[] = [];
  for (let point = 0; point < x.length; point += 1) {
    const position = x[point] ?? Number.NaN;
    const hasNan = nanCount === undefined ? Number.isNaN(last[point]) : (nanCount[point] ?? 0) > 0;
    const isBroken = hasNan || [last[point], minimum?.[point], maximum?.[point]].some(isInfinite);
    if (isBroken && visible(position, xLog)) at.push(position);
  }
  return at;
}

/** First and last position of all curves; null where there is none. A single position gets some room. */
export function extentOf(curves: readonly Curve[], xLog: boolean): readonly [number, number] | null {
  let low = Infinity;
  let high = -Infinity;
  for (const { series } of curves) {
    for (let at = 0; at < series.x.length; at += 1) {
      const position = series.x[at] ?? Number.NaN;
      if (!visible(position, xLog)) continue;
      low = Math.min(low, position);
      high = Math.max(high, position);
    }
  }
  if (low > high) return null;
  if (low < high) return [low, high];
  return xLog ? [low / 2, low * 2] : [low - 0.5, low + 0.5];
}

/** The point nearest to a position; -1 in an empty curve. Positions ascend. */
export function nearestPoint(x: ArrayLike<number>, position: number): number {
  let low = 0;
  let high = x.length - 1;
  if (high < 0) return -1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((x[middle] ?? 0) <= position) low = middle;
    else high = middle;
  }
  return Math.abs((x[low] ?? 0) - position) <= Math.abs((x[high] ?? 0) - position) ? low : high;
}

/** How much of what was recorded is drawn; empty where nobody said. */
export function pointsNote(curves: readonly Curve[], words: (count: number) => string): string {
  let drawn = 0;
  let inWindow = 0;
  let said = false;
  for (const { series } of curves) {
    drawn += series.x.length;
    inWindow += series.inWindow ?? series.x.length;
    said ||= series.inWindow !== undefined;
  }
  if (!said || inWindow === 0) return '';
  return drawn >= inWindow ? `${words(inWindow)} points` : `${words(drawn)} of ${words(inWindow)} points`;
}

/** Points that a logarithmic axis leaves out, or cannot show down to their lowest value. */
export function hiddenByLog(curves: readonly Curve[], yLog: boolean): number {
  if (!yLog) return 0;
  let count = 0;
  for (const { series } of curves) {
    for (let at = 0; at < series.last.length; at += 1) {
      if ((series.last[at] ?? 1) <= 0 || (series.minimum?.[at] ?? 1) <= 0) count += 1;
    }
  }
  return count;
}

/** All numbers, one row per curve and point. */
export function curveTable(xLabel: string, curves: readonly Curve[]): ChartTable {
  const has = (key: 'minimum' | 'maximum' | 'smoothed' | 'nanCount'): boolean =>
    curves.some(({ series }) => (series[key] ?? null) !== null);
  const withDeviation = curves.some(({ deviation }) => deviation !== undefined);
  const optional = [
    ...(has('minimum') ? [{ name: 'minimum', read: ({ series }: Curve) => series.minimum }] : []),
    ...(has('maximum') ? [{ name: 'maximum', read: ({ series }: Curve) => series.maximum }] : []),
    ...(has('smoothed') ? [{ name: 'smoothed', read: ({ series }: Curve) => series.smoothed }] : []),
    ...(withDeviation ? [{ name: 'deviation', read: ({ deviation }: Curve) => deviation }] : []),
    ...(has('nanCount') ? [{ name: 'NaN values', read: ({ series }: Curve) => series.nanCount }] : []),
  ];
  return {
    columns: ['curve', xLabel, 'value', ...optional.map(({ name }) => name)],
    rows: curves.flatMap((curve) =>
      Array.from(curve.series.x, (position, at) => [
        curve.name,
        position,
        curve.series.last[at] ?? null,
        ...optional.map(({ read }) => read(curve)?.[at] ?? null),
      ]),
    ),
  };
}
