/**
 * What ECharts draws for curves. Nothing is hidden: a band spans the extremes of what each point stands for, the last
 * values are a line, NaN and infinite values are a cross at the bottom. A smoothed curve is strong, with its values faint
 * behind it.
 */

import type { EChartsOption } from 'echarts';

import { baseOption, figureGrid, figureHeading, plotMargins, uniqueNames, valueAxis } from './axis-option.ts';
import { extentOf } from './curve-points.ts';
import { curveSeries } from './curve-shapes.ts';
import type { BackdropBand, BackdropOf, Curve } from './chart-data.ts';
import type { LegendEntry } from './legend.ts';
import type { Palette } from './palette.ts';

export interface CurveOptionInput {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** Those that are shown. */
  readonly curves: readonly Curve[];
  readonly xLog: boolean;
  readonly yLog: boolean;
  /** Of the x axis; null: all there is. */
  readonly window: readonly [number, number] | null;
  /** For a file: with title and legend inside. */
  readonly figure: boolean;
  readonly palette: Palette;
  /** What stands behind the curves, on a plot of so many pixels across. */
  readonly backdrop?: { readonly of: BackdropOf; readonly pixels: number } | undefined;
}

/** The bands behind curves, and an entry of the legend for each kind of them. */
export function backdropOf({
  curves,
  xLog,
  window,
  backdrop,
}: Pick<CurveOptionInput, 'curves' | 'xLog' | 'window' | 'backdrop'>): {
  readonly bands: readonly BackdropBand[];
  readonly legend: readonly LegendEntry[];
} {
  const range = window ?? extentOf(curves, xLog);
  const bands = range === null || backdrop === undefined ? [] : backdrop.of(range, backdrop.pixels);
  const kinds = new Map(bands.map(({ name, colour }) => [name, colour]));
  const legend = Array.from(kinds, ([name, colour]) => ({ name, colour, shape: 'box' as const }));
  return { bands, legend };
}

export function curveOption(input: CurveOptionInput): EChartsOption {
  const { title, xLabel, yLabel, xLog, yLog, window, figure, palette } = input;
  const names = uniqueNames(input.curves.map(({ name }) => name));
  const curves = input.curves.map((curve, order) => ({ ...curve, name: names[order] ?? curve.name }));
  const { bands, legend: behind } = backdropOf(input);
  const legend = [...curves.map(({ name, colour, dashed }) => ({ name, colour, dashed })), ...behind];
  const [from, to] = window ?? extentOf(curves, xLog) ?? [undefined, undefined];
  const log = { x: xLog, y: yLog };
  const gaps = figure ? { x: 32, y: 52 } : { x: 26, y: 44 };
  return {
    ...baseOption(palette, `${title}: ${curves.length} curves, ${yLabel} by ${xLabel}.${toldBehind(behind)}`),
    ...(figure ? figureHeading(palette, title, legend) : {}),
    grid: figure ? figureGrid(title, legend) : plotMargins,
    xAxis: valueAxis({
      palette,
      name: xLabel,
      log: xLog,
      min: from,
      max: to,
      gap: gaps.x,
      lines: false,
      whole: curves.every(({ series: { x } }) => Array.from(x).every(Number.isInteger)),
    }),
    yAxis: valueAxis({ palette, name: yLabel, log: yLog, gap: gaps.y, lines: true }),
    // A legend needs a series for each of its entries.
    series: figure
      ? [
          ...curves.map((curve, at) => curveSeries(curve.name, [curve], log, palette, at === 0 ? bands : [])),
          ...behind.map(({ name }) => curveSeries(name, [], log, palette)),
        ]
      : [curveSeries(title, curves, log, palette, bands)],
  };
}

function toldBehind(legend: readonly LegendEntry[]): string {
  return legend.length === 0 ? '' : ` Behind them: ${legend.map(({ name }) => name).join(', ')}.`;
}
