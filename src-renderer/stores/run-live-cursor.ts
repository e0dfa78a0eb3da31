/**
 * How a curve grows while its run trains: what comes after its last point is asked for and put behind it, so that nothing
 * is sent twice. When pieces make it much finer than the screen, or the run was taken back to a checkpoint, it has to be
 * asked for afresh.
 */

import type { ThinnedSeries } from '../../src-shared/views/series-view.ts';

/** A curve may have so many times the asked number of points before it is thinned again. */
const mostPieces = 2;

/** Where to ask on from: just after the last point; null: from the start. */
export function positionAfter(series: ThinnedSeries | undefined): number | null {
  const last = series?.x.at(-1);
  return last === undefined ? null : nextAbove(last);
}

/** Metrics by where they have to be asked on from: one question each. */
export function cursorsOf(
  metrics: readonly string[],
  held: ReadonlyMap<string, ThinnedSeries>,
): ReadonlyMap<number | null, readonly string[]> {
  const cursors = new Map<number | null, string[]>();
  for (const metric of metrics) {
    const from = positionAfter(held.get(metric));
    const alike = cursors.get(from);
    if (alike === undefined) cursors.set(from, [metric]);
    else alike.push(metric);
  }
  return cursors;
}

/** The curve with the piece behind it; null where it has to be asked for afresh. */
export function joinSeries(held: ThinnedSeries, piece: ThinnedSeries, buckets: number): ThinnedSeries | null {
  if (piece.lastStep < held.lastStep || piece.total < held.total + piece.inWindow) return null;
  if (piece.x.length === 0) return held;
  if (held.x.length === 0) return piece;
  if (held.x.length + piece.x.length > mostPieces * buckets) return null;
  if ((held.smoothed === null) !== (piece.smoothed === null)) return null;
  return {
    ...piece,
    inWindow: held.inWindow + piece.inWindow,
    exact: held.exact && piece.exact,
    x: float64(held.x, piece.x),
    minimum: float32(held.minimum, piece.minimum),
    maximum: float32(held.maximum, piece.maximum),
    last: float32(held.last, piece.last),
    nanCount: uint32(held.nanCount, piece.nanCount),
    smoothed:
      held.smoothed === null || piece.smoothed === null ? null : float32(held.smoothed, piece.smoothed),
  };
}

/** The smallest number above `value`. */
export function nextAbove(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  const bits = new BigInt64Array(1);
  const float = new Float64Array(bits.buffer);
  float[0] = value;
  bits[0] = (bits[0] as bigint) + (value > 0 ? 1n : -1n);
  return float[0];
}

function float64(first: Float64Array, second: Float64Array): Float64Array {
  const both = new Float64Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

function float32(first: Float32Array, second: Float32Array): Float32Array {
  const both = new Float32Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

function uint32(first: Uint32Array, second: Uint32Array): Uint32Array {
  const both = new Uint32Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
