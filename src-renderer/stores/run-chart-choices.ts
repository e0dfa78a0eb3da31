/** How a run's charts are drawn, and which metrics have one because the user wanted it; kept between starts as JSON. */

import type { SeriesAxis } from '../../src-shared/views/series-view.ts';

export interface RunChartChoices {
  readonly axis: SeriesAxis;
  readonly smoothing: number;
  readonly xLog: boolean;
  readonly yLog: boolean;
  readonly metrics: readonly string[];
}

const mostMetrics = 50;

export function parseChartChoices(stored: string | null): RunChartChoices {
  let found: Readonly<Record<string, unknown>> = {};
  try {
    const value: unknown = JSON.parse(stored ?? 'null');
    if (value !== null && typeof value === 'object') found = value as Record<string, unknown>;
  } catch {
    // Written by something else: as good as nothing.
  }
  const { axis, smoothing, metrics } = found;
  const isSmoothing = typeof smoothing === 'number' && smoothing >= 0 && smoothing <= 0.9999;
  return {
    axis: axis === 'epoch' || axis === 'time' ? axis : 'step',
    smoothing: isSmoothing ? smoothing : 0,
    xLog: found['xLog'] === true,
    yLog: found['yLog'] === true,
    metrics: Array.isArray(metrics)
      ? metrics.filter((metric) => typeof metric === 'string').slice(0, mostMetrics)
      : [],
  };
}
