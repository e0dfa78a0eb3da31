/** Which curves Compare opens with, out of hundreds: the errors and what tells each layer's positives from negatives. */

import type { MetricInfo } from '../../../src-shared/views/series-view.ts';

/** Most telling first. */
const telling = [
  /^error\/test\/[^/]+$/,
  /^error\/validation\/[^/]+$/,
  /^samples\/.*\/diversity$/,
  /(^|\/)verdict\//,
  /\/pairwise-error$/,
  /\/auc$/,
  /^loss\//,
  /\/goodness\/positive\/mean$/,
  /\/goodness\/negative\/mean$/,
  /\/dead-units$/,
];

/** At most `most` metrics, of those that most of the runs have; any at all where none is telling. */
export function firstMetrics(metrics: readonly MetricInfo[], most: number): string[] {
  const rank = (metric: string): number => {
    const found = telling.findIndex((pattern) => pattern.test(metric));
    return found === -1 ? telling.length : found;
  };
  return metrics
    .map((info, order) => ({ ...info, order, rank: rank(info.metric) }))
    .filter(({ metric }) => !/^(run|speed)\//.test(metric) && !metric.startsWith('batch/'))
    .sort((a, b) => a.rank - b.rank || b.runs - a.runs || a.order - b.order)
    .slice(0, most)
    .map(({ metric }) => metric);
}
