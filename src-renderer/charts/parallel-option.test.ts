/** Parallel coordinates as they are exported: one line per run, every name inside the figure. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { ParallelAxis, ParallelLine } from './chart-data.ts';
import { hostileName, marked, plainPalette, strangeTags, textsOf } from './drawn-chart.fixture.ts';
import { chartSvg } from './chart-svg.ts';
import {
  categoriesOf,
  parallelLayout,
  parallelOption,
  parallelTable,
  rangeOf,
  valuesOf,
} from './parallel-option.ts';
import type { ParallelOptionInput } from './parallel-option.ts';
import { textWidth } from './text-width.ts';

const axes: readonly ParallelAxis[] = [
  { id: 'rate', label: 'Learning rate', log: true },
  { id: 'goodness', label: 'Goodness' },
  { id: 'error', label: 'Test error' },
];
const lines: readonly ParallelLine[] = [
  { name: 'first', colour: '#d50000', values: { rate: 0.01, goodness: 'sum of squares', error: 0.02 } },
  { name: 'second', colour: '#0000d5', values: { rate: 0.1, goodness: 'mean of squares', error: 0.04 } },
];

const input = (change: Partial<ParallelOptionInput> = {}): ParallelOptionInput => ({
  title: 'Settings and results',
  axes,
  lines,
  width: 760,
  figure: true,
  palette: plainPalette,
  ...change,
});
const svgOf = (change: Partial<ParallelOptionInput> = {}): string => chartSvg(parallelOption(input(change)));
function drawnValues(change: Partial<ParallelOptionInput>): unknown {
  const { series } = parallelOption(input(change));
  const [only] = Array.isArray(series) ? series : [];
  return (only?.data as { value: unknown }[]).map(({ value }) => value);
}

describe('parallel coordinates', () => {
  it('have title, the name of every axis, its numbers or its words, and a line per run', () => {
    const svg = svgOf();
    expect(textsOf(svg)).toEqual(
      expect.arrayContaining([
        'Settings and results',
        'Learning rate',
        'Goodness',
        'Test error',
        'sum of squares',
        'mean of squares',
        '0.01',
        '0.1',
      ]),
    );
    expect(['#d50000', '#0000d5'].map((colour) => marked(svg, 'stroke', colour).length)).toEqual([1, 1]);
  });

  it('show names as text, whatever is in them', () => {
    const svg = svgOf({
      title: hostileName,
      axes: [{ id: 'a', label: '<b>&</b>' }, axes[2] ?? { id: 'b', label: 'b' }],
      lines: [{ name: hostileName, colour: '#d50000', values: ['<i>', 1] }],
    });
    expect(strangeTags(svg)).toEqual([]);
    expect(textsOf(svg)).toEqual(expect.arrayContaining([hostileName, '<b>&</b>', '<i>']));
  });

  it('leave out what has no place on its axis: nothing, NaN, and zero or below on a log axis', () => {
    const odd = [null, NaN, 0, -1, Infinity, 0.01].map((rate) => ({
      name: 'odd',
      colour: '#000000',
      values: [rate, 'sum', rate],
    }));
    expect(drawnValues({ lines: odd })).toEqual([
      ['-', 'sum', '-'],
      ['-', 'sum', '-'],
      ['-', 'sum', 0],
      ['-', 'sum', -1],
      ['-', 'sum', '-'],
      [0.01, 'sum', 0.01],
    ]);
    const none = svgOf({ lines: odd.slice(0, 4) });
    expect(textsOf(none)).toContain('Learning rate');
  });

  it('may have no line, one axis or none', () => {
    expect(textsOf(svgOf({ lines: [] }))).toContain('Test error');
    expect(textsOf(svgOf({ axes: axes.slice(0, 1) }))).toContain('Learning rate');
  });
});

describe('the names of axes', () => {
  const layoutOf = (labels: readonly string[], width: number, words: readonly string[] = []) =>
    parallelLayout(
      labels.map((label) => ({ id: label, label })),
      labels.map((_, place) => (place === labels.length - 1 && words.length > 0 ? words : null)),
      width,
    );

  it('are whole where they have room, the outer ones too', () => {
    const labels = ['Optimizer: learning rate', 'Goodness', 'Test error, goodness'];
    const { names, nameRows, left } = layoutOf(labels, 800);
    expect({ names, nameRows }).toEqual({ names: labels, nameRows: 1 });
    expect(left).toBeGreaterThan(textWidth('Optimizer: learning rate', 12) / 2);
  });

  it('stand in two rows where they would touch', () => {
    expect(layoutOf(['Learning rate', 'Units per layer', 'Threshold', 'Test error'], 480).nameRows).toBe(1);
    expect(
      layoutOf(['Learning rate', 'Units per layer', 'Threshold', 'Seed', 'Test error'], 480).nameRows,
    ).toBe(2);
  });

  it('never leave the chart nor touch each other, however long, many and narrow', () => {
    const label = fc.string({
      unit: fc.constantFrom('a', 'm', 'W', ' ', '1'),
      minLength: 1,
      maxLength: 60,
      size: 'max',
    });
    const labelled = fc.array(label, { minLength: 2, maxLength: 7 });
    fc.assert(
      fc.property(labelled, fc.integer({ min: 480, max: 1600 }), (labels, width) => {
        const { names, left, right, nameRows } = layoutOf(labels, width);
        const spacing = (width - left - right) / (labels.length - 1);
        const halves = names.map((name) => textWidth(name, 12) / 2);
        expect(halves[0]).toBeLessThanOrEqual(left);
        expect(halves.at(-1)).toBeLessThanOrEqual(right);
        halves.forEach((half, place) => {
          const next = halves[place + nameRows];
          if (next !== undefined) expect(half + next).toBeLessThanOrEqual(nameRows * spacing);
        });
      }),
    );
  });

  it('leave room for the words of the last axis', () => {
    expect(layoutOf(['a', 'b'], 800, ['sum of activities']).right).toBeGreaterThan(
      textWidth('sum of activities', 11) + 12,
    );
  });
});

describe('the values of a line', () => {
  it('are given in the order of the axes or by their ids', () => {
    const byId = { name: 'a', colour: '', values: { error: 3, rate: 1 } };
    const inOrder = { name: 'a', colour: '', values: [1, 'sum'] };
    expect([valuesOf(byId, axes), valuesOf(inOrder, axes)]).toEqual([
      [1, null, 3],
      [1, 'sum', null],
    ]);
  });

  it('make an axis one of categories as soon as one is a word, in a natural order', () => {
    expect([
      categoriesOf([1, 2, null]),
      categoriesOf([null]),
      categoriesOf(['layer 10', 'layer 2', 'layer 2', null]),
      categoriesOf([true, false]),
      categoriesOf([3, 'largest']),
    ]).toEqual([null, null, ['layer 2', 'layer 10'], ['false', 'true'], ['3', 'largest']]);
  });
});

it('The table has a row for every line, as it was given', () => {
  const odd = { name: 'odd', colour: '', values: [0, true, null] };
  expect(parallelTable(axes, [...lines, odd])).toEqual({
    columns: ['name', 'Learning rate', 'Goodness', 'Test error'],
    rows: [
      ['first', 0.01, 'sum of squares', 0.02],
      ['second', 0.1, 'mean of squares', 0.04],
      ['odd', 0, 'true', null],
    ],
  });
});

it('a range drawn along an axis is one of numbers, or the words between its ends', () => {
  const told = (parallelAxisId: unknown, intervals: unknown): unknown =>
    rangeOf({ type: 'axisareaselected', parallelAxisId, intervals }, axes, lines);
  expect({
    numbers: told('axis 0', [[0.5, 0.02]]),
    words: told('axis 1', [[0.4, 1.2]]),
    none: told('axis 1', [[0.2, 0.8]]),
    gone: told('axis 2', []),
    strange: [told('axis 7', [[1, 2]]), told('axis 0', null), rangeOf(null, axes, lines)],
  }).toEqual({
    numbers: { axis: 'rate', range: { from: 0.02, to: 0.5 } },
    words: { axis: 'goodness', range: { words: ['sum of squares'] } },
    none: { axis: 'goodness', range: { words: [] } },
    gone: { axis: 'error', range: null },
    strange: [null, null, null],
  });
});
