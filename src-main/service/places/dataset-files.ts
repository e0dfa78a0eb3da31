/** Which files of the dataset folder have to be at a place before these experiments can be trained there. */

import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import type { ExperimentSpec } from '../../../src-shared/spec/experiment-spec.ts';
import type { DatasetFile } from '../../cluster/send.ts';
import { orAbsentFolder } from './absent-folder.ts';

/** Made by the program, or part of its bundle. */
const travelling = new Set(['synthetic', 'associative-recall', 'mnist']);

/** Error: input/invalid where an experiment names files elsewhere on this machine. */
export async function datasetFilesFor(
  specs: readonly ExperimentSpec[],
  datasetFolder: string,
): Promise<DatasetFile[]> {
  const wanting = specs.filter(({ dataset }) => !travelling.has(dataset.kind));
  for (const { dataset, name } of wanting) refuseFilesElsewhere(dataset, name);
  return wanting.length === 0 ? [] : filesIn(datasetFolder);
}

function refuseFilesElsewhere(dataset: object, name: string): void {
  const elsewhere = Object.values(dataset).find(
    (value) => typeof value === 'string' && (isAbsolute(value) || value.startsWith('~')),
  ) as string | undefined;
  if (elsewhere === undefined) return;
  throw new WorkbenchError('input/invalid', {
    problem: `${name} trains on ${elsewhere}, which only this machine has`,
    remedy: 'Add it as a dataset with "ffwb datasets add", and train on that.',
  });
}

async function filesIn(folder: string): Promise<DatasetFile[]> {
  const entries = await orAbsentFolder(() => readdir(folder, { recursive: true, withFileTypes: true }));
  const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.partial'));
  return Promise.all(
    files.map(async (entry) => {
      const file = join(entry.parentPath, entry.name);
      const path = relative(folder, file).split(sep).join('/');
      return { path, bytes: (await stat(file)).size, read: () => createReadStream(file) };
    }),
  );
}
