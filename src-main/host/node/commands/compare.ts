/** `ffwb compare`: how two or more runs differ. */

import type { Command } from 'commander';

import { WorkbenchError } from '../../../../src-shared/base/errors.ts';
import { chooseDataFolder } from '../../data-folder-choice.ts';
import { compareRuns } from '../run-comparison.ts';
import type { ComparedValue, RunComparison } from '../run-comparison.ts';
import { readRuns } from '../run-reader.ts';
import { splitNames } from '../../../../src-shared/views/answer-names.ts';
import {
  absent,
  formatBytes,
  formatDuration,
  formatFraction,
  formatNumber,
  formatSetting,
} from '../terminal/quantities.ts';
import { formatTable } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { addDataFolderOption, addJsonOption } from './command.ts';
import type { SharedOptions } from './command.ts';

export function defineCompare(command: Command, terminal: Terminal): void {
  command.argument('<runs...>', 'two or more identifiers, or pieces of them');
  addJsonOption(addDataFolderOption(command)).action(async (names: string[], options: SharedOptions) => {
    if (names.length < 2) {
      throw new WorkbenchError('input/invalid', {
        problem: 'One run cannot be compared with itself',
        remedy: 'Name two runs or more.',
      });
    }
    const folder = chooseDataFolder(options.dataDir);
    const runs = await readRuns(folder, (reader) => names.map((name) => reader.getRun(name)));
    const comparison = compareRuns(runs);
    terminal.answer(comparison, () => describeComparison(comparison));
  });
}

function describeComparison({ runs, configuration, surroundings, results }: RunComparison): string {
  const table = (
    title: string,
    values: readonly ComparedValue[],
    format: (name: string, value: unknown) => string,
  ): string => {
    const columns = [{ title }, ...runs.map((runId) => ({ title: runId, right: true }))];
    return formatTable(
      columns,
      values.map((each) => [each.name, ...each.values.map((value) => format(each.name, value))]),
    );
  };
  const configured =
    configuration.length === 0
      ? 'The runs are configured alike.'
      : table('configuration', configuration, (_, value) => formatSetting(value));
  const around =
    surroundings.length === 0
      ? []
      : [table('surroundings', surroundings, (_, value) => formatSetting(value))];
  return [configured, ...around, table('results', results, formatResult)].join('\n\n');
}

function formatResult(name: string, value: unknown): string {
  if (value === null) return absent;
  if (typeof value !== 'number') return formatSetting(value);
  if (splitNames.some((split) => name.startsWith(`${split}.`))) return formatFraction(value);
  if (name === 'trainSeconds') return formatDuration(value);
  return name === 'peakMemoryBytes' ? formatBytes(value) : formatNumber(value);
}
