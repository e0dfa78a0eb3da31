/**
 * How something grows as a drawing: both axes logarithmic, what was measured as points, the power that fits it best as a
 * broken line. Drawn like the window's own figures: on white, so that it reads in a dark page too, and without a browser.
 */

import type { EChartsOption } from 'echarts';

import {
  baseOption,
  figureGrid,
  figureHeading,
  tickText,
  valueAxis,
} from '../../src-renderer/charts/axis-option.ts';
import { chartSvg } from '../../src-renderer/charts/chart-svg.ts';
import type { LegendEntry } from '../../src-renderer/charts/legend.ts';
import { figurePalette } from '../../src-renderer/charts/palette.ts';
import { powerLawOf } from '../scaling/exponent.ts';
import type { PowerLaw, SizeAndValue } from '../scaling/exponent.ts';
import type { Growth, Line } from '../scaling/growths.ts';
import { exponentInWords } from './figure-words.ts';
import type { RecordedGrowth } from './scaling-record.ts';

/** One for each unit that the growth's drawn lines have and that was measured. */
export interface GrowthChart {
  /** In docs/pictures. */
  readonly file: string;
  readonly title: string;
  readonly svg: () => string;
}

interface DrawnLine {
  readonly line: Line;
  readonly points: readonly SizeAndValue[];
}

/** Room beyond the smallest and the largest size, as a share of the axis. */
const margin = 0.04;

export function chartsOf(growth: Growth, recorded: RecordedGrowth): GrowthChart[] {
  const drawn = growth.lines
    .filter((line) => line.drawn)
    .map((line) => ({ line, points: pointsOf(recorded, line.name) }))
    .filter(({ points }) => points.length > 0);
  return [...new Set(drawn.map(({ line }) => line.unit))].map((unit) => {
    const ofUnit = drawn.filter(({ line }) => line.unit === unit);
    const title = `${capital(ofUnit.map(({ line }) => line.label).join('; '))}, by ${growth.axis}`;
    return {
      file: `scaling-${growth.id}-${unit.toLowerCase()}.svg`,
      title,
      svg: () => asPicture(chartSvg(growthOption(growth, unit, title, ofUnit))),
    };
  });
}

/** What was measured of a line, smallest size first. */
export function pointsOf({ points }: RecordedGrowth, name: string): SizeAndValue[] {
  return points
    .flatMap(({ size, values }): SizeAndValue[] => {
      const value = values[name];
      return value === undefined ? [] : [[size, value.median]];
    })
    .sort(([a], [b]) => a - b);
}

function growthOption(
  growth: Growth,
  unit: string,
  title: string,
  lines: readonly DrawnLine[],
): EChartsOption {
  const palette = figurePalette;
  const all = lines.map(({ line, points }, order) => {
    return { line, points, law: powerLawOf(points), colour: palette.colour(`var(--run-${order + 1})`) };
  });
  const legend = all.map(({ line, law, colour }): LegendEntry => ({ name: nameOf(line, law), colour }));
  const sizes = [...new Set(all.flatMap(({ points }) => points.map(([size]) => size)))].sort((a, b) => a - b);
  const [smallest = 1, largest = 1] = [sizes[0], sizes.at(-1)];
  const beyond = smallest === largest ? 2 : (largest / smallest) ** margin;
  const across = valueAxis({
    palette,
    name: growth.axis,
    log: true,
    min: smallest / beyond,
    max: largest * beyond,
    gap: 32,
    lines: false,
  });
  const atSizes = { customValues: sizes };
  const heading = figureHeading(palette, title, legend);
  return {
    ...baseOption(palette, `${title}.`),
    ...heading,
    legend: { ...heading.legend, itemGap: 44 },
    grid: figureGrid(title, legend),
    xAxis: {
      ...across,
      axisTick: { ...across.axisTick, ...atSizes },
      axisLabel: { ...across.axisLabel, ...atSizes, formatter: (value: number) => tickText(value) },
    },
    yAxis: valueAxis({ palette, name: unit, log: true, gap: 52, lines: true }),
    series: all.flatMap(({ line, points, law, colour }) => [
      {
        type: 'line' as const,
        name: nameOf(line, law),
        data: points.map(([size, value]) => [size, value]),
        symbol: 'circle',
        symbolSize: 7,
        itemStyle: { color: colour },
        lineStyle: { color: colour, width: 1.8 },
      },
      ...(law === null
        ? []
        : [
            {
              type: 'line' as const,
              name: `${line.label}, fitted`,
              data: [smallest, largest].map((size) => [size, law.factor * size ** law.exponent]),
              symbol: 'none',
              itemStyle: { color: colour },
              lineStyle: { color: colour, width: 1.2, type: 'dashed' as const },
            },
          ]),
    ]),
  };
}

const nameOf = ({ label }: Line, law: PowerLaw | null): string =>
  law === null ? label : `${label} (exponent ${exponentInWords(law.exponent)})`;

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** ECharts numbers its drawings within a process, and styles what a pointer is over; the same figures shall make the same file. */
function asPicture(svg: string): string {
  return `${svg
    .replaceAll(/\s*<style[^>]*>[\s\S]*?<\/style>/g, '')
    .replaceAll(/ (class|ecmeta_\w+)="[^"]*"/g, '')
    .replaceAll(/\bzr\d+-/g, 'zr-')
    .trimEnd()}\n`;
}
