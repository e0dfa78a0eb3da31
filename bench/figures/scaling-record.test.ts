/** What is kept of how cost grows: what is written is read again, and nothing else is. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { growthIds } from '../scaling/growths.ts';
import { someWidths } from './measured.fixture.ts';
import { readScaling, scalingText, withGrowth } from './scaling-record.ts';

const depths = { ...someWidths, growth: 'depth' } as const;

test('a growth that is measured again takes the place of its own, in the order of the page', () => {
  const [first, ...others] = someWidths.points;
  const fewer = { ...someWidths, points: first === undefined ? [] : [first] };
  const both = withGrowth(withGrowth([], depths), someWidths);
  expect(both.map(({ growth }) => growth)).toEqual(growthIds.slice(0, 2));
  expect(withGrowth(both, fewer).map(({ points }) => points.length)).toEqual([1, 1 + others.length]);
});

test('what was measured before stays beside it where it is of the same machine', () => {
  const once = withGrowth([], someWidths);
  const again = withGrowth(once, someWidths);
  expect(again).toEqual(once.map((growth) => ({ ...growth, earlier: growth.points })));
  expect(withGrowth(again, someWidths)).toEqual(again);
  const elsewhere = { ...someWidths, machine: { ...someWidths.machine, cores: 4 } };
  expect(withGrowth(again, elsewhere)).toEqual(withGrowth([], elsewhere));
});

test('numbers are kept to as many digits as mean something', () => {
  const values = { step: { median: 12.345678, low: 12, high: 123456.78, count: 7 } };
  const measured = { ...someWidths, points: [{ size: 1_000_001, leftOut: null, values }] };
  expect(withGrowth([], measured)[0]?.points).toEqual([
    { size: 1_000_001, leftOut: null, values: { step: { median: 12.35, low: 12, high: 123500, count: 7 } } },
  ]);
});

test('what is written is read again, and what is broken is refused in words', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ffwb-figures-'));
  const file = join(folder, 'scaling.json');
  try {
    expect(readScaling(file)).toEqual([]);
    for (const recorded of [
      [],
      withGrowth(withGrowth([], depths), someWidths),
      withGrowth(withGrowth([], someWidths), someWidths),
    ]) {
      writeFileSync(file, scalingText(recorded));
      expect(readScaling(file)).toEqual(recorded);
    }
    const whole = scalingText([someWidths]);
    const broken = [
      whole.slice(0, -9),
      '[]',
      whole.replace('"median":1,', ''),
      whole.replace('width', 'girth'),
    ];
    for (const text of broken) {
      writeFileSync(file, text);
      expect(() => readScaling(file)).toThrow(/scaling\.json holds no recorded figures: /);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
