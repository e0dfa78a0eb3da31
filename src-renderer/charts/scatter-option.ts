/** What ECharts draws for points in groups: a projection of activities, or one measure against another. */

import type { EChartsOption } from 'echarts';

import { number } from '../ui/format.ts';
import { baseOption, figureGrid, figureHeading, plotMargins, uniqueNames, valueAxis } from './axis-option.ts';
import type { ChartTable, ScatterGroup, ScatterPoint } from './chart-data.ts';
import type { Palette } from './palette.ts';
import { tooltipBox, tooltipElement } from './tooltip.ts';

export interface ScatterOptionInput {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly points: readonly ScatterPoint[];
  readonly groups: readonly ScatterGroup[];
  /** Names of groups that are not drawn. */
  readonly hidden: ReadonlySet<string>;
  readonly xLog: boolean;
  readonly yLog: boolean;
  readonly figure: boolean;
  readonly palette: Palette;
}

/** Shapes differ as well as colours: there are more groups than colours anybody tells apart. */
const symbols = ['circle', 'triangle', 'rect', 'diamond'] as const;

export function scatterOption(input: ScatterOptionInput): EChartsOption {
  const { title, xLabel, yLabel, groups, hidden, xLog, yLog, figure, palette, points } = input;
  const names = uniqueNames(groups.map(({ name }) => name));
  const legend = groups.flatMap(({ name, colour }, order) =>
    hidden.has(name) ? [] : [{ name: names[order] ?? name, colour, shape: 'dot' as const }],
  );
  return {
    ...baseOption(palette, `${title}: ${points.length} points, ${yLabel} by ${xLabel}.`),
    ...(figure ? figureHeading(palette, title, legend) : {}),
    grid: figure ? figureGrid(title, legend) : plotMargins,
    tooltip: {
      ...tooltipBox,
      trigger: 'item',
      formatter: (at) => sayPoint(Array.isArray(at) ? at[0]?.data : at.data, input),
    },
    xAxis: valueAxis({ palette, name: xLabel, log: xLog, gap: figure ? 32 : 26, lines: true }),
    yAxis: valueAxis({ palette, name: yLabel, log: yLog, gap: figure ? 52 : 44, lines: true }),
    series: groups.flatMap((group, order) => {
      if (hidden.has(group.name)) return [];
      return [
        {
          type: 'scatter' as const,
          name: names[order] ?? group.name,
          symbol: symbols[Math.floor(order / 8) % symbols.length] ?? 'circle',
          symbolSize: points.length > 600 ? 5 : 8,
          itemStyle: { color: palette.colour(group.colour), opacity: points.length > 600 ? 0.7 : 0.85 },
          emphasis: { scale: 1.5 },
          data: points.flatMap((point, place) =>
            point.group === order && isDrawn(point, input) ? [[point.x, point.y, place]] : [],
          ),
        },
      ];
    }),
  };
}

/** What is not finite has no place, and a logarithmic axis has none for zero and below. */
function isDrawn({ x, y }: ScatterPoint, { xLog, yLog }: Pick<ScatterOptionInput, 'xLog' | 'yLog'>): boolean {
  const has = (value: number, log: boolean): boolean => Number.isFinite(value) && (!log || value > 0);
  return has(x, xLog) && has(y, yLog);
}

/** Says how many points have no place on the axes; empty where all have. */
export function scatterNote(
  input: Pick<ScatterOptionInput, 'points' | 'groups' | 'hidden' | 'xLog' | 'yLog'>,
): string {
  const left = input.points.filter(
    (point) => !input.hidden.has(input.groups[point.group]?.name ?? '') && !isDrawn(point, input),
  ).length;
  if (left === 0) return '';
  const why = input.xLog || input.yLog ? 'at or below 0 or not finite' : 'not finite';
  return `${number(left)} of ${number(input.points.length)} points not shown: ${why}`;
}

/** The point behind what ECharts says is at the cursor. */
export function pointOf(data: unknown, points: readonly ScatterPoint[]): ScatterPoint | null {
  const place: unknown = Array.isArray(data) ? data[2] : undefined;
  return typeof place === 'number' ? (points[place] ?? null) : null;
}

function sayPoint(
  data: unknown,
  { points, groups, xLabel, yLabel, palette }: ScatterOptionInput,
): HTMLElement {
  const point = pointOf(data, points);
  if (point === null) return tooltipElement('', []);
  const group = groups[point.group];
  return tooltipElement(group?.name ?? '', [
    { name: xLabel, value: number(point.x), colour: palette.colour(group?.colour ?? '') },
    { name: yLabel, value: number(point.y) },
  ]);
}

export function scatterTable(
  input: Pick<ScatterOptionInput, 'points' | 'groups' | 'xLabel' | 'yLabel'>,
): ChartTable {
  return {
    columns: ['id', 'group', input.xLabel, input.yLabel],
    rows: input.points.map(({ id, group, x, y }) => [id, input.groups[group]?.name ?? '', x, y]),
  };
}
