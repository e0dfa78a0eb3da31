/** Panels that say what runs came to, as blocks of a page: what "Add to the logbook" adds. */

import { answerNames, headlineAnswer } from '../../src-shared/views/answer-names.ts';
import type { RunSummary } from '../../src-shared/views/run-view.ts';
import { panelBlock } from './panel-text.ts';

/** A panel takes so many runs. */
const mostCurves = 50;
const mostRows = 200;

/** The test error by the run's first answer; null before any evaluation. */
export function headlineMetric({ errors }: Pick<RunSummary, 'errors'>): string | null {
  const answer = headlineAnswer(answerNames([errors]));
  if (errors === null || answer === null) return null;
  const split = errors.test?.[answer] === undefined ? 'validation' : 'test';
  return `error/${split}/${answer}`;
}

/** A curve of the metric, where there is one, and a table. */
export function resultBlocks(runs: readonly string[], metric: string | null): string {
  const columns = ['run:name', 'run:seed', 'run:error', 'run:validation', 'run:epoch', 'run:train-seconds'];
  const table = panelBlock({ kind: 'table', runs: runs.slice(0, mostRows), columns });
  if (metric === null) return table;
  const usual = { axis: 'step', smoothing: 0, scale: 'linear' } as const;
  return `${panelBlock({ kind: 'curve', runs: runs.slice(0, mostCurves), metric, ...usual })}\n\n${table}`;
}
