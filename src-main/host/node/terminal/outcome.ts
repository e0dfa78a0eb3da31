/** What a training session came to, as text for people. */

import { WorkbenchError } from '../../../../src-shared/base/errors.ts';
import { wouldFailAgain } from '../../../../src-shared/views/run-view.ts';
import type { RunDetail } from '../../../../src-shared/views/run-view.ts';
import { briefAnswers, splitNames } from '../../../../src-shared/views/answer-names.ts';
import type { SplitName } from '../../../../src-shared/views/answer-names.ts';
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
  const isOver = status === 'completed' || wouldFailAgain(run);
  lines.push('', isOver ? `Look at it with: ffwb show ${runId}` : `Go on with: ffwb resume ${runId}`);
  return lines.join('\n');
}

/** Mean and spread over seeds: "3.32 % +- 0.10". */
export function describeSeeds({ seeds, mean, standardDeviation }: SeedsReport): string {
  const cell = (split: SplitName, name: string): string => {
    const value = mean[split]?.[name] ?? null;
    const spread = standardDeviation[split]?.[name] ?? null;
    if (value === null) return absent;
    return `${(100 * value).toFixed(2)} %${spread === null ? '' : ` +- ${(100 * spread).toFixed(2)}`}`;
  };
  const names = new Set(splitNames.flatMap((split) => Object.keys(mean[split] ?? {})));
  const table = formatTable(
    [{ title: 'error' }, ...splitNames.map((title) => ({ title, right: true }))],
    briefAnswers([...names]).map((name) => [name, ...splitNames.map((split) => cell(split, name))]),
  );
  return `Mean and standard deviation of ${seeds.length} seeds\n${indented(table)}`;
}
