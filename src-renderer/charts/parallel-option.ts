/** What ECharts draws for parallel coordinates: one line per run through its settings and results. */

import type { EChartsOption } from 'echarts';

import { baseOption, figureHeading, figureTop, tickText } from './axis-option.ts';
import type { ChartTable, ParallelAxis, ParallelLine, ParallelRange } from './chart-data.ts';
import type { Palette } from './palette.ts';
import { shortened, textWidth } from './text-width.ts';
import { tooltipBox, tooltipElement } from './tooltip.ts';
import { number } from '../ui/format.ts';

export interface ParallelOptionInput {
  readonly title: string;
  readonly axes: readonly ParallelAxis[];
  readonly lines: readonly ParallelLine[];
  /** Of the whole chart, in pixels. */
  readonly width: number;
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

/** Where axes stand, and how much of what is written at them has room. */
export interface ParallelLayout {
  readonly left: number;
  readonly right: number;
  /** Names stand in two rows where they would not fit side by side. */
  readonly nameRows: 1 | 2;
  readonly names: readonly string[];
  /** Of the words along an axis. */
  readonly wordWidth: number;
}

const [nameSize, tickSize] = [12, 11];

/** Names are centred above their axes, words and numbers stand at the right of theirs: the outer ones need margins. */
export function parallelLayout(
  axes: readonly ParallelAxis[],
  categories: readonly (readonly string[] | null)[],
  width: number,
): ParallelLayout {
  const nameWidths = axes.map(({ label }) => textWidth(label, nameSize));
  const most = Math.max(40, width / 6);
  const lastWords = (categories.at(-1) ?? []).map((word) => textWidth(word, tickSize) + 12);
  const left = 8 + Math.min(most, (nameWidths[0] ?? 0) / 2);
  const right = 8 + Math.min(most, Math.max(48, (nameWidths.at(-1) ?? 0) / 2, ...lastWords));
  const spacing = (width - left - right) / Math.max(1, axes.length - 1);
  const nameRows = nameWidths.some((name) => name > spacing - 10) ? 2 : 1;
  return {
    left,
    right,
    nameRows,
    names: axes.map(({ label }, place) => {
      const side = place === 0 ? left - 4 : place === axes.length - 1 ? right - 4 : Infinity;
      return shortened(label, nameSize, Math.max(30, Math.min(nameRows * spacing - 10, 2 * side)));
    }),
    wordWidth: Math.max(24, spacing - 16),
  };
}

export function parallelOption(input: ParallelOptionInput): EChartsOption {
  const { title, axes, lines, width, figure, palette } = input;
  const rows = lines.map((line) => valuesOf(line, axes));
  const categories = axes.map((_, place) => categoriesOf(rows.map((row) => row[place] ?? null)));
  const layout = parallelLayout(axes, categories, width);
  const top = (figure ? figureTop(title, []) : 10) + 16 * layout.nameRows + 10;
  const faint = lines.length > 60 ? 0.3 : lines.length > 20 ? 0.55 : 0.85;
  return {
    ...baseOption(
      palette,
      `${title}: ${lines.length} lines over ${axes.map(({ label }) => label).join(', ')}.`,
    ),
    ...(figure ? figureHeading(palette, title, []) : {}),
    parallel: { left: layout.left, right: layout.right, top, bottom: 24 },
    tooltip: {
      ...tooltipBox,
      trigger: 'item',
      formatter: (at) => sayLine(Array.isArray(at) ? 0 : at.dataIndex),
    },
    parallelAxis: axes.map(({ log }, place) =>
      axisOption({ place, log: log === true, categories: categories[place] ?? null, layout, palette }),
    ) as NonNullable<EChartsOption['parallelAxis']>,
    series: [
      {
        type: 'parallel' as const,
        // eslint-disable-next-line @typescript-eslint/no-deprecated -- the types know no other name for it
        emphasis: { lineStyle: { width: 3.5, opacity: 1 } },
        data: lines.map(({ name, colour }, order) => ({
          name,
          lineStyle: { color: palette.colour(colour), width: 1.6, opacity: faint },
          value: (rows[order] ?? []).map((value, place) =>
            drawnValue(value, axes[place]?.log === true, categories[place] ?? null),
          ),
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

function axisId(place: number): string {
  return `axis ${place}`;
}

/** What ECharts tells as "axisareaselected"; null where it is not that. `range` null: it was taken away. */
export function rangeOf(
  event: unknown,
  axes: readonly ParallelAxis[],
  lines: readonly ParallelLine[],
): { readonly axis: string; readonly range: ParallelRange | null } | null {
  const { parallelAxisId, intervals } = (event ?? {}) as { parallelAxisId?: unknown; intervals?: unknown };
  const place = axes.findIndex((_, at) => axisId(at) === parallelAxisId);
  const axis = axes[place];
  if (axis === undefined || !Array.isArray(intervals)) return null;
  const [ends] = intervals as unknown[];
  if (ends === undefined) return { axis: axis.id, range: null };
  if (!Array.isArray(ends)) return null;
  const [from = NaN, to = NaN] = ends.map(Number).sort((a, b) => a - b);
  const categories = categoriesOf(lines.map((line) => valuesOf(line, axes)[place] ?? null));
  if (categories === null) return { axis: axis.id, range: { from, to } };
  // Of words, the n-th stands at n.
  return {
    axis: axis.id,
    range: { words: categories.slice(Math.max(0, Math.ceil(from)), Math.floor(to) + 1) },
  };
}

interface AxisInput {
  readonly place: number;
  readonly log: boolean;
  readonly categories: readonly string[] | null;
  readonly layout: ParallelLayout;
  readonly palette: Palette;
}

function axisOption({ place, log, categories, layout, palette }: AxisInput) {
  return {
    id: axisId(place),
    dim: place,
    // A range that is drawn along the axis is told once, at its end.
    realtime: false,
    areaSelectStyle: {
      width: 20,
      borderWidth: 1,
      borderColor: palette.axis,
      color: palette.axis,
      opacity: 0.3,
    },
    name: layout.names[place] ?? '',
    nameGap: 10 + (place % layout.nameRows) * 16,
    nameTextStyle: { color: palette.text, fontFamily: palette.font, fontSize: 12 },
    axisLine: { lineStyle: { color: palette.axis } },
    axisTick: { lineStyle: { color: palette.axis } },
    axisLabel: {
      color: palette.muted,
      fontFamily: palette.font,
      fontSize: 11,
      // Lines run behind what is written.
      textBorderColor: palette.background,
      textBorderWidth: 3,
      ...(categories === null
        ? { formatter: (value: number) => tickText(value) }
        : { formatter: (word: string) => shortened(word, tickSize, layout.wordWidth) }),
    },
    splitLine: { show: false },
    ...(categories === null
      ? { type: log ? 'log' : 'value', scale: true }
      : { type: 'category', data: categories }),
  };
}

/** What ECharts draws: a hyphen is its word for nothing, and what has no place on the axis is nothing too. */
function drawnValue(value: Value, log: boolean, categories: readonly string[] | null): number | string {
  if (value === null) return '-';
  if (categories !== null) return String(value);
  const isShown = Number.isFinite(value) && (!log || Number(value) > 0);
  return isShown ? Number(value) : '-';
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
