/** A chart as SVG, drawn without a page: in the window and by whatever else writes files. */

import type { EChartsOption } from 'echarts';

import { figureWidth } from './axis-option.ts';
import { initChart } from './echarts-parts.ts';
import type { ChartInstance } from './echarts-parts.ts';

/** Of the plot with its axes, below title and legend. */
const plotHeight = 376;

/** Longer headings make a higher figure, so that the plot keeps its size. */
export function sizeOf({ grid, parallel }: EChartsOption): {
  readonly width: number;
  readonly height: number;
} {
  const tops = [grid, parallel].flat().map((part) => (typeof part?.top === 'number' ? part.top : 0));
  return { width: figureWidth, height: plotHeight + Math.max(...tops) };
}

export function chartSvg(option: EChartsOption): string {
  const chart = initChart(null, null, { renderer: 'svg', ssr: true, ...sizeOf(option) });
  return drawn(chart, option, () => readableXml(chart.renderToSVGString()));
}

export function drawn<T>(chart: ChartInstance, option: EChartsOption, read: () => T): T {
  try {
    chart.setOption({ ...option, backgroundColor: '#ffffff' });
    return read();
  } finally {
    chart.dispose();
  }
}

/** Without the characters that no XML document may hold: a file with one of them opens nowhere. */
export function readableXml(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are the characters that are meant
  return text.toWellFormed().replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd');
}
