import fc from 'fast-check';
import { expect, test } from 'vitest';

import { studentCumulative, studentQuantile } from './student-t.ts';

/** Two-sided 95 % by degrees of freedom, from printed tables (NIST/SEMATECH e-Handbook, 1.3.6.7.2). */
const printed = [
  [1, 12.706],
  [2, 4.303],
  [3, 3.182],
  [4, 2.776],
  [5, 2.571],
  [9, 2.262],
  [30, 2.042],
  [100, 1.984],
] as const;

test('quantiles agree with printed tables', () => {
  const found = printed.map(([degrees]) => [degrees, Number(studentQuantile(0.975, degrees).toFixed(3))]);
  expect(found).toEqual(printed);
});

test('with one and two degrees of freedom it equals the closed forms', () => {
  for (const p of [0.01, 0.2, 0.5, 0.7, 0.975, 0.9999]) {
    expect(studentQuantile(p, 1)).toBeCloseTo(Math.tan(Math.PI * (p - 0.5)), 8);
    expect(studentQuantile(p, 2)).toBeCloseTo((2 * p - 1) / Math.sqrt(2 * p * (1 - p)), 8);
  }
});

test('the quantile undoes the cumulative function', () => {
  fc.assert(
    fc.property(fc.double({ min: -20, max: 20, noNaN: true }), fc.integer({ min: 1, max: 500 }), (t, n) => {
      const p = studentCumulative(t, n);
      if (p < 1e-6 || p > 1 - 1e-6) return;
      expect(Math.abs(studentQuantile(p, n) - t)).toBeLessThan(1e-6 * (1 + Math.abs(t)));
    }),
  );
});
