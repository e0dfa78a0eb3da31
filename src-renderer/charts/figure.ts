/** A chart as a file: SVG or PNG with title, legend and labels, on white, whatever the window's theme is. */

import type { EChartsOption } from 'echarts';

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

const size = { width: 760, height: 460 } as const;

/** `build` makes the option of the exported figure. */
export function chartFigure(build: (palette: Palette) => EChartsOption): Figure {
  return {
    svg: () => {
      const chart = initChart(null, null, { renderer: 'svg', ssr: true, ...size });
      return drawn(chart, build, () => chart.renderToSVGString());
    },
    png: async () => {
      const host = document.createElement('div');
      const chart = initChart(host, null, { renderer: 'canvas', devicePixelRatio: 2, ...size });
      const canvas = drawn(chart, build, () =>
        chart.renderToCanvas({ pixelRatio: 2, backgroundColor: '#ffffff' }),
      );
      return canvasBlob(canvas);
    },
  };
}

function drawn<T>(chart: ChartInstance, build: (palette: Palette) => EChartsOption, read: () => T): T {
  try {
    chart.setOption({ ...build(figurePalette()), backgroundColor: '#ffffff' });
    return read();
  } finally {
    chart.dispose();
  }
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
