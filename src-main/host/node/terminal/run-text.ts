/** Runs as text for people. */

import type { ErrorReport } from '../../../../src-shared/events/training-event.ts';
import {
  answerLabel,
  answerNames,
  errorOf,
  briefAnswers,
  splitNames,
} from '../../../../src-shared/views/answer-names.ts';
import type { EvaluationPoint, RunSummary } from '../../../../src-shared/views/run-view.ts';

import { absent, formatBytes, formatDuration, formatFraction, formatNumber } from './quantities.ts';
import { formatTable } from './table.ts';
import type { Column } from './table.ts';

/**
 * The split that says most about a net, and its errors: "test error: goodness 3.32 %, softmax 2.65 %". What only one layer
 * says is left out where there is anything else.
 */
export function describeErrors(errors: ErrorReport): string {
  const name = (['test', 'validation', 'train'] as const).find((split) => errors[split] !== null);
  const split = name === undefined ? null : errors[name];
  if (name === undefined || split === null) return 'nothing to evaluate';
  const parts = briefAnswers(Object.keys(split)).map(
    (answer) => `${answer} ${formatFraction(errorOf(errors, name, answer))}`,
  );
  return `${name} error: ${parts.length > 0 ? parts.join(', ') : absent}`;
}

/** "onnx: CPU, 2 threads", or a dash before the run began. */
export function describeEngine(run: Pick<RunSummary, 'engine'>): string {
  return run.engine === null ? absent : `${run.engine.id}: ${run.engine.device}`;
}

/** "3 of 6". */
export function describeEpochs({ epoch, epochs }: Pick<RunSummary, 'epoch' | 'epochs'>): string {
  const done = formatNumber(Math.floor(epoch));
  return epochs === null ? done : `${done} of ${formatNumber(epochs)}`;
}

/** Answers down, splits across. */
export function errorTable(errors: ErrorReport): string {
  const columns: Column[] = [{ title: 'error' }, ...splitNames.map((title) => ({ title, right: true }))];
  const rows = answerNames([errors]).map((name) => [
    answerLabel(name),
    ...splitNames.map((split) => formatFraction(errorOf(errors, split, name))),
  ]);
  return formatTable(columns, rows);
}

/** One line for each evaluation, with the answers there is room for, and without splits that do not exist. */
export function historyTable(history: readonly EvaluationPoint[]): string {
  const reports = history.map(({ errors }) => errors);
  const names = briefAnswers(answerNames(reports));
  const shown = splitNames.flatMap((split) =>
    names
      .filter((name) => reports.some((errors) => errorOf(errors, split, name) !== null))
      .map((name) => ({ split, name })),
  );
  const columns: Column[] = [
    { title: 'epoch', right: true },
    { title: 'step', right: true },
    { title: 'time', right: true },
    ...shown.map(({ split, name }) => ({ title: `${split} ${name}`, right: true })),
  ];
  const rows = history.map(({ epoch, step, trainSeconds, errors }) => [
    formatNumber(epoch),
    formatNumber(step),
    formatDuration(trainSeconds),
    ...shown.map(({ split, name }) => formatFraction(errorOf(errors, split, name))),
  ]);
  return formatTable(columns, rows);
}

/** Speed and memory in one line; empty before they are known. */
export function describeSpeed(run: Pick<RunSummary, 'throughput' | 'peakMemoryBytes'>): string {
  const { throughput, peakMemoryBytes } = run;
  const parts: string[] = [];
  if (throughput !== null) {
    parts.push(
      `${formatNumber(throughput.stepsPerSecond)} steps/s`,
      `${formatNumber(throughput.samplesPerSecond)} examples/s`,
      `${formatNumber(throughput.usefulGigaflopsPerSecond)} useful GFLOP/s`,
    );
  }
  if (peakMemoryBytes !== null) parts.push(`${formatBytes(peakMemoryBytes)} at most`);
  return parts.join(', ');
}
