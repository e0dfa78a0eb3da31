/** Histograms as they are exported: every bar at its height, the threshold always in sight and named. */

import { describe, expect, it } from 'vitest';

import type { HistogramBars } from './chart-data.ts';
import { hostileName, marked, plainPalette, strangeTags, textsOf } from './drawn-chart.fixture.ts';
import { chartSvg } from './chart-svg.ts';
import { histogramOption, histogramTable } from './histogram-option.ts';
import type { HistogramOptionInput } from './histogram-option.ts';

const blue = '#0000d5';
const positives: HistogramBars = {
  name: 'Positive',
  colour: blue,
  low: 0,
  high: 10,
  counts: [1, 4, 2, 0, 3],
};

const option = (change: Partial<HistogramOptionInput> = {}) =>
  histogramOption({
    title: 'Goodness, layer 2',
    xLabel: 'Goodness',
    yLabel: 'Examples',
    bars: [positives],
    line: { at: 5, label: 'threshold 5' },
    figure: true,
    palette: plainPalette,
    ...change,
  });
const svgOf = (change: Partial<HistogramOptionInput> = {}): string => chartSvg(option(change));
const bounds = (change: Partial<HistogramOptionInput>): unknown => {
  const { xAxis } = option(change);
  return Array.isArray(xAxis) ? null : [xAxis?.min, xAxis?.max];
};
/** Where the dashed line is drawn, and its end. */
const dashedLines = (svg: string) => marked(svg, 'stroke', plainPalette.threshold);

describe('a histogram', () => {
  it('has title, legend, both labels and the words of its threshold', () => {
    expect(textsOf(svgOf())).toEqual(
      expect.arrayContaining(['Goodness, layer 2', 'Positive', 'Goodness', 'Examples', 'threshold 5']),
    );
  });

  it('shows names and words as text, whatever is in them', () => {
    const svg = svgOf({ bars: [{ ...positives, name: hostileName }], line: { at: 5, label: hostileName } });
    expect(strangeTags(svg)).toEqual([]);
    expect(textsOf(svg).filter((text) => text === hostileName)).toHaveLength(2);
  });

  it('draws a step for every count, from the ground and back to it', () => {
    const [outline] = marked(svgOf(), 'stroke', blue);
    const points =
      /points="([^"]*)"|d="([^"]*)"/
        .exec(outline ?? '')
        ?.slice(1)
        .join('') ?? '';
    const heights = Array.from(points.matchAll(/[\d.]+[ ,]([\d.]+)/g), ([, y]) => Number(y));
    const [ground = NaN] = heights;
    const steps = heights.slice(1, -1).filter((_, at) => at % 2 === 0);
    const unit = ground - (steps[0] ?? NaN);
    expect(heights.at(-1)).toBe(ground);
    expect(steps.map((y) => Math.round((ground - y) / unit))).toEqual([1, 4, 2, 0, 3]);
  });
});

describe('the threshold', () => {
  it('is one dashed vertical line, and none where there is no threshold', () => {
    const lines = dashedLines(svgOf());
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('stroke-dasharray');
    expect(dashedLines(svgOf({ line: undefined }))).toEqual([]);
  });

  it('widens the axis where it lies beyond all values', () => {
    expect(bounds({ line: { at: 50, label: 'threshold' } })).toEqual([-1, 51]);
    expect(bounds({ line: { at: -10, label: 'threshold' } })).toEqual([-10.4, 10.4]);
    expect(dashedLines(svgOf({ line: { at: 50, label: 'threshold' } }))).toHaveLength(1);
  });

  it('has its words inside the figure, also at an end of the axis', () => {
    const anchorAt = (at: number): string | undefined => {
      const svg = svgOf({ line: { at, label: 'threshold' } });
      const text = Array.from(svg.matchAll(/<text\b[^>]*>threshold/g), ([found]) => found)[0];
      return /text-anchor="(\w+)"/.exec(text ?? '')?.[1] ?? 'start';
    };
    expect([0, 5, 10].map(anchorAt)).toEqual(['start', 'middle', 'end']);
  });
});

describe('an axis', () => {
  it('has room where all values are the same, and is there where there are none', () => {
    const same = { ...positives, low: 3, high: 3, counts: [9] };
    expect(bounds({ bars: [same], line: undefined })).toEqual([2.5, 3.5]);
    expect(bounds({ bars: [], line: undefined })).toEqual([-0.02, 1.02]);
    expect(textsOf(svgOf({ bars: [], line: undefined }))).toContain('Examples');
  });

  it('takes no harm from ends that are not finite', () => {
    const broken = { ...positives, low: NaN, high: Infinity };
    expect(bounds({ bars: [positives, broken], line: { at: NaN, label: 'threshold' } })).toEqual([
      -0.2, 10.2,
    ]);
  });
});

it('The table of a histogram has the ends of every bar', () => {
  expect(
    histogramTable('Goodness', 'Examples', [positives, { ...positives, name: 'Negative', counts: [] }]),
  ).toEqual({
    columns: ['group', 'Goodness from', 'Goodness to', 'Examples'],
    rows: [
      ['Positive', 0, 2, 1],
      ['Positive', 2, 4, 4],
      ['Positive', 4, 6, 2],
      ['Positive', 6, 8, 0],
      ['Positive', 8, 10, 3],
    ],
  });
});
