/** The file formats a dataset can be added from. A new one is a file here and a line below; the first that takes files reads them. */

import { Registry } from '../../../../src-shared/base/registry.ts';
import { cifarBinary } from './cifar-binary.ts';
import { refused } from './format.ts';
import type { DatasetFormat, ReadDataset, ReadText, SourceFile } from './format.ts';
import { idxFormat } from './idx-format.ts';
import { imagesByClass } from './images-by-class.ts';
import { npz } from './npz.ts';
import { text } from './text.ts';

export const datasetFormats = new Registry<DatasetFormat>('dataset format', [
  npz,
  imagesByClass,
  idxFormat,
  cifarBinary,
  text,
]);

/** Of the files that were given, in a message. */
const mostNamed = 3;

/** Errors: dataset/refused where no format takes the files; those of the format that does. */
export async function readDataset(files: readonly SourceFile[]): Promise<ReadDataset | ReadText> {
  for (const format of datasetFormats.all()) if (await format.takes(files)) return format.read(files);
  const shown = files.slice(0, mostNamed).map((file) => file.shown);
  const named = `${shown.join(', ')}${files.length > mostNamed ? ', ...' : ''}`;
  const problem =
    files.length === 0 ? 'There are no files in what was given' : `${named} can be read as no dataset`;
  const labels = datasetFormats.all().map(({ label }) => label);
  throw refused(problem, `Known are ${labels.join('; ')}; also in a folder, a zip or a tar.gz.`);
}
