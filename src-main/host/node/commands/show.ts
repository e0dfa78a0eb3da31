/** `ffwb show`: everything about one run but its series. */

import type { Command } from 'commander';

import type { ExperimentSpec } from '../../../../src-shared/spec/experiment-spec.ts';
import { partSlots } from '../../../../src-shared/spec/slots.ts';
import type { RunDetail } from '../../../../src-shared/views/run-view.ts';
import { chooseDataFolder } from '../../data-folder-choice.ts';
import { readRuns } from '../run-reader.ts';
import { noErrors, tell } from '../../../service/export/run-report.ts';
import {
  absent,
  formatBytes,
  formatDuration,
  formatNumber,
  formatSetting,
  formatTime,
} from '../terminal/quantities.ts';
import {
  describeEngine,
  describeEpochs,
  describeSpeed,
  errorTable,
  historyTable,
} from '../terminal/run-text.ts';
import { formatPairs, formatTable, indented } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { addDataFolderOption, addJsonOption } from './command.ts';
import type { SharedOptions } from './command.ts';

/** More lines of history than this are thinned for people. */
const mostHistoryLines = 40;

export function defineShow(command: Command, terminal: Terminal): void {
  command.argument('<run>', 'its identifier, or a piece of it that no other run has');
  addJsonOption(addDataFolderOption(command)).action(async (name: string, options: SharedOptions) => {
    const run = await readRuns(chooseDataFolder(options.dataDir), (reader) => reader.getRun(name));
    const error = run.error === null ? null : tell(run.error);
    terminal.answer({ ...run, errors: run.errors ?? noErrors, error }, () => describeRun(run));
  });
}

function describeRun(run: RunDetail): string {
  const sections = [
    describeRecord(run),
    ['Configuration', indented(describeSpec(run.spec))].join('\n'),
    run.errors === null
      ? 'No evaluation yet'
      : ['Newest evaluation', indented(errorTable(run.errors))].join('\n'),
  ];
  if (run.history.length > 0) sections.push(['History', indented(describeHistory(run))].join('\n'));
  if (run.checkpoints.length > 0)
    sections.push(['Checkpoints', indented(describeCheckpoints(run))].join('\n'));
  if (run.warnings.length > 0) sections.push(['Warnings', indented(run.warnings.join('\n'))].join('\n'));
  if (run.notes !== '') sections.push(['Notes', indented(run.notes)].join('\n'));
  return sections.join('\n\n');
}

function describeRecord(run: RunDetail): string {
  const { environment, error } = run;
  const pairs: [string, string][] = [
    ['run', run.runId],
    [
      'name',
      run.preset === null || run.preset === run.name ? run.name : `${run.name} (preset ${run.preset})`,
    ],
    ['status', run.status],
    ['seed', String(run.seed)],
    ['engine', run.engine === null ? absent : `${describeEngine(run)} (${run.engine.backend})`],
    ['epochs', describeEpochs(run)],
    [
      'steps',
      run.totalSteps === null ? absent : `${formatNumber(run.step)} of ${formatNumber(run.totalSteps)}`,
    ],
    ['time', formatDuration(run.trainSeconds)],
    ['speed', describeSpeed(run)],
    ['parameters', run.parameterCount === null ? absent : formatNumber(run.parameterCount)],
    ['started', formatTime(run.startedAt)],
    ['finished', formatTime(run.finishedAt)],
    ['tags', run.tags.join(', ')],
    ['specification', run.specHash],
    [
      'machine',
      `${environment.cpu}, ${environment.cores} cores, ${formatBytes(environment.memoryBytes)}, ${environment.platform}`,
    ],
    ['versions', `workbench ${environment.workbench}, Node ${environment.node}`],
  ];
  if (run.secondsLeft !== null && run.status === 'running')
    pairs.push(['left', formatDuration(run.secondsLeft)]);
  if (error !== null) pairs.push(['error', tell(error).message]);
  return formatPairs(pairs.filter(([, value]) => value !== ''));
}

/** One line per slot: the parts chosen, with their settings. */
function describeSpec(spec: ExperimentSpec): string {
  const { version: _version, name: _name, seed: _seed, ...slots } = spec;
  const rank = (slot: string): number => (partSlots as readonly string[]).indexOf(slot) >>> 0; // others last
  const ordered = Object.entries(slots).sort(([a], [b]) => rank(a) - rank(b));
  const pairs = ordered.map(([slot, value]): [string, string] => {
    if (!Array.isArray(value)) return [slot, describeChoice(value as Record<string, unknown>)];
    const parts = (value as Record<string, unknown>[]).map(describeChoice);
    return [slot, parts.length === 0 ? 'none' : parts.join('; ')];
  });
  return formatPairs(pairs);
}

function describeChoice({ kind, ...settings }: Record<string, unknown>): string {
  const parts = Object.entries(settings).map(([name, value]) => `${name} ${formatSetting(value)}`);
  return [
    ...(kind === undefined ? [] : [formatSetting(kind)]),
    ...(parts.length === 0 ? [] : [parts.join(', ')]),
  ].join(': ');
}

function describeHistory({ history }: RunDetail): string {
  if (history.length <= mostHistoryLines) return historyTable(history);
  const stride = (history.length - 1) / (mostHistoryLines - 1);
  const chosen = new Set(Array.from({ length: mostHistoryLines }, (_, line) => Math.round(line * stride)));
  const table = historyTable(history.filter((_, index) => chosen.has(index)));
  return `${table}\n(${mostHistoryLines} of ${history.length}; --json has all)`;
}

function describeCheckpoints({ checkpoints }: RunDetail): string {
  const columns = [
    { title: 'step', right: true },
    { title: 'epoch', right: true },
    { title: 'size', right: true },
    { title: 'file' },
  ];
  const rows = checkpoints.map(({ step, epoch, bytes, file }) => [
    formatNumber(step),
    formatNumber(epoch),
    formatBytes(bytes),
    file,
  ]);
  return formatTable(columns, rows);
}
