/** One moment of a recorded film: found by step, turned from bytes into numbers, and put on one scale with others. */

import type { SnapshotFilm } from '../../../src-shared/views/snapshot-view.ts';

export interface FilmFrame {
  readonly moment: number;
  readonly step: number;
  readonly epoch: number;
  /** [...shape] */
  readonly values: Float32Array;
}

/** Every step at which one of the films has a moment, upwards: where a shared slider can stand. */
export function filmSteps(films: readonly SnapshotFilm[]): number[] {
  return [...new Set(films.flatMap(({ steps }) => [...steps]))].sort((a, b) => a - b);
}

/** The newest moment that is not after `step`, else the first; null for a film without moments. */
export function frameAt(film: SnapshotFilm, step: number): FilmFrame | null {
  if (film.steps.length === 0) return null;
  let moment = 0;
  while (moment + 1 < film.steps.length && (film.steps[moment + 1] as number) <= step) moment += 1;
  const size = film.shape.reduce((product, side) => product * side, 1);
  const [low, high] = [film.lows[moment] as number, film.highs[moment] as number];
  const bytes = film.bytes.subarray(moment * size, (moment + 1) * size);
  return {
    moment,
    step: film.steps[moment] as number,
    epoch: film.epochs[moment] as number,
    values: Float32Array.from(bytes, (byte) => low + (byte / 255) * (high - low)),
  };
}

/** The smallest range that holds every number of every film, at every step, so that scrubbing keeps the scale. */
export function rangeOfFilms(films: readonly SnapshotFilm[]): [number, number] {
  const low = Math.min(...films.flatMap(({ lows }) => [...lows.filter(Number.isFinite)]));
  const high = Math.max(...films.flatMap(({ highs }) => [...highs.filter(Number.isFinite)]));
  return low < high ? [low, high] : [0, 1];
}

/** The same, with zero in the middle, for weights and differences. */
export function centredRange([low, high]: readonly [number, number]): [number, number] {
  const reach = Math.max(Math.abs(low), Math.abs(high));
  return [-reach, reach];
}
