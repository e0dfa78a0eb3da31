/** A curve put together from pieces must equal the curve asked for at once. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { ThinnedSeries } from '../../src-shared/views/series-view.ts';
import { cursorsOf, joinSeries, nextAbove, positionAfter } from './run-live-cursor.ts';

/** What the program answers for points 1 .. count, from a position on. */
function ask(count: number, from: number | null): ThinnedSeries {
  const steps = Array.from({ length: count }, (_, index) => index + 1);
  const window = steps.filter((step) => from === null || step >= from);
  const values = Float32Array.from(window, (step) => step * 10);
  return {
    run: 'r',
    metric: 'm',
    total: count,
    inWindow: window.length,
    lastStep: count,
    exact: true,
    x: Float64Array.from(window),
    minimum: values,
    maximum: values,
    last: values,
    nanCount: new Uint32Array(window.length),
    smoothed: null,
  };
}

describe('a live curve', () => {
  it('equals the whole after any pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 20 })), (growth) => {
        let count = 0;
        let held = ask(0, null);
        for (const more of growth) {
          count += more;
          const joined = joinSeries(held, ask(count, positionAfter(held)), 10_000);
          expect(joined).not.toBeNull();
          held = joined as ThinnedSeries;
        }
        expect(held).toEqual(ask(count, null));
      }),
    );
  });

  it('is asked for afresh when it is too fine, or when the run went back to a checkpoint', () => {
    expect(joinSeries(ask(15, null), ask(21, nextAbove(15)), 10)).toBeNull();
    expect(joinSeries(ask(15, null), ask(12, nextAbove(15)), 10)).toBeNull();
    expect(joinSeries(ask(5, null), { ...ask(15, nextAbove(5)), total: 12 }, 10)).toBeNull();
    expect(
      joinSeries(ask(5, null), { ...ask(6, nextAbove(5)), smoothed: Float32Array.of(1) }, 10),
    ).toBeNull();
  });

  it('asks once for all metrics that stand at the same place', () => {
    const held = new Map([
      ['a', ask(5, null)],
      ['b', ask(5, null)],
      ['c', ask(2, null)],
    ]);
    expect(cursorsOf(['a', 'b', 'c', 'd'], held)).toEqual(
      new Map([
        [nextAbove(5), ['a', 'b']],
        [nextAbove(2), ['c']],
        [null, ['d']],
      ]),
    );
  });

  it('finds the next number above any other', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e300, max: 1e300 }), (value) => {
        const next = nextAbove(value);
        return next > value && !((value + next) / 2 > value && (value + next) / 2 < next);
      }),
    );
  });
});
