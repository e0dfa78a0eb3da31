/** A chart as a file: SVG or PNG with title, legend and labels, on white, whatever the window's theme is. */

import type { EChartsOption } from 'echarts';

import { chartSvg, drawn, sizeOf } from './chart-svg.ts';
import { initChart } from './echarts-parts.ts';
import { figurePalette } from './palette.ts';
import type { Palette } from './palette.ts';

/** What ChartFrame needs to export a chart. */
export interface Figure {
  svg(): string;
  /** At twice the size in pixels. */
  png(): Promise<Blob>;
}

/** `build` makes the option of the exported figure. */
export function chartFigure(build: (palette: Palette) => EChartsOption): Figure {
  return {
    svg: () => chartSvg(build(figurePalette)),
    png: async () => {
      const option = build(figurePalette);
      const host = document.createElement('div');
      const chart = initChart(host, null, { renderer: 'canvas', devicePixelRatio: 2, ...sizeOf(option) });
      const canvas = drawn(chart, option, () =>
        chart.renderToCanvas({ pixelRatio: 2, backgroundColor: '#ffffff' }),
      );
      return canvasBlob(canvas);
    },
  };
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
