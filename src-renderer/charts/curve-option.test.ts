/** Curves as they are exported: nothing recorded may be missing from the drawing. */

import { describe, expect, it } from 'vitest';

import type { Curve } from './chart-data.ts';
import { curveOption } from './curve-option.ts';
import type { CurveOptionInput } from './curve-option.ts';
import { hostileName, marked, plainPalette, strangeTags, textsOf } from './drawn-chart.fixture.ts';
import { chartSvg } from './chart-svg.ts';
import { textWidth } from './text-width.ts';

const red = '#d50000';
const blue = '#0000d5';
const falling: Curve = {
  name: 'falling',
  colour: red,
  series: { x: [1, 2, 3, 4], last: [0.4, 0.2, 0.1, 0.05] },
};

function svgOf(curves: readonly Curve[], change: Partial<CurveOptionInput> = {}): string {
  return chartSvg(
    curveOption(
      input(curves, { title: 'Test error, goodness', yLabel: 'Error, fraction', figure: true, ...change }),
    ),
  );
}

describe('an exported figure of curves', () => {
  it('has title, legend, labels of both axes and their numbers', () => {
    const texts = textsOf(svgOf([falling, { ...falling, name: 'second', colour: blue }]));
    expect(texts).toEqual(
      expect.arrayContaining([
        'Test error, goodness',
        'falling',
        'second',
        'Step',
        'Error, fraction',
        '0.4',
        '4',
      ]),
    );
  });

  it('has no ticks between whole numbers, such as iterations, and has them between others', () => {
    const few = (x: readonly number[]): Curve => ({ ...falling, series: { x, last: x } });
    const axisOf = (x: readonly number[]) => curveOption(input([few(x)])).xAxis as { minInterval?: number };
    expect([axisOf([1, 2, 4]).minInterval, axisOf([1, 2.5]).minInterval]).toEqual([1, undefined]);
  });

  it('has attributes that end where they should, with the font that every figure has', () => {
    const tags = Array.from(svgOf([falling]).matchAll(/<text\b[^>]*>/g), ([tag]) => tag);
    expect(tags.length).toBeGreaterThan(5);
    expect(tags.filter((tag) => !/^<text( [\w:-]+="[^"]*")+>$/.test(tag))).toEqual([]);
  });

  it('shows a name as text, whatever is in it', () => {
    const svg = svgOf([{ ...falling, name: hostileName }], { title: hostileName });
    expect(strangeTags(svg)).toEqual([]);
    expect(textsOf(svg).filter((text) => text === hostileName)).toHaveLength(2);
  });

  it('can be opened even if a name has characters that XML forbids', () => {
    const svg = svgOf([{ ...falling, name: 'a\u0000b\u001bc\ufffe' }]);
    // eslint-disable-next-line no-control-regex -- these are the characters that are meant
    expect(svg).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
  });

  it('names every curve, of however many, and keeps the plot its size', () => {
    const many = Array.from({ length: 40 }, (_, run) => ({ ...falling, name: `sweep 3, run ${run + 1}` }));
    const svg = svgOf(many);
    expect(textsOf(svg).filter((text) => text.startsWith('sweep'))).toEqual(many.map(({ name }) => name));
    const lefts = Array.from(svg.matchAll(/translate\(([\d.]+) [\d.]+\)"[^>]*>sweep/g), ([, x]) => Number(x));
    expect(lefts.filter((x) => x < 0 || x + textWidth('sweep 3, run 40', 12) > 760)).toEqual([]);
    expect(lefts).toHaveLength(many.length);
    const height = (drawing: string): number => Number(/height="(\d+)"/.exec(drawing)?.[1]);
    expect(height(svg)).toBeGreaterThan(height(svgOf([falling])) + 100);
  });

  it('names two curves of the same name apart', () => {
    const svg = svgOf([falling, { ...falling, colour: blue }]);
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['falling', 'falling (2)']));
    expect(marked(svg, 'stroke', blue)).not.toEqual([]);
  });

  it('breaks a long title into lines, all of it', () => {
    const title = Array.from({ length: 40 }, (_, word) => `word${word}`).join(' ');
    const lines = textsOf(svgOf([falling], { title })).filter((text) => text.startsWith('word'));
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.join(' ')).toBe(title);
  });
});

describe('a curve', () => {
  it('has a gap at NaN and a cross below it', () => {
    const series = { x: [1, 2, 3, 4, 5], last: [0.4, 0.2, NaN, 0.1, 0.05] };
    const svg = svgOf([{ ...falling, series }]);
    expect(marked(svg, 'stroke', red).filter((element) => element.includes('points='))).toHaveLength(2);
    expect(marked(svg, 'stroke', red).filter((element) => element.includes(' d='))).toHaveLength(1);
  });

  it('shows a value between two NaN, which is no line, as a point', () => {
    const series = { x: [1, 2, 3, 4, 5], last: [0.4, NaN, 0.3, NaN, 0.05] };
    const svg = svgOf([{ ...falling, series }]);
    // The legend's mark and three points.
    expect(marked(svg, 'fill', red)).toHaveLength(4);
  });

  it('of nothing but NaN is crosses, on every kind of axis', () => {
    const series = { x: [1, 2, 3], last: [NaN, NaN, NaN] };
    for (const log of [false, true]) {
      const svg = svgOf([{ ...falling, series }], { xLog: log, yLog: log });
      const [crosses] = marked(svg, 'stroke', red);
      expect(crosses?.match(/M/g)).toHaveLength(6);
    }
  });

  it('stands where its numbers are on the axes, as far as the window shows it', () => {
    const series = { x: [0, 50, 100], last: [1e9, 1e9 + 5, 1e9 + 10] };
    for (const window of [null, [0, 100] as const]) {
      const svg = svgOf([{ ...falling, series }], { window });
      const [line] = marked(svg, 'stroke', red).filter((element) => element.includes('points='));
      const [left, middle, right] = pointsOf(line ?? '');
      expect(middle?.[0]).toBeCloseTo(((left?.[0] ?? 0) + (right?.[0] ?? 0)) / 2, 1);
      expect(middle?.[1]).toBeCloseTo(((left?.[1] ?? 0) + (right?.[1] ?? 0)) / 2, 1);
      expect((left?.[1] ?? 0) - (right?.[1] ?? 0)).toBeGreaterThan(200); // over most of the plot's height
    }
  });
});

describe('log axes', () => {
  it('draw what is above zero, and nothing breaks where nothing is', () => {
    const mixed = { x: [0, 1, 10, 100], last: [0.5, 0, -1, 0.1] };
    const both = { xLog: true, yLog: true };
    const svg = svgOf([{ ...falling, series: mixed }], both);
    expect(marked(svg, 'fill', red)).toHaveLength(2); // the legend's mark and the one point above zero
    const none = { x: [-1, 0], last: [0, -5] };
    expect(textsOf(svgOf([{ ...falling, series: none }], both))).toContain('Test error, goodness');
  });

  it('have powers of ten as their numbers', () => {
    const series = { x: [1, 10, 100, 1000], last: [1, 0.1, 0.01, 0.001] };
    const texts = textsOf(svgOf([{ ...falling, series }], { xLog: true, yLog: true }));
    expect(texts).toEqual(expect.arrayContaining(['1', '10', '100', '1000', '0.1', '0.01', '0.001']));
  });
});

it('A figure without any curve is still a figure', () => {
  expect(textsOf(svgOf([]))).toEqual(expect.arrayContaining(['Test error, goodness', 'Step']));
});

function input(curves: readonly Curve[], change: Partial<CurveOptionInput> = {}): CurveOptionInput {
  return {
    title: 'T',
    xLabel: 'Step',
    yLabel: 'Error',
    curves,
    xLog: false,
    yLog: false,
    window: null,
    figure: false,
    palette: plainPalette,
    ...change,
  };
}

/** Of a line in an SVG. */
function pointsOf(element: string): number[][] {
  const numbers = /points="([^"]*)"/.exec(element)?.[1]?.split(/[ ,]+/).map(Number) ?? [];
  return Array.from({ length: numbers.length / 2 }, (_, at) => numbers.slice(2 * at, 2 * at + 2));
}
