/** `ffwb logbook`: the pages of the logbook listed, and one of them written as files. */

import { basename, dirname, extname, join } from 'node:path';

import { Option } from 'commander';
import type { Command } from 'commander';

import { WorkbenchError } from '../../../../src-shared/base/errors.ts';
import type { LogbookPage, LogbookPageInfo } from '../../../../src-shared/views/logbook-view.ts';
import { pageHtml } from '../../../../src-renderer/logbook/page-html.ts';
import type { PageToExport } from '../../../../src-renderer/logbook/page-html.ts';
import { pageMarkdown, zipOf } from '../../../../src-renderer/logbook/page-markdown.ts';
import { readPage } from '../../../../src-renderer/logbook/read-page.ts';
import type { PanelSource } from '../../../../src-renderer/logbook/read-panel.ts';
import { describePresets } from '../../../service/preset-views.ts';
import type { RunReader } from '../../../store/run-store.ts';
import { chooseDataFolder } from '../../data-folder-choice.ts';
import { readRuns } from '../run-reader.ts';
import { formatTable } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { claimPlace, writeFileWhole } from '../write-file.ts';
import type { ClaimedPlace } from '../write-file.ts';
import { addDataFolderOption, addJsonOption, notEmpty } from './command.ts';
import type { SharedOptions } from './command.ts';

interface ExportOptions extends SharedOptions {
  readonly format?: 'html' | 'markdown';
  readonly out: string;
  readonly force?: boolean;
}

export function defineLogbook(command: Command, terminal: Terminal): void {
  addJsonOption(addDataFolderOption(command.command('list')))
    .description('lists the pages, newest first')
    .action(async (options: SharedOptions) => {
      const pages = await readRuns(chooseDataFolder(options.dataDir), (reader) => reader.listPages());
      terminal.answer(pages, () => (pages.length === 0 ? 'The logbook has no page.' : tableOf(pages)));
    });
  const exporting = command
    .command('export')
    .description('writes a page with its panels: one HTML file, or Markdown with its pictures beside it')
    .argument('<page>', 'its identifier or its title')
    .addOption(
      new Option(
        '--format <format>',
        "html: one file that needs nothing else; markdown: with SVG files beside it, or all in one .zip (default: the file's ending)",
      ).choices(['html', 'markdown']),
    )
    .requiredOption('--out <file>', 'the file to write', notEmpty)
    .option('--force', 'replaces files that are there; without it a terminal is asked');
  addJsonOption(addDataFolderOption(exporting)).action((name: string, options: ExportOptions) =>
    exportPage(name, options, terminal),
  );
}

function tableOf(pages: readonly LogbookPageInfo[]): string {
  const columns = [{ title: 'page' }, { title: 'title' }, { title: 'changed' }];
  return formatTable(
    columns,
    pages.map(({ id, title, changedAt }) => [id, title, new Date(changedAt).toISOString()]),
  );
}

async function exportPage(name: string, options: ExportOptions, terminal: Terminal): Promise<void> {
  const dataFolder = chooseDataFolder(options.dataDir);
  const claim = (out: string): Promise<ClaimedPlace> =>
    claimPlace(out, { dataFolder, force: options.force === true, terminal });
  const format = options.format ?? formatOf(options.out);
  const place = await claim(options.out);
  const page = await readRuns(dataFolder, async (reader): Promise<PageToExport & { readonly id: string }> => {
    const { id, title, body } = findPage(reader, name);
    const panels = await readPage(body, panelSourceOf(reader));
    return { id, title, body, panels, readAt: new Date().toISOString() };
  });
  const files: string[] = [];
  const write = async (to: ClaimedPlace, content: string | Uint8Array): Promise<void> => {
    await writeFileWhole(to, [content]);
    files.push(to.named);
  };
  if (format === 'html') await write(place, pageHtml(page));
  else {
    const ending = extname(place.named);
    const stem = basename(place.named, ending);
    const [text, ...pictures] = pageMarkdown(page, stem);
    if (ending.toLowerCase() === '.zip')
      await write(place, zipOf(text === undefined ? [] : [text, ...pictures]));
    else {
      // All places are claimed before anything is written.
      const places: ClaimedPlace[] = [];
      for (const picture of pictures) places.push(await claim(join(dirname(place.named), picture.name)));
      await write(place, text?.text ?? '');
      for (const [at, to] of places.entries()) await write(to, pictures[at]?.text ?? '');
    }
  }
  terminal.answer({ page: page.id, format, files }, () => `Wrote ${files.join(', ')}.`);
}

function formatOf(file: string): 'html' | 'markdown' {
  switch (extname(file).toLowerCase()) {
    case '.html':
    case '.htm':
      return 'html';
    case '.md':
    case '.markdown':
    case '.zip':
      return 'markdown';
    default:
      throw new WorkbenchError('input/invalid', {
        problem: `"${file}" does not say which format to write`,
        remedy: 'Give --format html or --format markdown, or such an ending.',
      });
  }
}

function findPage(reader: RunReader, name: string): LogbookPage {
  const pages = reader.listPages();
  const fitting = pages.some(({ id }) => id === name)
    ? [name]
    : pages.filter(({ title }) => title === name).map(({ id }) => id);
  const [id] = fitting;
  const page = id === undefined || fitting.length > 1 ? null : reader.getPage(id);
  if (page !== null) return page;
  const problem =
    fitting.length > 1 ? `${fitting.length} pages are called "${name}"` : `The logbook has no page "${name}"`;
  throw new WorkbenchError('input/invalid', {
    problem,
    remedy: 'See which there are with: ffwb logbook list',
  });
}

function panelSourceOf(reader: RunReader): PanelSource {
  return {
    table: async (columns) => reader.runTable(columns, null),
    series: async (question) => reader.seriesWindow(question),
    evaluations: async (runs) => reader.getEvaluations(runs),
    films: async (run, names) => reader.getFilms(run, names, null),
    published: async () =>
      new Map(
        describePresets().flatMap(({ name, published }) =>
          published === null ? [] : [[name, { test: published.test, source: published.source }] as const],
        ),
      ),
  };
}
