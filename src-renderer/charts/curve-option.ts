/**
 * What ECharts draws for curves. Nothing is hidden: a band spans the extremes of what each point stands for, the last
 * values are a line, a NaN is a cross at the bottom. A smoothed curve is strong, with the values faint behind it.
 */

import type { CustomSeriesOption, EChartsOption, LineSeriesOption, ScatterSeriesOption } from 'echarts';

import { baseOption, figureHeading, figureMargins, plotMargins, valueAxis } from './axis-option.ts';
import { bandOutlines, extentOf, nanPositions, pairs, spread } from './curve-points.ts';
import type { Outline } from './curve-points.ts';
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

const crossShape = 'path://M0 1 L1 0 L4 3 L7 0 L8 1 L5 4 L8 7 L7 8 L4 5 L1 8 L0 7 L3 4 Z';

export function curveOption(input: CurveOptionInput): EChartsOption {
  const { title, xLabel, yLabel, curves, xLog, yLog, window, figure, palette } = input;
  const [from, to] = window ?? extentOf(curves, xLog) ?? [undefined, undefined];
  const gaps = figure ? { x: 32, y: 52 } : { x: 26, y: 44 };
  return {
    ...baseOption(palette, `${title}: ${curves.length} curves, ${yLabel} by ${xLabel}.`),
    ...(figure
      ? figureHeading(
          palette,
          title,
          curves.map(({ name, colour, dashed }) => ({ name, colour, dashed })),
        )
      : {}),
    grid: figure ? figureMargins : plotMargins,
    xAxis: valueAxis({ palette, name: xLabel, log: xLog, min: from, max: to, gap: gaps.x, lines: false }),
    yAxis: [
      valueAxis({ palette, name: yLabel, log: yLog, gap: gaps.y, lines: true }),
      // Holds the crosses of NaN at the bottom, whatever the values' scale.
      { type: 'value', show: false, min: 0, max: 1 },
    ],
    series: curves.flatMap((curve, order) => seriesOf(curve, order, input)),
  };
}

type Series = LineSeriesOption | CustomSeriesOption | ScatterSeriesOption;

function seriesOf(curve: Curve, order: number, { xLog, yLog, palette }: CurveOptionInput): Series[] {
  const { name, dashed, series, deviation } = curve;
  const colour = palette.colour(curve.colour);
  const log = { x: xLog, y: yLog };
  const smoothed = series.smoothed ?? null;
  const middle = smoothed ?? series.last;
  const drawn: Series[] = [];
  if (series.minimum !== undefined && series.maximum !== undefined && series.exact !== true) {
    const opacity = deviation !== undefined ? 0.1 : smoothed === null ? 0.22 : 0.14;
    const outlines = bandOutlines(series.x, series.minimum, series.maximum, log);
    drawn.push(band(`${name} band`, outlines, colour, opacity, order));
  }
  if (deviation !== undefined) {
    const outlines = bandOutlines(series.x, spread(middle, deviation, -1), spread(middle, deviation, 1), log);
    drawn.push(band(`${name} ± deviation`, outlines, colour, 0.18, order));
  }
  const type: 'dashed' | 'solid' = dashed === true ? 'dashed' : 'solid';
  if (smoothed !== null) {
    drawn.push(
      line(
        `${name} values`,
        pairs(series.x, series.last, log),
        { color: colour, width: 1, opacity: 0.35 },
        order,
      ),
    );
  }
  drawn.push(
    line(name, pairs(series.x, middle, log), { color: colour, width: 1.8, type, opacity: 1 }, order + 100),
  );
  const missing = nanPositions(series, xLog);
  if (missing.length > 0) drawn.push(crosses(`${name} NaN`, missing, colour));
  return drawn;
}

interface LineLook {
  readonly color: string;
  readonly width: number;
  readonly opacity: number;
  readonly type?: 'dashed' | 'solid';
}

function line(
  name: string,
  data: (readonly [number, number])[],
  look: LineLook,
  z: number,
): LineSeriesOption {
  return {
    type: 'line',
    name,
    data: data as [number, number][],
    z: z + 2,
    silent: true,
    // A point without neighbours would be no line at all.
    showSymbol: data.length === 1,
    symbol: 'circle',
    symbolSize: 5,
    connectNulls: false,
    lineStyle: { ...look, join: 'round' },
    itemStyle: { color: look.color },
    emphasis: { disabled: true },
  };
}

function band(
  name: string,
  outlines: readonly Outline[],
  colour: string,
  opacity: number,
  z: number,
): CustomSeriesOption {
  const corners = outlines.flat();
  const ys = corners.map(([, y]) => y);
  const xs = corners.map(([x]) => x);
  if (corners.length === 0) return { type: 'custom', name, data: [], renderItem: () => null };
  const extremes = [
    [min(xs), min(ys)],
    [max(xs), max(ys)],
  ];
  return {
    type: 'custom',
    name,
    // Two corners, for the axes' extents; the first draws all.
    data: extremes,
    z: z + 1,
    silent: true,
    clip: true,
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- renderItem's styles do not reach the legend
    itemStyle: { color: colour },
    renderItem: (params, api) => {
      if (params.dataIndex !== 0) return null;
      return {
        type: 'group',
        children: outlines.map((outline) => ({
          type: 'polygon' as const,
          shape: { points: outline.map(([x, y]) => api.coord([x, y])) },
          // The line makes a band of no height, a single spike, visible too.
          style: { fill: colour, stroke: colour, lineWidth: 1, opacity },
        })),
      };
    },
  };
}

function crosses(name: string, at: readonly number[], colour: string): ScatterSeriesOption {
  return {
    type: 'scatter',
    name,
    yAxisIndex: 1,
    data: at.map((x) => [x, 0]),
    symbol: crossShape,
    symbolSize: 8,
    symbolOffset: [0, -6],
    silent: true,
    z: 300,
    itemStyle: { color: colour },
  };
}

const min = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b), Infinity);
const max = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), -Infinity);
