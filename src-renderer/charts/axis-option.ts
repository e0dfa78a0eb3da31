/** Axes, grids, titles and legends as every ECharts chart here has them. */

import type { EChartsOption } from 'echarts';

import { number } from '../ui/format.ts';
import type { LegendEntry } from './legend.ts';
import type { Palette } from './palette.ts';
import { textWidth, wrapped } from './text-width.ts';

/** Fixed margins line up charts that stand below each other, and say where the plot is without asking ECharts. */
export const plotMargins = { left: 60, right: 14, top: 10, bottom: 42 } as const;
export const figureMargins = { left: 72, right: 24, top: 84, bottom: 52 } as const;

/** Numbers along an axis: short, but `digits` of them so that neighbours differ. */
export function tickText(value: number, digits = 4): string {
  const size = Math.abs(value);
  if (size >= 10_000 && size < 1e15) {
    const [unit, name] = size >= 1e9 ? [1e9, 'G'] : size >= 1e6 ? [1e6, 'M'] : [1e3, 'k'];
    return `${number(value / unit, digits - 1)}\u202f${name}`;
  }
  return number(value, digits);
}

/** Ticks between unknown ends are round numbers of few digits, however many they need. */
const digitsOfRound = 10;

/** Significant digits that tell a thousandth of a range apart. */
export function digitsWithin(min: number, max: number): number {
  const size = Math.max(Math.abs(min), Math.abs(max));
  const digits = Math.ceil(Math.log10(size / (max - min))) + 3;
  return Number.isFinite(digits) ? Math.min(12, Math.max(4, digits)) : 4;
}

export interface AxisInput {
  readonly palette: Palette;
  readonly name: string;
  readonly log?: boolean | undefined;
  readonly min?: number | 'dataMin' | undefined;
  readonly max?: number | 'dataMax' | undefined;
  readonly gap: number;
  readonly lines: boolean;
  /** Bars begin at zero; points need not. */
  readonly fromZero?: boolean | undefined;
  /** Only whole numbers stand on it, so no tick between two of them. */
  readonly whole?: boolean | undefined;
}

export function valueAxis({ palette, name, log, min, max, gap, lines, fromZero, whole }: AxisInput) {
  const areKnown = typeof min === 'number' && typeof max === 'number';
  const digits = areKnown ? digitsWithin(min, max) : digitsOfRound;
  const bounds = { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
  return {
    ...bounds,
    ...(log === true
      ? { type: 'log' as const, logBase: 10 }
      : { type: 'value' as const, scale: fromZero !== true }),
    ...(whole === true && log !== true ? { minInterval: 1 } : {}),
    name,
    nameLocation: 'middle' as const,
    nameGap: gap,
    nameTextStyle: { color: palette.muted, fontFamily: palette.font, fontSize: 12 },
    // An axis stands at the edge of the plot, but bars stand on their zero.
    axisLine: { show: true, onZero: false, lineStyle: { color: palette.axis } },
    axisTick: { show: true, lineStyle: { color: palette.axis } },
    axisLabel: {
      color: palette.muted,
      fontFamily: palette.font,
      fontSize: 11,
      hideOverlap: true,
      formatter: (value: number) => tickText(value, digits),
    },
    splitLine: { show: lines, lineStyle: { color: palette.grid } },
    minorTick: { show: false },
  };
}

/** Degrees by which names of categories are turned where they would not fit side by side. */
const slant = 45;

/** What turned names need below the plot beyond one line of text, in pixels; 0 where all fit into `width` pixels. */
export function slantedHeight(categories: readonly string[], width: number): number {
  const widest = Math.min(90, Math.max(0, ...categories.map((name) => textWidth(name, 11))));
  return categories.length * (widest + 6) <= width
    ? 0
    : Math.round(widest * Math.sin((slant * Math.PI) / 180));
}

/** `slanted`: every name is shown, turned. */
export function categoryAxis(
  palette: Palette,
  name: string,
  categories: readonly string[],
  gap: number,
  slanted = false,
) {
  return {
    type: 'category' as const,
    data: [...categories],
    name,
    nameLocation: 'middle' as const,
    nameGap: gap,
    nameTextStyle: { color: palette.muted, fontFamily: palette.font, fontSize: 12 },
    axisLine: { lineStyle: { color: palette.axis } },
    axisTick: { alignWithLabel: true, lineStyle: { color: palette.axis } },
    axisLabel: {
      color: palette.muted,
      fontFamily: palette.font,
      fontSize: 11,
      ...(slanted ? { interval: 0, rotate: slant } : { hideOverlap: true }),
      width: 90,
      overflow: 'truncate' as const,
    },
  };
}

/** What all options share. The description is what a screen reader says of the canvas. */
export function baseOption(palette: Palette, description: string): EChartsOption {
  return {
    animation: false,
    textStyle: { fontFamily: palette.font, color: palette.text },
    aria: { enabled: true, label: { description } },
  };
}

/** What stands above the plot in a figure, where its width is `figureWidth`. */
export const figureWidth = 760;
/** Pixels between its margins. */
export const figureRoom = figureWidth - figureMargins.left - figureMargins.right;
const heading = { left: 16, top: 12, size: 15, line: 19, legendLine: 18 } as const;
const headingRoom = figureWidth - 2 * heading.left;

const isLine = ({ shape }: LegendEntry): boolean => shape === undefined || shape === 'line';
const legendIcon = (entry: LegendEntry): string => {
  if (!isLine(entry)) return 'roundRect';
  return entry.dashed === true ? 'path://M0 0h6v2h-6zM10 0h6v2h-6z' : 'path://M0 0h16v2h-16z';
};

/** Rows of a legend that breaks at the figure's width. */
function legendRows(legend: readonly LegendEntry[]): number {
  let rows = legend.length > 0 ? 1 : 0;
  let used = 0;
  for (const { name } of legend) {
    const width = Math.min(headingRoom, 16 + 5 + textWidth(name, 12) + 10);
    if (used > 0 && used + width > headingRoom) {
      rows += 1;
      used = 0;
    }
    used += width;
  }
  return rows;
}

/** Where the plot begins below title and legend, however many lines they take. */
export function figureTop(title: string, legend: readonly LegendEntry[]): number {
  const lines = wrapped(title, heading.size, headingRoom, true).length;
  const aboveRows = figureMargins.top - heading.legendLine;
  return aboveRows + (lines - 1) * heading.line + legendRows(legend) * heading.legendLine;
}

/** The place of the plot in a figure. */
export function figureGrid(title: string, legend: readonly LegendEntry[]) {
  return { ...figureMargins, top: figureTop(title, legend) };
}

/** Title and legend inside the drawing: for figures that leave the window. Nothing of them is left out. */
export function figureHeading(
  palette: Palette,
  title: string,
  legend: readonly LegendEntry[],
): EChartsOption {
  const lines = wrapped(title, heading.size, headingRoom, true);
  return {
    title: {
      text: lines.join('\n'),
      left: heading.left,
      top: heading.top,
      padding: 0,
      textStyle: {
        color: palette.text,
        fontFamily: palette.font,
        fontSize: heading.size,
        fontWeight: 600,
        lineHeight: heading.line,
      },
    },
    legend: {
      show: legend.length > 0,
      type: 'plain',
      left: heading.left,
      top: heading.top + lines.length * heading.line + 8,
      width: headingRoom,
      padding: 0,
      itemGap: 10,
      itemWidth: 16,
      itemHeight: legend.every(isLine) ? 2 : 10,
      data: legend.map((entry) => ({
        name: entry.name,
        icon: legendIcon(entry),
        itemStyle: { color: palette.colour(entry.colour) },
      })),
      textStyle: {
        color: palette.text,
        fontFamily: palette.font,
        fontSize: 12,
        width: headingRoom - 40,
        overflow: 'truncate',
      },
    },
  };
}

/** ECharts tells series apart by their names; a second one of the same name gets a number. */
export function uniqueNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((given) => {
    const name = given.trim() === '' ? 'unnamed' : given;
    let unique = name;
    for (let copy = 2; taken.has(unique); copy += 1) unique = `${name} (${copy})`;
    taken.add(unique);
    return unique;
  });
}
