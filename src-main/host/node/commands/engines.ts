/** `ffwb engines`: which engines and devices work here, which do not and why, and which is picked. */

import type { Command } from 'commander';

import type { EngineReport } from '../../../core/engine/pick-engine.ts';
import { surveyEnginesApart } from '../engine-survey.ts';
import { formatNumber } from '../terminal/quantities.ts';
import { indented } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { addJsonOption, mostThreads, wholeNumber } from './command.ts';

export function defineEngines(command: Command, terminal: Terminal): void {
  command.option(
    '--threads <n>',
    'CPU threads to measure with (default: all cores)',
    wholeNumber(1, mostThreads),
  );
  addJsonOption(command).action(async ({ threads = null }: { threads?: number | null }) => {
    const reports = await surveyEnginesApart(threads);
    terminal.answer(reports, () => reports.map(describeEngine).join('\n'));
  });
}

function describeEngine(report: EngineReport): string {
  const { id, label, device, reason, notes, gigaflopsPerSecond, picked } = report;
  if (device === null) return [`${id}: ${label} (not there)`, indented(reason ?? '')].join('\n');
  const speed =
    gigaflopsPerSecond === null
      ? []
      : [`${formatNumber(gigaflopsPerSecond)} GFLOP/s in a layer's training step`];
  const facts = [device.name, device.backend, device.precision, ...speed];
  return [
    `${id}: ${label}${picked ? ' (picked)' : ''}`,
    indented(facts.join('; ')),
    ...notes.map(indented),
  ].join('\n');
}
