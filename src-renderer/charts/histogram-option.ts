/** What ECharts draws for histograms over one axis: filled steps that may overlap, and one dashed line, the threshold. */

import type { CustomSeriesOption, EChartsOption } from 'echarts';

import { baseOption, figureGrid, figureHeading, plotMargins, valueAxis } from './axis-option.ts';
import type { ChartTable, HistogramBars } from './chart-data.ts';
import type { Palette } from './palette.ts';

export interface HistogramOptionInput {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly bars: readonly HistogramBars[];
  readonly line: { readonly at: number; readonly label: string } | undefined;
  readonly figure: boolean;
  readonly palette: Palette;
}

export function histogramOption(input: HistogramOptionInput): EChartsOption {
  const { title, xLabel, yLabel, bars, line, figure, palette } = input;
  const ends = [
    ...bars.flatMap(({ low, high }) => [low, high]),
    ...(line === undefined ? [] : [line.at]),
  ].filter(Number.isFinite);
  const [low, high] = ends.length === 0 ? [0, 1] : [Math.min(...ends), Math.max(...ends)];
  const room = (high - low) * 0.02 || 0.5;
  const legend = bars.map(({ name, colour }) => ({ name, colour, shape: 'box' as const }));
  return {
    ...baseOption(palette, `${title}: ${bars.map(({ name }) => name).join(', ')} by ${xLabel}.`),
    ...(figure ? figureHeading(palette, title, legend) : {}),
    grid: figure ? figureGrid(title, legend) : { ...plotMargins, top: line === undefined ? 10 : 24 },
    xAxis: valueAxis({
      palette,
      name: xLabel,
      min: low - room,
      max: high + room,
      gap: figure ? 32 : 26,
      lines: false,
    }),
    yAxis: valueAxis({ palette, name: yLabel, gap: figure ? 52 : 44, lines: true, min: 0, fromZero: true }),
    series: [
      ...bars.map((each, order) => steps(each, palette.colour(each.colour), order)),
      ...(line === undefined ? [] : [lineSeries(line, sideOf(line.at, low - room, high + room), palette)]),
    ],
  };
}

/** One outline for all bars of a group, drawn with its first bar. */
function steps(
  { name, low, high, counts }: HistogramBars,
  colour: string,
  order: number,
): CustomSeriesOption {
  const width = (high - low) / Math.max(1, counts.length);
  return {
    type: 'custom',
    name,
    z: 2 + order,
    silent: true,
    clip: true,
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- renderItem's styles do not reach the legend
    itemStyle: { color: colour },
    data: Array.from(counts, (count, bin) => [low + (bin + 0.5) * width, count]),
    renderItem: (params, api) => {
      if (params.dataIndex !== 0) return null;
      const corners: number[][] = [api.coord([low, 0])];
      for (let bin = 0; bin < counts.length; bin += 1) {
        const count = counts[bin] ?? 0;
        corners.push(api.coord([low + bin * width, count]), api.coord([low + (bin + 1) * width, count]));
      }
      corners.push(api.coord([high, 0]));
      return {
        type: 'group',
        children: [
          { type: 'polygon', shape: { points: corners }, style: { fill: colour, opacity: 0.32 } },
          {
            type: 'polyline',
            shape: { points: corners },
            style: { stroke: colour, lineWidth: 1.5, fill: 'none' },
          },
        ],
      };
    },
  };
}

/** Where the line stands near an end of the axis its words go to the other side, else they would be cut off. */
function sideOf(at: number, low: number, high: number): 'left' | 'center' | 'right' {
  const share = (at - low) / (high - low);
  return share < 0.15 ? 'left' : share > 0.85 ? 'right' : 'center';
}

function lineSeries(
  line: { readonly at: number; readonly label: string },
  align: 'left' | 'center' | 'right',
  palette: Palette,
): CustomSeriesOption {
  return {
    type: 'custom',
    data: [],
    renderItem: () => null,
    markLine: {
      silent: true,
      symbol: 'none',
      lineStyle: { color: palette.threshold, type: 'dashed', width: 1.5 },
      label: {
        formatter: () => line.label,
        position: 'end',
        distance: 4,
        align,
        color: palette.muted,
        fontFamily: palette.font,
        fontSize: 11,
      },
      data: [{ xAxis: line.at }],
    },
  };
}

export function histogramTable(xLabel: string, yLabel: string, bars: readonly HistogramBars[]): ChartTable {
  return {
    columns: ['group', `${xLabel} from`, `${xLabel} to`, yLabel],
    rows: bars.flatMap(({ name, low, high, counts }) => {
      const width = (high - low) / Math.max(1, counts.length);
      return Array.from(counts, (count, bin) => [name, low + bin * width, low + (bin + 1) * width, count]);
    }),
  };
}
