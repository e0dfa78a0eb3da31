/** `ffwb views`: the named views of the window, in the table of runs and in Compare. */

import { Argument, Option } from 'commander';
import type { Command } from 'commander';

import { WorkbenchError } from '../../../../src-shared/base/errors.ts';
import { viewName, viewPlaces } from '../../../../src-shared/views/named-view.ts';
import type { NamedView, ViewPlace } from '../../../../src-shared/views/named-view.ts';
import { namedViewOf, viewKind } from '../../../service/named-views.ts';
import { requireDatabase } from '../../../store/lost-database.ts';
import { openReader, openRunStore } from '../../../store/open.ts';
import type { RunQueries } from '../../../store/run-store.ts';
import { chooseDataFolder } from '../../data-folder-choice.ts';
import { formatTime } from '../terminal/quantities.ts';
import { formatTable } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { addDataFolderOption, addJsonOption } from './command.ts';
import type { SharedOptions } from './command.ts';

const actions = ['list', 'show', 'remove'] as const;

interface ViewsOptions extends SharedOptions {
  readonly place?: ViewPlace;
}

export function defineViews(command: Command, terminal: Terminal): void {
  command
    .addArgument(new Argument('[action]', 'what to do').choices(actions).default('list'))
    .argument('[name]', 'the view to show or remove')
    .addOption(new Option('--place <place>', 'only views of this place').choices(viewPlaces));
  addJsonOption(addDataFolderOption(command)).action(
    async (action: (typeof actions)[number], name: string | undefined, options: ViewsOptions) => {
      if (action === 'list') await list(options, terminal);
      else if (name === undefined || name.trim() === '') throw unnamed(action);
      else if (action === 'show') await show(name, options, terminal);
      else await remove(name, options, terminal);
    },
  );
}

function unnamed(action: string): WorkbenchError {
  const remedy = '"ffwb views list" lists those there are.';
  return new WorkbenchError('input/invalid', { problem: `Say which view to ${action}`, remedy });
}

async function list(options: ViewsOptions, terminal: Terminal): Promise<void> {
  const views = await readViews(options);
  terminal.answer(views, () => (views.length === 0 ? 'No named views.' : tableOf(views)));
}

async function show(name: string, options: ViewsOptions, terminal: Terminal): Promise<void> {
  const view = theOne(await readViews(options), name);
  terminal.answer(view, () => describe(view));
}

async function remove(name: string, options: ViewsOptions, terminal: Terminal): Promise<void> {
  const folder = chooseDataFolder(options.dataDir);
  requireDatabase(folder);
  const store = await openRunStore(folder, { evenWithoutRoom: true });
  try {
    const view = theOne(viewsIn(store, options.place), name);
    // This process has the folder to itself: the view is still what was just read.
    store.changeNamedDocument(viewKind(view.place), view.id, { change: 'remove', over: view.revision });
    terminal.answer({ removed: view }, () => `Removed the view ${quoted(view.name)} of ${view.place}.`);
  } finally {
    store.close();
  }
}

async function readViews({ dataDir, place }: ViewsOptions): Promise<NamedView[]> {
  const folder = chooseDataFolder(dataDir);
  requireDatabase(folder);
  const reader = await openReader(folder);
  try {
    return viewsIn(reader, place);
  } finally {
    reader.close();
  }
}

function viewsIn(store: RunQueries, place: ViewPlace | undefined): NamedView[] {
  return viewPlaces
    .filter((each) => place === undefined || each === place)
    .flatMap((each) => store.listDocuments(viewKind(each)).map((document) => namedViewOf(each, document)));
}

function theOne(views: readonly NamedView[], typed: string): NamedView {
  const found = views.filter(({ name }) => name === viewName(typed));
  const [first] = found;
  if (first === undefined) {
    const problem = `There is no view called ${quoted(typed)}`;
    throw new WorkbenchError('input/invalid', {
      problem,
      remedy: '"ffwb views list" lists those there are.',
    });
  }
  if (found.length > 1) {
    const places = found.map(({ place }) => place).join(' and ');
    const problem = `There is a view called ${quoted(typed)} in ${places}`;
    throw new WorkbenchError('input/invalid', { problem, remedy: 'Say which with --place.' });
  }
  return first;
}

function tableOf(views: readonly NamedView[]): string {
  const columns = [{ title: 'place' }, { title: 'name' }, { title: 'changed' }, { title: 'holds' }];
  return formatTable(
    columns,
    views.map((view) => [
      view.place,
      quoted(view.name),
      formatTime(new Date(view.changedAt).toISOString()),
      summaryOf(view),
    ]),
  );
}

function summaryOf({ content, problem }: NamedView): string {
  if (content === null) return problem ?? '';
  if (content.place === 'compare') return Object.keys(content.parameters).join(', ');
  const { filter, columns } = content;
  return `${columns.length} columns${filter === '' ? '' : `, ${quoted(filter)}`}`;
}

function describe(view: NamedView): string {
  const content = view.content === null ? (view.problem ?? '') : JSON.stringify(view.content, null, 2);
  return `${quoted(view.name)} of ${view.place}\n${content}`;
}

/** Names hold quotes, spaces and signs that a terminal would follow: JSON's text shows them all. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\p{Cf}\u007f-\u009f]/gu,
    (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
