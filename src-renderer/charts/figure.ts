/** A chart as a file: SVG or PNG with title, legend and labels, on white, whatever the window's theme is. */

import type { EChartsOption } from 'echarts';

import { figureWidth } from './axis-option.ts';
import { initChart } from './echarts-parts.ts';
import type { ChartInstance } from './echarts-parts.ts';
import { figurePalette } from './palette.ts';
import type { Palette } from './palette.ts';

/** What ChartFrame needs to export a chart. */
export interface Figure {
  svg(): string;
  /** At twice the size in pixels. */
  png(): Promise<Blob>;
}

/** Of the plot with its axes, below title and legend. */
const plotHeight = 376;

/** Longer headings make a higher figure, so that the plot keeps its size. */
function sizeOf({ grid, parallel }: EChartsOption): { readonly width: number; readonly height: number } {
  const tops = [grid, parallel].flat().map((part) => (typeof part?.top === 'number' ? part.top : 0));
  return { width: figureWidth, height: plotHeight + Math.max(...tops) };
}

/** `build` makes the option of the exported figure. */
export function chartFigure(build: (palette: Palette) => EChartsOption): Figure {
  return {
    svg: () => chartSvg(build(figurePalette())),
    png: async () => {
      const option = build(figurePalette());
      const host = document.createElement('div');
      const chart = initChart(host, null, { renderer: 'canvas', devicePixelRatio: 2, ...sizeOf(option) });
      const canvas = drawn(chart, option, () =>
        chart.renderToCanvas({ pixelRatio: 2, backgroundColor: '#ffffff' }),
      );
      return canvasBlob(canvas);
    },
  };
}

export function chartSvg(option: EChartsOption): string {
  const chart = initChart(null, null, { renderer: 'svg', ssr: true, ...sizeOf(option) });
  return drawn(chart, option, () => readableXml(chart.renderToSVGString()));
}

function drawn<T>(chart: ChartInstance, option: EChartsOption, read: () => T): T {
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

export function canvasBlob(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) =>
        blob === null ? reject(new Error('The picture is too large to be written.')) : resolve(blob),
      'image/png',
    );
  });
}
