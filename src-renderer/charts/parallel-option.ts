/** What ECharts draws for parallel coordinates: one line per run through its settings and results. */

import type { EChartsOption } from 'echarts';

import { baseOption, figureHeading, tickText } from './axis-option.ts';
import type { ChartTable, ParallelAxis, ParallelLine } from './chart-data.ts';
import type { Palette } from './palette.ts';
import { tooltipBox, tooltipElement } from './tooltip.ts';
import { number } from '../ui/format.ts';

export interface ParallelOptionInput {
  readonly title: string;
  readonly axes: readonly ParallelAxis[];
  readonly lines: readonly ParallelLine[];
  readonly figure: boolean;
  readonly palette: Palette;
}

type Value = number | string | boolean | null;

export function valuesOf(line: ParallelLine, axes: readonly ParallelAxis[]): Value[] {
  const { values } = line;
  if (Array.isArray(values)) return axes.map((_, place) => (values as readonly Value[])[place] ?? null);
  return axes.map(({ id }) => (values as Readonly<Record<string, Value>>)[id] ?? null);
}

/** An axis with any word on it has categories; null where it is one of numbers. */
export function categoriesOf(column: readonly Value[]): string[] | null {
  const words = column.filter((value) => value !== null && typeof value !== 'number');
  if (words.length === 0) return null;
  return [...new Set(column.filter((value) => value !== null).map(String))].sort((a, b) =>
    a.localeCompare(b, 'en', { numeric: true }),
  );
}

export function parallelOption({ title, axes, lines, figure, palette }: ParallelOptionInput): EChartsOption {
  const rows = lines.map((line) => valuesOf(line, axes));
  const categories = axes.map((_, place) => categoriesOf(rows.map((row) => row[place] ?? null)));
  const faint = lines.length > 60 ? 0.3 : lines.length > 20 ? 0.55 : 0.85;
  return {
    ...baseOption(
      palette,
      `${title}: ${lines.length} lines over ${axes.map(({ label }) => label).join(', ')}.`,
    ),
    ...(figure ? figureHeading(palette, title, []) : {}),
    parallel: { left: 60, right: 70, top: figure ? 96 : 40, bottom: 24 },
    tooltip: {
      ...tooltipBox,
      trigger: 'item',
      formatter: (at) => sayLine(Array.isArray(at) ? 0 : at.dataIndex),
    },
    parallelAxis: axes.map(({ label, log }, place) =>
      axisOption({ place, label, log: log === true, categories: categories[place] ?? null, palette }),
    ) as NonNullable<EChartsOption['parallelAxis']>,
    series: [
      {
        type: 'parallel' as const,
        // eslint-disable-next-line @typescript-eslint/no-deprecated -- the types know no other name for it
        emphasis: { lineStyle: { width: 3.5, opacity: 1 } },
        data: lines.map(({ name, colour }, order) => ({
          name,
          lineStyle: { color: palette.colour(colour), width: 1.6, opacity: faint },
          value: (rows[order] ?? []).map((value, place) => drawnValue(value, categories[place] ?? null)),
        })),
      },
    ],
  };

  function sayLine(order: number): HTMLElement {
    return tooltipElement(
      lines[order]?.name ?? '',
      axes.map(({ label }, place) => ({ name: label, value: written(rows[order]?.[place] ?? null) })),
    );
  }
}

interface AxisInput {
  readonly place: number;
  readonly label: string;
  readonly log: boolean;
  readonly categories: readonly string[] | null;
  readonly palette: Palette;
}

function axisOption({ place, label, log, categories, palette }: AxisInput) {
  return {
    dim: place,
    name: label,
    nameTextStyle: { color: palette.text, fontFamily: palette.font, fontSize: 12 },
    nameTruncate: { maxWidth: 130, ellipsis: '…' },
    axisLine: { lineStyle: { color: palette.axis } },
    axisTick: { lineStyle: { color: palette.axis } },
    axisLabel: {
      color: palette.muted,
      fontFamily: palette.font,
      fontSize: 11,
      ...(categories === null ? { formatter: tickText } : {}),
    },
    splitLine: { show: false },
    ...(categories === null
      ? { type: log ? 'log' : 'value', scale: true }
      : { type: 'category', data: categories }),
  };
}

/** What ECharts draws: a hyphen is its word for nothing. */
function drawnValue(value: Value, categories: readonly string[] | null): number | string {
  if (value === null) return '-';
  return categories === null ? Number(value) : String(value);
}

function written(value: Value): string {
  return value === null ? '–' : typeof value === 'number' ? number(value) : String(value);
}

export function parallelTable(axes: readonly ParallelAxis[], lines: readonly ParallelLine[]): ChartTable {
  return {
    columns: ['name', ...axes.map(({ label }) => label)],
    rows: lines.map((line) => [
      line.name,
      ...valuesOf(line, axes).map((value) => (typeof value === 'boolean' ? String(value) : value)),
    ]),
  };
}
