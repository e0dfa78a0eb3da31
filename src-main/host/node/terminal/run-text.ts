/** Runs as text for people. */

import type { ErrorReport, SplitErrors } from '../../../../src-shared/events/training-event.ts';
import type { EvaluationPoint, RunSummary } from '../../../../src-shared/views/run-view.ts';
import { splitNames } from '../../../service/export/run-report.ts';
import { absent, formatBytes, formatDuration, formatFraction, formatNumber } from './quantities.ts';
import { formatTable } from './table.ts';
import type { Column } from './table.ts';

/** The split that says most about a net, and its errors: "test error: goodness 3.32 %, softmax 2.65 %". */
export function describeErrors(errors: ErrorReport): string {
  const name = (['test', 'validation', 'train'] as const).find((split) => errors[split] !== null);
  const split = name === undefined ? null : errors[name];
  if (name === undefined || split === null) return 'nothing to evaluate';
  const parts = [
    ...(split.goodness === null ? [] : [`goodness ${formatFraction(split.goodness)}`]),
    ...(split.softmax === null ? [] : [`softmax ${formatFraction(split.softmax)}`]),
  ];
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

/** Read-outs down, splits across. */
export function errorTable(errors: ErrorReport): string {
  const columns: Column[] = [{ title: 'error' }, ...splitNames.map((title) => ({ title, right: true }))];
  const row = (title: string, pick: (split: SplitErrors) => number | null | undefined): string[] => [
    title,
    ...splitNames.map((name) => formatFraction(errors[name] === null ? null : pick(errors[name]))),
  ];
  const layers = Math.max(0, ...splitNames.map((name) => errors[name]?.layers.length ?? 0));
  const rows = [
    row('goodness', (split) => split.goodness),
    row('softmax', (split) => split.softmax),
    ...Array.from({ length: layers }, (_, layer) =>
      row(`layer ${layer + 1} alone`, (split) => split.layers[layer]),
    ),
  ];
  return formatTable(columns, rows);
}

/** One line for each evaluation. Splits and read-outs that do not exist have no column. */
export function historyTable(history: readonly EvaluationPoint[]): string {
  const readouts = ['goodness', 'softmax'] as const;
  const shown = splitNames.flatMap((split) =>
    readouts
      .filter((readout) => history.some(({ errors }) => (errors[split]?.[readout] ?? null) !== null))
      .map((readout) => ({ split, readout })),
  );
  const columns: Column[] = [
    { title: 'epoch', right: true },
    { title: 'step', right: true },
    { title: 'time', right: true },
    ...shown.map(({ split, readout }) => ({ title: `${split} ${readout}`, right: true })),
  ];
  const rows = history.map(({ epoch, step, trainSeconds, errors }) => [
    formatNumber(epoch),
    formatNumber(step),
    formatDuration(trainSeconds),
    ...shown.map(({ split, readout }) => formatFraction(errors[split]?.[readout])),
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
