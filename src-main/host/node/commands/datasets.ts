/** `ffwb datasets`: which datasets are there, and getting one that is not. */

import { join } from 'node:path';

import { Option } from 'commander';
import type { Command } from 'commander';

import { describeDatasets } from '../../../core/dataset/describe-datasets.ts';
import type { DatasetDescription } from '../../../core/dataset/description.ts';
import { downloadFashionMnist, fashionMnist } from '../../../core/dataset/fashion-mnist.ts';
import { chooseDataFolder } from '../../data-folder-choice.ts';
import { createDownloadDisplay } from '../terminal/download-progress.ts';
import { formatNumber } from '../terminal/quantities.ts';
import { indented } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { addDataFolderOption, addJsonOption } from './command.ts';
import type { SharedOptions } from './command.ts';

interface DatasetsOptions extends SharedOptions {
  readonly download?: string;
}

export function defineDatasets(command: Command, terminal: Terminal): void {
  command.addOption(
    new Option('--download <dataset>', 'gets its files from its authors').choices([fashionMnist.kind]),
  );
  addJsonOption(addDataFolderOption(command)).action(async (options: DatasetsOptions) => {
    const folder = join(chooseDataFolder(options.dataDir), 'datasets');
    if (options.download !== undefined) await download(folder, terminal);
    const datasets = await describeDatasets({ folder });
    terminal.answer(datasets, () => datasets.map(describeDataset).join('\n'));
  });
}

async function download(folder: string, terminal: Terminal): Promise<void> {
  const display = createDownloadDisplay(fashionMnist.label, terminal);
  const ending = new AbortController();
  const end = (): void => ending.abort(new Error('it was stopped'));
  process.once('SIGINT', end);
  try {
    const place = await downloadFashionMnist({ folder }, { onProgress: display.show, signal: ending.signal });
    display.close();
    terminal.note(`${fashionMnist.label} is in ${place}.`);
  } finally {
    display.close();
    process.off('SIGINT', end);
  }
}

function describeDataset(dataset: DatasetDescription): string {
  const { kind, label, available, problem, next, where, examples, image, classNames } = dataset;
  const facts: string[] = [];
  if (examples !== null) {
    facts.push(`${formatNumber(examples.training)} + ${formatNumber(examples.test)} examples`);
  }
  if (image !== null) facts.push(`${image.height} x ${image.width} x ${image.channels}`);
  if (classNames !== null) facts.push(`${classNames.length} classes`);
  if (where !== null && available) facts.push(where);
  const lines = [`${kind}: ${label}${available ? '' : ' (not there)'}`];
  if (facts.length > 0) lines.push(indented(facts.join(', ')));
  if (problem !== null) lines.push(indented(`${problem} ${next ?? ''}`.trimEnd()));
  return lines.join('\n');
}
