/**
 * What is said at the cursor of a chart of curves: one row per curve, and of many curves only those nearest to the pointer,
 * so that the read-out never grows taller than the window.
 */

import { number } from '../ui/format.ts';
import type { Curve } from './chart-data.ts';
import { nearestPoint } from './curve-points.ts';

export interface ReadoutRow {
  readonly name: string;
  readonly colour: string;
  readonly value: string;
  /** What the point stands for, where it is more than one value; else empty. */
  readonly range: string;
  readonly nan: number;
  /** Where the curve has its point, since the cursor snaps nowhere. */
  readonly position: number | undefined;
}

export const mostReadoutRows = 12;

/** `distance` is how far a value is from the pointer; null where none points: then the first curves are said. */
export function readoutRows(
  curves: readonly Curve[],
  x: number,
  distance: ((value: number) => number) | null,
): readonly ReadoutRow[] {
  return nearestCurves(curves, x, distance).map(({ name, colour, series, deviation }) => {
    const at = nearestPoint(series.x, x);
    const value = series.smoothed?.[at] ?? series.last[at];
    const low = series.minimum?.[at];
    const high = series.maximum?.[at];
    const isBand = series.exact !== true && low !== undefined && high !== undefined && low !== high;
    const spread = deviation?.[at];
    return {
      name,
      colour,
      value: value === undefined ? '–' : number(value),
      range:
        spread !== undefined ? `± ${number(spread, 2)}` : isBand ? `${number(low)} to ${number(high)}` : '',
      nan: series.nanCount?.[at] ?? 0,
      position: series.x[at],
    };
  });
}

/** In their own order, which the eye knows from the legend. */
function nearestCurves(
  curves: readonly Curve[],
  x: number,
  distance: ((value: number) => number) | null,
): readonly Curve[] {
  if (curves.length <= mostReadoutRows || distance === null) return curves.slice(0, mostReadoutRows);
  const ranked = curves.map((curve) => {
    const at = nearestPoint(curve.series.x, x);
    const away = distance(curve.series.smoothed?.[at] ?? curve.series.last[at] ?? Number.NaN);
    return { curve, away: Number.isNaN(away) ? Infinity : away };
  });
  const nearest = new Set(
    ranked
      .toSorted((one, other) => (one.away === other.away ? 0 : one.away - other.away))
      .slice(0, mostReadoutRows)
      .map(({ curve }) => curve),
  );
  return curves.filter((curve) => nearest.has(curve));
}
