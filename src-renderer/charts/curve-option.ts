/**
 * What ECharts draws for curves. Nothing is hidden: a band spans the extremes of what each point stands for, the last
 * values are a line, NaN and infinite values are a cross at the bottom. A smoothed curve is strong, with its values faint
 * behind it.
 */

import type { EChartsOption } from 'echarts';

import { baseOption, figureGrid, figureHeading, plotMargins, uniqueNames, valueAxis } from './axis-option.ts';
import { extentOf } from './curve-points.ts';
import { curveSeries } from './curve-shapes.ts';
import type { Curve } from './chart-data.ts';
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
}

export function curveOption(input: CurveOptionInput): EChartsOption {
  const { title, xLabel, yLabel, xLog, yLog, window, figure, palette } = input;
  const names = uniqueNames(input.curves.map(({ name }) => name));
  const curves = input.curves.map((curve, order) => ({ ...curve, name: names[order] ?? curve.name }));
  const legend = curves.map(({ name, colour, dashed }) => ({ name, colour, dashed }));
  const [from, to] = window ?? extentOf(curves, xLog) ?? [undefined, undefined];
  const log = { x: xLog, y: yLog };
  const gaps = figure ? { x: 32, y: 52 } : { x: 26, y: 44 };
  return {
    ...baseOption(palette, `${title}: ${curves.length} curves, ${yLabel} by ${xLabel}.`),
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
      ? curves.map((curve) => curveSeries(curve.name, [curve], log, palette))
      : [curveSeries(title, curves, log, palette)],
  };
}
