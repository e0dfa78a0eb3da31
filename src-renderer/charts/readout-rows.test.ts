/** What the read-out says of few and of many curves. */

import { describe, expect, it } from 'vitest';

import type { Curve } from './chart-data.ts';
import { readoutRows } from './readout-rows.ts';

const flat = (value: number): Curve => ({
  name: `curve ${value}`,
  colour: '#000000',
  series: { x: [0, 10], last: [value, value] },
});
const twenty = Array.from({ length: 20 }, (_, value) => flat(value));
const names = (rows: readonly { readonly name: string }[]): string[] => rows.map(({ name }) => name);

describe('the read-out at the cursor', () => {
  it('says value and band, or deviation, of the point nearest to the cursor', () => {
    const series = { x: [0, 10], last: [1, 2], minimum: [1, 1.5], maximum: [1, 3], nanCount: [0, 4] };
    const curve = { name: 'loss', colour: '#0072b2', series };
    const row = { name: 'loss', colour: '#0072b2', value: '2', nan: 4, position: 10 };
    expect(readoutRows([curve, { ...curve, deviation: [0, 0.25] }, flat(7)], 8, null)).toEqual([
      { ...row, range: '1.5 to 3' },
      { ...row, range: '± 0.25' },
      { name: 'curve 7', colour: '#000000', value: '7', range: '', nan: 0, position: 10 },
    ]);
  });

  it('says of many curves the twelve nearest to the pointer, in their own order', () => {
    const rows = readoutRows(twenty.toReversed(), 5, (value) => Math.abs(value - 6.4));
    expect(names(rows)).toEqual(names(twenty.slice(1, 13).toReversed()));
  });

  it('says the first twelve where nobody points, and curves without a number last', () => {
    expect(names(readoutRows(twenty, 5, null))).toEqual(names(twenty.slice(0, 12)));
    const withGap = [flat(Number.NaN), ...twenty];
    expect(names(readoutRows(withGap, 5, (value) => value))).toEqual(names(twenty.slice(0, 12)));
  });
});
