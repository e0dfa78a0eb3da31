/** A curve put together from pieces must equal the curve asked for at once. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { ThinnedSeries } from '../../src-shared/views/series-view.ts';
import { seriesOf } from './counted-series.fixture.ts';
import { cursorsOf, joinSeries, nextAbove, positionAfter } from './run-live-cursor.ts';

describe('a live curve', () => {
  it('equals the whole after any pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 20 })), (growth) => {
        let count = 0;
        let held = seriesOf(0, null);
        for (const more of growth) {
          count += more;
          const joined = joinSeries(held, seriesOf(count, positionAfter(held)), 10_000);
          expect(joined).not.toBeNull();
          held = joined as ThinnedSeries;
        }
        expect(held).toEqual(seriesOf(count, null));
      }),
    );
  });

  it('is asked for afresh when it is too fine, or when the run went back to a checkpoint', () => {
    expect(joinSeries(seriesOf(15, null), seriesOf(21, nextAbove(15)), 10)).toBeNull();
    expect(joinSeries(seriesOf(15, null), seriesOf(12, nextAbove(15)), 10)).toBeNull();
    expect(joinSeries(seriesOf(5, null), { ...seriesOf(15, nextAbove(5)), total: 12 }, 10)).toBeNull();
    expect(
      joinSeries(seriesOf(5, null), { ...seriesOf(6, nextAbove(5)), smoothed: Float32Array.of(1) }, 10),
    ).toBeNull();
  });

  it('asks once for all metrics that stand at the same place', () => {
    const held = new Map([
      ['a', seriesOf(5, null)],
      ['b', seriesOf(5, null)],
      ['c', seriesOf(2, null)],
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
