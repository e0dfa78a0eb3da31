/** Axes and headings as every chart has them. */

import { describe, expect, it } from 'vitest';

import {
  categoryAxis,
  digitsWithin,
  figureGrid,
  figureMargins,
  tickText,
  uniqueNames,
  valueAxis,
} from './axis-option.ts';
import { plainPalette } from './drawn-chart.fixture.ts';

const axis = { palette: plainPalette, name: 'Step', gap: 26, lines: false };

describe('numbers along an axis', () => {
  it('are short: thousands, millions and milliards by letter', () => {
    const values = [0, 0.5, 9600, 10_000, 12_500, 1_000_000, 2.5e9, -40_000, 1e15, 1e-5, NaN];
    expect(values.map((value) => tickText(value).replaceAll('\u202f', ' '))).toEqual([
      '0',
      '0.5',
      '9600',
      '10 k',
      '12.5 k',
      '1 M',
      '2.5 G',
      '−40 k',
      '1e15',
      '1e-5',
      'NaN',
    ]);
  });
});

describe('numbers along a short stretch', () => {
  it('differ from their neighbours, however far the stretch is from zero', () => {
    const ends = [
      [2, 2.0004],
      [1_053_000, 1_053_040],
      [-1e-7, 1e-7],
      [0, 1],
      [5, 5],
    ] as const;
    const written = ends.map(([from, to]) =>
      [from, (from + to) / 2, to].map((value) =>
        tickText(value, digitsWithin(from, to)).replaceAll('\u202f', ' '),
      ),
    );
    expect(written).toEqual([
      ['2', '2.0002', '2.0004'],
      ['1.053 M', '1.05302 M', '1.05304 M'],
      ['−1e-7', '0', '1e-7'],
      ['0', '0.5', '1'],
      ['5', '5', '5'],
    ]);
  });

  it('differ too where only the drawing knows the ends', () => {
    const { formatter } = valueAxis(axis).axisLabel;
    expect([2, 2.0001, 2.0002].map((value) => formatter(value))).toEqual(['2', '2.0001', '2.0002']);
  });
});

describe('an axis of values', () => {
  it('begins at zero only where bars stand on it', () => {
    expect([valueAxis(axis), valueAxis({ ...axis, fromZero: true })]).toMatchObject([
      { type: 'value', scale: true },
      { type: 'value', scale: false },
    ]);
  });

  it('is linear or by powers of ten, and has the bounds it is given', () => {
    const { type, min, max } = { min: undefined, max: undefined, ...valueAxis({ ...axis, min: 2, max: 7 }) };
    expect([type, min, max]).toEqual(['value', 2, 7]);
    expect(valueAxis({ ...axis, log: true })).toMatchObject({ type: 'log', logBase: 10 });
    expect(valueAxis(axis)).not.toHaveProperty('min');
  });

  it('stands at the edge of the plot, not at the other axis’ zero', () => {
    expect(valueAxis(axis).axisLine.onZero).toBe(false);
    expect(categoryAxis(plainPalette, 'Label', ['0'], 26).axisLine).not.toHaveProperty('onZero');
  });
});

describe('a heading', () => {
  const entry = (name: string) => ({ name, colour: '#000000' });

  it('of one line leaves the plot where it is, a longer one moves it down', () => {
    const top = (title: string, names: readonly string[]) => figureGrid(title, names.map(entry)).top;
    expect(top('Error', ['a'])).toBe(figureMargins.top);
    expect(top('Error', [])).toBeLessThan(figureMargins.top);
    expect(
      top(
        'Error',
        Array.from({ length: 30 }, (_, run) => `run ${run}`),
      ),
    ).toBeGreaterThan(figureMargins.top);
    expect(top('long '.repeat(60), ['a'])).toBeGreaterThan(figureMargins.top);
  });
});

describe('names of series', () => {
  it('become different, and stay as they are where they are', () => {
    expect(uniqueNames(['a', 'b', 'a', 'a', 'a (2)', ' '])).toEqual([
      'a',
      'b',
      'a (2)',
      'a (3)',
      'a (2) (2)',
      'unnamed',
    ]);
    expect(uniqueNames(['', ''])).toEqual(['unnamed', 'unnamed (2)']);
  });
});
