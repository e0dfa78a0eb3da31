/** A film put together from pieces equals the film sent at once. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { SnapshotFilm } from '../../src-shared/views/snapshot-view.ts';
import { centredRange, Film, rangeOfFilms, slicedFilm, stepsOfFilms } from './film.ts';

/** Moments at steps 10, 20, ... of two values each. */
function piece(from: number, to: number): SnapshotFilm {
  const moments = Array.from({ length: to - from }, (_, index) => from + index);
  return {
    name: 'activity/layer1',
    shape: [2, 1],
    steps: Float64Array.from(moments, (moment) => 10 * (moment + 1)),
    epochs: Float64Array.from(moments),
    lows: Float32Array.from(moments, (moment) => -moment),
    highs: Float32Array.from(moments, (moment) => moment % 3),
    bytes: Uint8Array.from(moments.flatMap((moment) => [moment % 256, (moment + 1) % 256])),
  };
}

function contents(film: Film): unknown {
  const moments = Array.from({ length: film.count }, (_, index) => film.moment(index));
  return { steps: film.steps, epochs: film.epochs, range: film.range, moments };
}

describe('a film', () => {
  it('grows by pieces, and drops what it has already', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat({ max: 9 }), fc.nat({ max: 9 }))), (growth) => {
        const film = new Film('activity/layer1', [2, 1]);
        let count = 0;
        for (const [again, more] of growth) {
          expect(film.append(piece(Math.max(0, count - again), count + more))).toBe(more);
          count += more;
        }
        const whole = new Film('activity/layer1', [2, 1]);
        whole.append(piece(0, count));
        expect(contents(film)).toEqual(contents(whole));
        expect(contents(Film.of(piece(0, count)))).toEqual(contents(whole));
      }),
    );
  });

  it('shows the last moment at or before a step', () => {
    const film = new Film('activity/layer1', [2, 1]);
    expect([film.momentAt(5), film.range, film.lastStep]).toEqual([-1, [0, 0], null]);
    film.append(piece(0, 4));
    expect([0, 10, 19, 20, 40, 999].map((step) => film.momentAt(step))).toEqual([0, 0, 0, 1, 3, 3]);
    expect(film.moment(1)).toEqual({ low: -1, high: 1, bytes: Uint8Array.of(1, 2) });
  });

  it('that came whole grows further, without a change to what came', () => {
    const came = piece(0, 2);
    const film = Film.of(came);
    expect([film.append(piece(1, 4)), film.count, film.lastStep]).toEqual([2, 4, 40]);
    expect(came).toEqual(piece(0, 2));
  });

  it('gives a moment as numbers', () => {
    const film = Film.of({
      ...piece(0, 1),
      lows: Float32Array.of(-1),
      highs: Float32Array.of(1),
      bytes: Uint8Array.of(0, 255),
    });
    expect(film.values(0)).toEqual(Float32Array.of(-1, 1));
  });
});

describe('films of several runs', () => {
  it('share their steps', () => {
    const other = { ...piece(0, 2), steps: Float64Array.of(20, 25) };
    expect(stepsOfFilms([Film.of(piece(0, 3)), Film.of(other)])).toEqual([10, 20, 25, 30]);
  });

  it('share one scale of what is a number', () => {
    const broken = { ...piece(0, 2), lows: Float32Array.of(-3, NaN), highs: Float32Array.of(NaN, Infinity) };
    const silent = { ...piece(0, 1), lows: Float32Array.of(NaN), highs: Float32Array.of(NaN) };
    expect([
      rangeOfFilms([Film.of(broken), Film.of(piece(0, 3))]),
      rangeOfFilms([new Film('activity/layer1', [2, 1]), Film.of(piece(1, 3))]),
      rangeOfFilms([]),
      Film.of(silent).range,
      centredRange([-3, 2]),
    ]).toEqual([
      [-3, 2],
      [-2, 2],
      [0, 1],
      [0, 0],
      [-3, 3],
    ]);
  });
});

it('a film of several things is as many films', () => {
  const film = Film.of(piece(0, 3));
  const second = slicedFilm(film, 1);
  expect([second.shape, second.count, second.range, second.momentAt(25)]).toEqual([[1], 3, film.range, 1]);
  expect([0, 1, 2].map((at) => [...second.moment(at).bytes])).toEqual([[1], [2], [3]]);
  expect(second.moment(2)).toMatchObject({ low: -2, high: 2 });
  expect(() => slicedFilm(film, 2)).toThrow('thing 2 of 2');
});
