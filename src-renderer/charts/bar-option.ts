/** What ECharts draws for bars by category, and marks on top of a category. */

import type { BarSeriesOption, EChartsOption, ScatterSeriesOption } from 'echarts';

import { number } from '../ui/format.ts';
import {
  baseOption,
  categoryAxis,
  figureGrid,
  figureHeading,
  figureRoom,
  plotMargins,
  slantedHeight,
  valueAxis,
} from './axis-option.ts';
import type { BarGroup, BarMark, ChartTable } from './chart-data.ts';
import type { Palette } from './palette.ts';
import { tooltipBox, tooltipElement } from './tooltip.ts';

export interface BarOptionInput {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly categories: readonly string[];
  readonly bars: readonly BarGroup[];
  readonly marks: readonly BarMark[];
  readonly line: { readonly at: number; readonly label: string } | undefined;
  /** Pixels that the bars have at least; null: enough for all names. */
  readonly room: number | null;
  readonly figure: boolean;
  readonly palette: Palette;
}

export function barOption(input: BarOptionInput): EChartsOption {
  const { title, xLabel, yLabel, categories, bars, room, figure, palette } = input;
  const turned = slantedHeight(categories, figure ? figureRoom : (room ?? Infinity));
  const legend = bars.map(({ name, colour }) => ({ name, colour, shape: 'box' as const }));
  const margins = figure ? figureGrid(title, legend) : { ...plotMargins, top: topMargin(marksPlaced(input)) };
  return {
    ...baseOption(palette, `${title}: ${yLabel} by ${xLabel}.`),
    ...(figure ? figureHeading(palette, title, legend) : {}),
    grid: { ...margins, bottom: margins.bottom + turned },
    tooltip: {
      ...tooltipBox,
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      formatter: (at) => sayCategory(Array.isArray(at) ? (at[0]?.dataIndex ?? 0) : at.dataIndex, input),
    },
    xAxis: categoryAxis(palette, xLabel, categories, (figure ? 32 : 26) + turned, turned > 0),
    yAxis: valueAxis({ palette, name: yLabel, gap: figure ? 52 : 44, lines: true, fromZero: true }),
    series: [
      ...bars.map((group, order) => barSeries(group, order, input)),
      ...markSeries(input),
      ...lineInSight(input),
    ],
  };
}

function barSeries(
  { name, colour, values }: BarGroup,
  order: number,
  { line, palette }: BarOptionInput,
): BarSeriesOption {
  return {
    type: 'bar',
    name,
    // ECharts cannot scale an axis to what is infinite; the table and the pointer still say it.
    data: Array.from(values, (value) => (value !== null && Number.isFinite(value) ? value : '-')),
    itemStyle: { color: palette.colour(colour) },
    barMaxWidth: 34,
    barGap: '8%',
    emphasis: { disabled: true },
    ...(line === undefined || order > 0
      ? {}
      : {
          markLine: {
            silent: true,
            symbol: 'none',
            lineStyle: { color: palette.threshold, type: 'dashed', width: 1.5 },
            label: {
              formatter: () => line.label,
              // On the side that bars do not fill on their way to it.
              position: line.at < 0 ? 'insideEndBottom' : 'insideEndTop',
              color: palette.muted,
              // Bars may reach over the line: their colour is no ground to read on.
              backgroundColor: palette.background,
              padding: [1, 3],
              fontFamily: palette.font,
              fontSize: 11,
            },
            data: [{ yAxis: line.at }],
          },
        }),
  };
}

/** Words of marks on bars that stand closer together would run into each other. */
const apart = 3;
const lineHeight = 13;

interface PlacedMark {
  readonly at: number;
  readonly label: string;
  /** Lines above its bar that others' words take. */
  readonly lifted: number;
}

/** Each mark of a category there is, above those near it; in a file there is room for all beside each other. */
function marksPlaced({ marks, categories, figure }: BarOptionInput): PlacedMark[] {
  const placed: PlacedMark[] = [];
  for (const { category, label } of marks) {
    const at = typeof category === 'number' ? category : categories.indexOf(category);
    if (categories[at] === undefined) continue;
    const near = figure ? [] : placed.filter((other) => Math.abs(other.at - at) < apart);
    placed.push({ at, label, lifted: near.length });
  }
  return placed;
}

function topMargin(marks: readonly PlacedMark[]): number {
  return marks.length === 0 ? 10 : 26 + lineHeight * Math.max(...marks.map(({ lifted }) => lifted));
}

/** A word above the tallest bar of its category. */
function markSeries(input: BarOptionInput): ScatterSeriesOption[] {
  const { bars, palette } = input;
  if (input.marks.length === 0) return [];
  return [
    {
      type: 'scatter',
      name: 'marks',
      silent: true,
      symbol: 'triangle',
      symbolSize: 6,
      symbolRotate: 180,
      symbolOffset: [0, -6],
      itemStyle: { color: palette.text },
      z: 10,
      data: marksPlaced(input).map(({ at, label, lifted }) => ({
        value: [at, tallest(bars, at)],
        label: { formatter: () => label, distance: 3 + lineHeight * lifted },
      })),
      label: {
        show: true,
        position: 'top',
        distance: 3,
        color: palette.text,
        fontFamily: palette.font,
        fontSize: 11,
      },
    },
  ];
}

/** ECharts does not make room for a line beyond the bars; an invisible point there does. */
function lineInSight({ line, categories }: BarOptionInput): ScatterSeriesOption[] {
  if (line === undefined || categories.length === 0) return [];
  return [{ type: 'scatter', name: 'line', silent: true, symbol: 'none', data: [[0, line.at]] }];
}

function tallest(bars: readonly BarGroup[], at: number): number {
  const heights = bars.map(({ values }) => values[at] ?? 0).filter(Number.isFinite);
  return Math.max(0, ...heights);
}

function sayCategory(at: number, { categories, bars, marks, palette }: BarOptionInput): HTMLElement {
  const said = marks
    .filter(({ category }) => category === at || category === categories[at])
    .map(({ label }) => label);
  return tooltipElement(
    [categories[at] ?? '', ...said].join(' · '),
    bars.map(({ name, colour, values }) => {
      const value = values[at] ?? null;
      return { name, colour: palette.colour(colour), value: value === null ? '–' : number(value) };
    }),
  );
}

export function barTable(
  xLabel: string,
  categories: readonly string[],
  bars: readonly BarGroup[],
): ChartTable {
  return {
    columns: [xLabel, ...bars.map(({ name }) => name)],
    rows: categories.map((category, at) => [category, ...bars.map(({ values }) => values[at] ?? null)]),
  };
}
