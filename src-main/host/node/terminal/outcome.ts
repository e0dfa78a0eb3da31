/** What a training session came to, as text for people. */

import { WorkbenchError } from '../../../../src-shared/base/errors.ts';
import type { RunDetail } from '../../../../src-shared/views/run-view.ts';
import { splitNames } from '../../../service/export/run-report.ts';
import type { SeedsReport } from '../seeds-report.ts';
import { absent, formatDuration } from './quantities.ts';
import { describeEngine, describeEpochs, describeSpeed, errorTable } from './run-text.ts';
import { formatTable, indented } from './table.ts';

/** One run: how it ended, its errors, and what can be done next. */
export function describeOutcome(run: RunDetail): string {
  const { runId, status, name, seed, trainSeconds, errors, error } = run;
  const lines = [
    `Run ${runId} is ${status}: ${name}, seed ${seed}, ${describeEngine(run)}`,
    indented(
      `epoch ${describeEpochs(run)} in ${formatDuration(trainSeconds)}; ${describeSpeed(run)}`.replace(
        /; $/,
        '',
      ),
    ),
  ];
  if (errors !== null) lines.push('', indented(errorTable(errors)));
  if (error !== null && status !== 'completed') {
    const { message, next } = WorkbenchError.fromRecord(error);
    lines.push('', message, next);
  }
  lines.push(
    '',
    status === 'completed' ? `Look at it with: ffwb show ${runId}` : `Go on with: ffwb resume ${runId}`,
  );
  return lines.join('\n');
}

/** Mean and spread over seeds: "3.32 % +- 0.10". */
export function describeSeeds({ seeds, mean, standardDeviation }: SeedsReport): string {
  const cell = (split: (typeof splitNames)[number], readout: 'goodness' | 'softmax'): string => {
    const value = mean[split]?.[readout] ?? null;
    const spread = standardDeviation[split]?.[readout] ?? null;
    if (value === null) return absent;
    return `${(100 * value).toFixed(2)} %${spread === null ? '' : ` +- ${(100 * spread).toFixed(2)}`}`;
  };
  const table = formatTable(
    [{ title: 'error' }, ...splitNames.map((title) => ({ title, right: true }))],
    (['goodness', 'softmax'] as const).map((readout) => [
      readout,
      ...splitNames.map((split) => cell(split, readout)),
    ]),
  );
  return `Mean and standard deviation of ${seeds.length} seeds\n${indented(table)}`;
}
