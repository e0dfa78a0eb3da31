/** Axes, grids, titles and legends as every ECharts chart here has them. */

import type { EChartsOption } from 'echarts';

import { number } from '../ui/format.ts';
import type { LegendEntry } from './legend.ts';
import type { Palette } from './palette.ts';

/** Fixed margins line up charts that stand below each other, and say where the plot is without asking ECharts. */
export const plotMargins = { left: 60, right: 14, top: 10, bottom: 42 } as const;
export const figureMargins = { left: 72, right: 24, top: 84, bottom: 52 } as const;

/** Numbers along an axis: short. */
export function tickText(value: number): string {
  const size = Math.abs(value);
  if (size >= 10_000 && size < 1e15) {
    const [unit, name] = size >= 1e9 ? [1e9, 'G'] : size >= 1e6 ? [1e6, 'M'] : [1e3, 'k'];
    return `${number(value / unit, 3)}\u202f${name}`;
  }
  return number(value, 4);
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
}

export function valueAxis({ palette, name, log, min, max, gap, lines, fromZero }: AxisInput) {
  const bounds = { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
  return {
    ...bounds,
    ...(log === true
      ? { type: 'log' as const, logBase: 10 }
      : { type: 'value' as const, scale: fromZero !== true }),
    name,
    nameLocation: 'middle' as const,
    nameGap: gap,
    nameTextStyle: { color: palette.muted, fontFamily: palette.font, fontSize: 12 },
    axisLine: { show: true, lineStyle: { color: palette.axis } },
    axisTick: { show: true, lineStyle: { color: palette.axis } },
    axisLabel: {
      color: palette.muted,
      fontFamily: palette.font,
      fontSize: 11,
      hideOverlap: true,
      formatter: tickText,
    },
    splitLine: { show: lines, lineStyle: { color: palette.grid } },
    minorTick: { show: false },
  };
}

export function categoryAxis(palette: Palette, name: string, categories: readonly string[], gap: number) {
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
      hideOverlap: true,
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

/** Title and legend inside the drawing: for figures that leave the window. */
export function figureHeading(
  palette: Palette,
  title: string,
  legend: readonly LegendEntry[],
): EChartsOption {
  return {
    title: {
      text: title,
      left: 16,
      top: 12,
      textStyle: { color: palette.text, fontFamily: palette.font, fontSize: 15, fontWeight: 600 },
    },
    legend: {
      show: legend.length > 0,
      type: 'scroll',
      left: 14,
      top: 42,
      icon: legend.some(({ shape }) => shape !== 'line' && shape !== undefined)
        ? 'roundRect'
        : 'path://M0 0h16v2h-16z',
      itemWidth: 16,
      itemHeight: legend.some(({ shape }) => shape !== 'line' && shape !== undefined) ? 10 : 2,
      data: legend
        .filter(({ hidden }) => hidden !== true)
        .map(({ name, colour }) => ({ name, itemStyle: { color: palette.colour(colour) } })),
      textStyle: { color: palette.text, fontFamily: palette.font, fontSize: 12 },
    },
  };
}
