/**
 * Puts an ECharts chart into an element: made when the element has a size, drawn again when what `build` reads changes
 * or the theme does, resized with the element, disposed of with it. Nothing is animated, so nothing flickers.
 */

import type { EChartsOption } from 'echarts';
import { untrack } from 'svelte';
import type { Attachment } from 'svelte/attachments';

import { initChart } from './echarts-parts.ts';
import type { ChartInstance } from './echarts-parts.ts';
import type { Palette } from './palette.ts';
import { paletteOf } from './theme-palette.ts';

export interface ChartHandlers {
  /** Once, before the first drawing: to listen to events. */
  readonly onReady?: (chart: ChartInstance) => void;
  /** After every drawing and resizing: positions on the screen may have changed. */
  readonly onDraw?: (chart: ChartInstance) => void;
}

/** `build` gets the width in pixels as a function, so that only a chart that asks is built again when it changes. */
export function echart(
  build: (palette: Palette, width: () => number) => EChartsOption,
  handlers: ChartHandlers = {},
): Attachment {
  return (element) => {
    const host = element as HTMLElement;
    let chart = $state.raw<ChartInstance | null>(null);
    let themeChanges = $state(0);
    let hostWidth = $state(0);

    const resized = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = host;
      if (width === 0 || height === 0) return;
      hostWidth = width;
      if (chart === null) {
        chart = initChart(host, null, { renderer: 'canvas' });
        handlers.onReady?.(chart);
      } else {
        chart.resize({ width, height });
        handlers.onDraw?.(chart);
      }
    });
    resized.observe(host);

    const themed = new MutationObserver(() => (themeChanges += 1));
    const watched = { attributes: true, attributeFilter: ['data-theme'] };
    themed.observe(document.documentElement, watched);
    const part = host.closest('[data-theme]');
    if (part !== null && part !== document.documentElement) themed.observe(part, watched);

    let frame = 0;
    $effect(() => {
      if (chart === null || themeChanges < 0) return;
      const option = build(paletteOf(host), () => hostWidth);
      const drawn = chart;
      // With the next frame: what is asked of the program goes out first, and several changes are drawn once.
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        drawn.setOption(option, { notMerge: true, lazyUpdate: false });
        untrack(() => handlers.onDraw?.(drawn));
      });
    });

    return () => {
      cancelAnimationFrame(frame);
      resized.disconnect();
      themed.disconnect();
      chart?.dispose();
    };
  };
}
