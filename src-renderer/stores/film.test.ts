/** A film put together from pieces equals the film sent at once. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { SnapshotFilm } from '../../src-shared/views/snapshot-view.ts';
import { Film } from './film.ts';

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
});
