/** `ffwb sql`: questions in SQL about the recorded runs, for scripts and for what no other command asks. */

import type { Command } from 'commander';

import { WorkbenchError } from '../../../../src-shared/base/errors.ts';
import { csvLine } from '../../../../src-shared/base/csv.ts';
import { pointsView, sqlViews } from '../../../store/views/sql-views.ts';
import type { SqlAnswer } from '../../../store/views/ask-sql.ts';
import { chooseDataFolder } from '../../data-folder-choice.ts';
import { askSqlApart } from '../ask-sql-apart.ts';
import { formatTable } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { addDataFolderOption, addJsonOption, positiveNumber, wholeNumber } from './command.ts';
import type { SharedOptions } from './command.ts';

const usualRows = 1000;
const usualSeconds = 10;
/** A day: longer is a slip, and a timer counts no further than 24 of them. */
const mostSeconds = 86_400;

interface SqlOptions extends SharedOptions {
  readonly rows: number;
  readonly seconds: number;
  readonly csv?: boolean;
}

export function defineSql(command: Command, terminal: Terminal): void {
  command
    .argument('[question]', 'SELECT ... over the views; without one, the views are listed')
    .option('--rows <n>', 'at most so many rows', wholeNumber(1), usualRows)
    .option('--seconds <s>', 'how long it may take', positiveNumber, usualSeconds)
    .option('--csv', 'prints the rows as CSV');
  addJsonOption(addDataFolderOption(command)).action(
    async (question: string | undefined, options: SqlOptions) => {
      if (question === undefined) {
        const views = [...sqlViews, pointsView].map(({ name, about, columns }) => ({ name, about, columns }));
        return terminal.answer(views, listOfViews);
      }
      refuseBoth(options, terminal);
      const folder = chooseDataFolder(options.dataDir);
      const { rows: mostRows, seconds } = options;
      const answer = await askSqlApart({
        folder,
        sql: question,
        mostRows,
        seconds: Math.min(mostSeconds, seconds),
      });
      if (!answer.complete)
        terminal.note(`There are more rows than these ${mostRows}; --rows says how many are wanted.`);
      terminal.answer(answer, () => (options.csv === true ? csvOf(answer) : tableOf(answer)));
    },
  );
}

/** Error: input/invalid. */
function refuseBoth({ csv }: SqlOptions, { json }: Terminal): void {
  if (csv !== true || !json) return;
  const problem = 'The answer is either JSON or CSV';
  throw new WorkbenchError('input/invalid', { problem, remedy: 'Give --json or --csv, not both.' });
}

function listOfViews(): string {
  const rows = [...sqlViews, pointsView].map(({ name, about, columns }) => [
    name,
    about.replace(/ It takes .*$/, ''),
    columns.map((column) => column.name).join(', '),
  ]);
  return formatTable([{ title: 'view' }, { title: 'what' }, { title: 'columns' }], rows);
}

function tableOf({ columns, rows }: SqlAnswer): string {
  const isNumeric = (at: number) =>
    rows.some((row) => typeof row[at] === 'number') && rows.every((row) => typeof row[at] !== 'string');
  const titles = columns.map((title, at) => ({ title, right: isNumeric(at) }));
  return formatTable(
    titles,
    rows.map((row) => row.map((value) => (value === null ? 'NULL' : String(value)))),
  );
}

/** With the line ends of a terminal; NULL is an empty field. */
function csvOf({ columns, rows }: SqlAnswer): string {
  return [columns, ...rows].map((row) => csvLine(row).slice(0, -2)).join('\n');
}
