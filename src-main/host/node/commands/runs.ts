/** `ffwb runs`: the recorded runs, newest first. */

import { Option } from 'commander';
import type { Command } from 'commander';

import { answerNames, errorOf, isOfOneLayer } from '../../../../src-shared/views/answer-names.ts';
import { runStatuses } from '../../../../src-shared/views/run-view.ts';
import type { RunStatus, RunSummary } from '../../../../src-shared/views/run-view.ts';
import { databaseFile } from '../../../store/data-folder.ts';
import { missingDatabase } from '../../../store/lost-database.ts';
import { isThere } from '../../../store/presence.ts';
import { chooseDataFolder } from '../../data-folder-choice.ts';
import { readRuns } from '../run-reader.ts';
import { reportSummary } from '../../../service/export/run-report.ts';
import { formatDuration, formatFraction, formatTime } from '../terminal/quantities.ts';
import { describeEpochs } from '../terminal/run-text.ts';
import { formatTable } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { addDataFolderOption, addJsonOption, wholeNumber } from './command.ts';
import type { SharedOptions } from './command.ts';

interface RunsOptions extends SharedOptions {
  readonly all?: boolean;
  readonly status?: RunStatus;
  readonly limit?: number;
}

export function defineRuns(command: Command, terminal: Terminal): void {
  command
    .option('--all', 'archived runs too')
    .addOption(new Option('--status <status>', 'only runs of this status').choices(runStatuses))
    .option('--limit <n>', 'at most so many', wholeNumber(1));
  addJsonOption(addDataFolderOption(command)).action(async (options: RunsOptions) => {
    const folder = chooseDataFolder(options.dataDir);
    const runs = await listRuns(folder, options, terminal);
    terminal.answer(runs.map(reportSummary), () => (runs.length === 0 ? 'No runs.' : runTable(runs)));
  });
}

/** A folder where nothing was trained yet has no runs, which is no error. */
async function listRuns(folder: string, options: RunsOptions, terminal: Terminal): Promise<RunSummary[]> {
  if (!isThere(databaseFile(folder))) {
    const missing = missingDatabase(folder);
    if (missing.code !== 'store/missing') throw missing;
    terminal.note(`There is no workbench data in ${folder} yet. Train something first.`);
    return [];
  }
  const { all, status, limit } = options;
  // Filtered here, not in the query: what a reader shows as interrupted is recorded as running.
  const runs = await readRuns(folder, (reader) => reader.listRuns({ includeArchived: all === true }));
  return runs.filter((run) => status === undefined || run.status === status).slice(0, limit);
}

/** A test error has a column where any run has that answer; what only one layer says is left out. */
function runTable(runs: readonly RunSummary[]): string {
  const answers = answerNames(runs.map(({ errors }) => errors)).filter((name) => !isOfOneLayer(name));
  const columns = [
    { title: 'run' },
    { title: 'name' },
    { title: 'seed', right: true },
    { title: 'status' },
    { title: 'engine' },
    { title: 'epochs', right: true },
    { title: 'time', right: true },
    ...answers.map((name) => ({ title: `test ${name}`, right: true })),
    { title: 'started' },
  ];
  const rows = runs.map((run) => [
    run.runId,
    run.name,
    String(run.seed),
    run.status,
    run.engine?.id ?? '-',
    describeEpochs(run),
    formatDuration(run.trainSeconds),
    ...answers.map((name) => formatFraction(errorOf(run.errors, 'test', name))),
    formatTime(run.startedAt),
  ]);
  return formatTable(columns, rows);
}
