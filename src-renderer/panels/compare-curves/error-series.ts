/**
 * Errors over training as curves. They are facts of evaluations, a few per run, not values of a series, so they come whole
 * and are neither thinned nor smoothed. As fractions.
 */

import { errorOf, isOfOneLayer } from '../../../src-shared/views/answer-names.ts';
import { errorMetricParts } from '../../../src-shared/views/metric-words.ts';
import type { ErrorReport } from '../../../src-shared/events/training-event.ts';
import type { EvaluationPoint } from '../../../src-shared/views/run-view.ts';
import type {
  MetricInfo,
  RunEvaluations,
  SeriesAxis,
  ThinnedSeries,
} from '../../../src-shared/views/series-view.ts';

type Split = keyof ErrorReport;

const splits: readonly Split[] = ['test', 'validation', 'train'];

/** "error/test/goodness", "error/train/goodness/layer1" */
export function isErrorMetric(metric: string): boolean {
  return errorMetricParts(metric) !== null;
}

/** Those that some run has at two steps or more, for one point is no curve; read-outs before single layers. */
export function errorMetrics(evaluations: readonly RunEvaluations[]): MetricInfo[] {
  const counts = new Map<string, number>();
  for (const { points } of evaluations) {
    if (lastOfStep(points).length < 2) continue;
    const own = new Set(points.flatMap(({ errors }) => splits.flatMap((split) => metricsOf(errors, split))));
    for (const metric of own) counts.set(metric, (counts.get(metric) ?? 0) + 1);
  }
  return [...counts]
    .map(([metric, runs]) => ({ metric, runs }))
    .sort(
      (a, b) =>
        place(a.metric) - place(b.metric) || a.metric.localeCompare(b.metric, 'en', { numeric: true }),
    );
}

/** One series per run that has the error somewhere in the window. */
export function errorSeries(
  evaluations: readonly RunEvaluations[],
  metric: string,
  axis: SeriesAxis,
  window: readonly [number, number] | null,
): ThinnedSeries[] {
  return evaluations.flatMap(({ run, points }): ThinnedSeries[] => {
    const all = lastOfStep(points).flatMap((point) => {
      const error = errorAt(point.errors, metric);
      return error === null ? [] : [{ at: positionOf(point, axis), step: point.step, error }];
    });
    const isInside = ({ at }: { at: number }): boolean =>
      window === null || (at >= window[0] && at <= window[1]);
    const first = all.findIndex(isInside);
    const last = all.findLastIndex(isInside);
    if (first === -1) return [];
    // One more on either side, so that the line goes on to the edge of the window.
    const shown = all.slice(Math.max(0, first - 1), last + 2);
    const values = Float32Array.from(shown, ({ error }) => error);
    return [
      {
        run,
        metric,
        total: all.length,
        inWindow: last - first + 1,
        lastStep: all.at(-1)?.step ?? 0,
        exact: true,
        x: Float64Array.from(shown, ({ at }) => at),
        minimum: values,
        maximum: values,
        last: values,
        nanCount: new Uint32Array(shown.length),
        smoothed: null,
      },
    ];
  });
}

/** The evaluation that ends a run, on every example, takes the place of one of the same step on some. */
function lastOfStep(points: readonly EvaluationPoint[]): EvaluationPoint[] {
  return points.filter((point, at) => points[at + 1]?.step !== point.step);
}

function positionOf(point: EvaluationPoint, axis: SeriesAxis): number {
  switch (axis) {
    case 'step':
      return point.step;
    case 'epoch':
      return point.epoch;
    case 'time':
      return point.trainSeconds;
  }
}

function metricsOf(errors: ErrorReport, split: Split): string[] {
  return Object.keys(errors[split] ?? {}).map((name) => `error/${split}/${name}`);
}

function errorAt(errors: ErrorReport, metric: string): number | null {
  const parts = errorMetricParts(metric);
  return parts === null ? null : errorOf(errors, parts.split, parts.name);
}

function place(metric: string): number {
  const parts = errorMetricParts(metric);
  if (parts === null) return 2 * splits.length;
  return splits.indexOf(parts.split) + (isOfOneLayer(parts.name) ? splits.length : 0);
}
