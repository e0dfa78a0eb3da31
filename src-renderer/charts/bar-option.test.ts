/** Bars as they are exported. */

import { describe, expect, it, vi } from 'vitest';

import { barOption, barTable } from './bar-option.ts';
import type { BarOptionInput } from './bar-option.ts';
import { plainDocument } from './document.fixture.ts';
import { hostileName, marked, plainPalette, strangeTags, textsOf } from './drawn-chart.fixture.ts';
import { chartSvg } from './chart-svg.ts';

const blue = '#0000d5';
const layer = { name: 'Layer 1', colour: blue, values: [3, 1, 2] };

const option = (change: Partial<BarOptionInput> = {}) =>
  barOption({
    title: 'Goodness of every label',
    xLabel: 'Label',
    yLabel: 'Goodness',
    categories: ['0', '1', '2'],
    bars: [layer],
    marks: [],
    line: undefined,
    room: null,
    figure: true,
    palette: plainPalette,
    ...change,
  });
const svgOf = (change: Partial<BarOptionInput> = {}): string => chartSvg(option(change));
/** The largest number along the axis of values. */
const largestTick = (svg: string): number =>
  Math.max(
    ...textsOf(svg)
      .map(Number)
      .filter((value) => Number.isFinite(value)),
  );

describe('bars', () => {
  it('have title, legend, both labels and the names of their categories', () => {
    const texts = textsOf(svgOf({ categories: ['zero', 'one', 'two'] }));
    expect(texts).toEqual(
      expect.arrayContaining([
        'Goodness of every label',
        'Layer 1',
        'Label',
        'Goodness',
        'zero',
        'one',
        'two',
      ]),
    );
    // Three bars and the legend's mark.
    expect(marked(svgOf(), 'fill', blue)).toHaveLength(4);
  });

  it('turn names that do not fit side by side, and leave them room', () => {
    const names = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];
    const narrow = (categories: readonly string[]) => {
      const { xAxis, grid } = option({ categories, room: 180, figure: false });
      const { axisLabel, nameGap } = xAxis as { axisLabel: object; nameGap: number };
      return { axisLabel, below: (grid as { bottom: number }).bottom, nameGap };
    };
    expect(narrow(names).axisLabel).toMatchObject({ interval: 0, rotate: 45 });
    const digits = narrow(names.map((_, label) => String(label)));
    expect(digits.axisLabel).not.toHaveProperty('rotate');
    const more = narrow(names).below - digits.below;
    expect(more).toBeGreaterThan(30);
    expect(narrow(names).nameGap - digits.nameGap).toBe(more);
    const shown = textsOf(svgOf({ categories: names, bars: [{ ...layer, values: names.map(() => 1) }] }));
    expect(shown).toEqual(expect.arrayContaining(names));
  });

  it('show names as text, whatever is in them', () => {
    const svg = svgOf({
      title: hostileName,
      bars: [{ ...layer, name: hostileName }],
      marks: [{ category: 0, label: hostileName }],
    });
    expect(strangeTags(svg)).toEqual([]);
    expect(textsOf(svg).filter((text) => text === hostileName)).toHaveLength(3);
  });

  it('that are not there, NaN or infinite leave the others as they are', () => {
    const svg = svgOf({ bars: [{ ...layer, values: [3, null, Infinity] }] });
    expect(largestTick(svg)).toBe(3);
    expect(marked(svg, 'fill', blue).filter((element) => !element.includes('NaN'))).toHaveLength(2);
  });
});

describe('a mark', () => {
  it('stands above the tallest bar of its category, named or counted', () => {
    const { series } = option({
      bars: [layer, { name: 'Layer 2', colour: 'red', values: [1, 5, NaN] }],
      marks: [
        { category: '1', label: 'answer' },
        { category: 2, label: 'true' },
      ],
    });
    const data = Array.isArray(series) ? series.find(({ name }) => name === 'marks')?.data : null;
    expect(Array.isArray(data) ? data.map((mark) => (mark as { value: unknown }).value) : null).toEqual([
      [1, 5],
      [2, 2],
    ]);
  });

  it('stands a line higher where the word of a neighbour would be in its way', () => {
    const ten = Array.from({ length: 10 }, (_, at) => `${at}`);
    const distances = (second: number, figure = false) => {
      const marks = [
        { category: 8, label: 'answer' },
        { category: second, label: 'true' },
      ];
      const { series } = option({ categories: ten, marks, figure });
      const data = Array.isArray(series) ? series.find(({ name }) => name === 'marks')?.data : null;
      const placed = Array.isArray(data) ? data : [];
      return placed.map((mark) => (mark as { label: { distance: number } }).label.distance);
    };
    expect([distances(7), distances(2), distances(7, true)]).toEqual([
      [3, 16],
      [3, 3],
      [3, 3],
    ]);
  });

  it('of a category that is not there is not drawn anywhere else', () => {
    const marks = [
      { category: '7', label: 'lost' },
      { category: 9, label: 'lost' },
    ];
    expect(textsOf(svgOf({ marks }))).not.toContain('lost');
  });
});

describe('a line across', () => {
  it('is dashed and named', () => {
    const svg = svgOf({ line: { at: 1.5, label: 'threshold' } });
    const lines = marked(svg, 'stroke', plainPalette.threshold);
    expect(lines.map((line) => line.includes('stroke-dasharray'))).toEqual([true]);
    expect(textsOf(svg)).toContain('threshold');
  });

  it('is in sight where it lies above all bars', () => {
    const svg = svgOf({ line: { at: 500, label: 'threshold' } });
    expect(largestTick(svg)).toBeGreaterThanOrEqual(500);
    expect(marked(svg, 'stroke', plainPalette.threshold)).toHaveLength(1);
  });
});

it('What is pointed at is said with its marks, and a missing value as a dash', () => {
  vi.stubGlobal('document', plainDocument);
  const { tooltip } = option({
    bars: [layer, { name: 'Layer 2', colour: 'red', values: [null, 5] }],
    marks: [{ category: '0', label: 'true' }],
  });
  const formatter = Array.isArray(tooltip) ? undefined : tooltip?.formatter;
  if (typeof formatter !== 'function') throw new Error('Bars say nothing of themselves');
  const said = (formatter as (at: { dataIndex: number }[]) => unknown)([{ dataIndex: 0 }]);
  expect(said).toMatchObject({
    children: [
      { textContent: '0 · true' },
      { children: [{}, { textContent: 'Layer 1' }, { textContent: '3' }] },
      { children: [{}, { textContent: 'Layer 2' }, { textContent: '–' }] },
    ],
  });
});

it('The table of bars has a row for every category', () => {
  const table = barTable('Label', ['0', '1'], [layer, { name: 'Layer 2', colour: 'red', values: [null] }]);
  expect(table).toEqual({
    columns: ['Label', 'Layer 1', 'Layer 2'],
    rows: [
      ['0', 3, null],
      ['1', 1, null],
    ],
  });
});
