/** `ffwb datasets`: which datasets are there, getting one that is not, and adding one's own. */

import { join } from 'node:path';

import { Option } from 'commander';
import type { Command } from 'commander';

import { assertDefined } from '../../../../src-shared/base/assert.ts';
import { addDatasetFrom, describeAdded } from '../../../core/dataset/added-datasets.ts';
import type { ChoosableDataset } from '../../../core/dataset/added-datasets.ts';
import { cifar10 } from '../../../core/dataset/cifar10.ts';
import { describeDatasets } from '../../../core/dataset/describe-datasets.ts';
import type { DatasetSources } from '../../../core/dataset/dataset.ts';
import type { DatasetDescription } from '../../../core/dataset/description.ts';
import { downloadCifar10 } from '../../../core/dataset/download-cifar10.ts';
import type { DownloadOptions } from '../../../core/dataset/download.ts';
import { downloadFashionMnist, fashionMnist } from '../../../core/dataset/fashion-mnist.ts';
import { chooseDataFolder } from '../../data-folder-choice.ts';
import { givenPath } from '../../given-paths.ts';
import { createDownloadDisplay } from '../terminal/download-progress.ts';
import { formatNumber } from '../terminal/quantities.ts';
import { indented } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { addDataFolderOption, addJsonOption } from './command.ts';
import type { SharedOptions } from './command.ts';

interface DatasetsOptions extends SharedOptions {
  readonly download?: string;
}

/** What can be had from its authors. */
const downloads: Readonly<
  Record<
    string,
    {
      readonly label: string;
      readonly get: (from: DatasetSources, options: DownloadOptions) => Promise<string>;
    }
  >
> = {
  [fashionMnist.kind]: { label: fashionMnist.label, get: downloadFashionMnist },
  [cifar10.kind]: { label: cifar10.label, get: downloadCifar10 },
};

export function defineDatasets(command: Command, terminal: Terminal): void {
  command.addOption(
    new Option('--download <dataset>', 'gets its files from its authors').choices(Object.keys(downloads)),
  );
  addJsonOption(addDataFolderOption(command)).action(async (options: DatasetsOptions) => {
    const folder = datasetFolder(options);
    if (options.download !== undefined) await download(options.download, folder, terminal);
    const datasets = await describeDatasets({ folder });
    terminal.answer(datasets, () => datasets.map(describeDataset).join('\n'));
  });
  command
    .command('add <name> <file...>')
    .description("adds a dataset of one's own: files, an archive, or a folder")
    .action(async (name: string, files: readonly string[]) => {
      const folder = datasetFolder(command.opts<DatasetsOptions>());
      const paths = files.map((file) => givenPath(file));
      const added = await addDatasetFrom(name, paths, { folder });
      const choice = (await describeAdded({ folder })).find(({ label }) => label === name)?.choice;
      const described = { ...added, choice: choice ?? { kind: added.kind } };
      terminal.answer(described, () => describeNew(described));
    });
}

function datasetFolder({ dataDir }: DatasetsOptions): string {
  return join(chooseDataFolder(dataDir), 'datasets');
}

function describeNew(dataset: ChoosableDataset): string {
  const choice = JSON.stringify(dataset.choice);
  return `${describeDataset(dataset)}\n\nTo train on it: ffwb train <experiment> --set 'dataset=${choice}'`;
}

async function download(kind: string, folder: string, terminal: Terminal): Promise<void> {
  const { label, get } = assertDefined(downloads[kind], kind);
  const display = createDownloadDisplay(label, terminal);
  const ending = new AbortController();
  const end = (): void => ending.abort(new Error('it was stopped'));
  process.once('SIGINT', end);
  try {
    const place = await get({ folder }, { onProgress: display.show, signal: ending.signal });
    display.close();
    terminal.note(`${label} is in ${place}.`);
  } finally {
    display.close();
    process.off('SIGINT', end);
  }
}

function describeDataset(dataset: DatasetDescription): string {
  const { kind, label, available, problem, next, where, examples, image, classNames, readFrom } = dataset;
  const facts: string[] = [];
  if (examples !== null) {
    facts.push(`${formatNumber(examples.training)} + ${formatNumber(examples.test)} examples`);
  }
  if (image !== null) facts.push(`${image.height} x ${image.width} x ${image.channels}`);
  if (classNames !== null) facts.push(`${classNames.length} classes`);
  if (readFrom !== undefined) facts.push(`from ${readFrom}`);
  if (where !== null && available) facts.push(where);
  const lines = [`${kind}: ${label}${available ? '' : ' (not there)'}`];
  if (facts.length > 0) lines.push(indented(facts.join(', ')));
  if (problem !== null) lines.push(indented(`${problem} ${next ?? ''}`.trimEnd()));
  return lines.join('\n');
}
