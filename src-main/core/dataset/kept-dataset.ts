/**
 * The folder an added dataset is kept in: IDX files under their published names, and beside them "dataset.json", which
 * says what IDX files cannot: the names of the classes, what was set apart for validation, and what it was read from. A
 * text is kept as one file.
 */

import { open, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { z } from 'zod';

import { WorkbenchError, reasonOf } from '../../../src-shared/base/errors.ts';
import { piecesOf } from './bytes.ts';
import type { Bytes } from './bytes.ts';
import type { Dataset, Split } from './dataset.ts';
import type { ReadDataset, ReadText } from './formats/format.ts';
import { findPublishedFiles, publishedNames } from './idx-dataset.ts';
import type { IdxFileSet } from './idx-dataset.ts';
import { orAbsent } from './or-absent.ts';
import { textFile } from './text/text.ts';

const aboutFile = 'dataset.json';
const version = 1;

const aboutSchema = z.object({
  version: z.literal(version, 'it is of another version of the workbench'),
  /** Null: by their numbers. */
  classNames: z.array(z.string().trim().min(1).max(100)).min(1).max(256).nullable(),
  /** So many at the end of the training examples; null where nobody said. */
  validation: z.int().min(0).nullable(),
  readFrom: z.string().max(200),
});
export type AboutDataset = z.output<typeof aboutSchema>;

const nothingKnown: AboutDataset = { version, classNames: null, validation: null, readFrom: 'IDX files' };

/** Writes into a folder that is there and empty. */
export async function keepDataset(place: string, read: ReadDataset | ReadText): Promise<void> {
  if ('text' in read) return writeFile(join(place, textFile), read.text);
  const { image, training, test, classNames, validation, readFrom } = read;
  await writeSplit(place, training, image, publishedNames.trainImages, publishedNames.trainLabels);
  if (test.count > 0)
    await writeSplit(place, test, image, publishedNames.testImages, publishedNames.testLabels);
  const about: AboutDataset = {
    version,
    classNames: classNames === null ? null : [...classNames],
    validation,
    readFrom,
  };
  await writeFile(join(place, aboutFile), `${JSON.stringify(about, null, 2)}\n`);
}

/** What is known of a kept dataset. Errors: dataset/mismatch, store/unreadable. */
export async function readAbout(place: string): Promise<AboutDataset> {
  const path = join(place, aboutFile);
  const written = await orAbsent<string | null>(path, null, (file) => readFile(file, 'utf8'));
  if (written === null) return nothingKnown;
  try {
    return aboutSchema.parse(JSON.parse(written));
  } catch (thrown) {
    const reason = thrown instanceof z.ZodError ? (thrown.issues[0]?.message ?? '') : reasonOf(thrown);
    const problem = `${path} does not say what a dataset is (${reason})`;
    throw new WorkbenchError('dataset/mismatch', { problem }, { cause: thrown });
  }
}

/**
 * The published files of a folder, with or without those for testing; null where there are none for training, or it is no
 * folder. Errors: store/unreadable, dataset/unreadable: what may not be looked at is not taken for empty.
 */
export async function keptFiles(
  place: string,
): Promise<IdxFileSet<string> | Pick<IdxFileSet<string>, 'trainImages' | 'trainLabels'> | null> {
  const found = await findPublishedFiles(place);
  if ('files' in found) return found.files;
  const { trainImages, trainLabels } = publishedNames;
  const names = await orAbsent<string[]>(place, [], listFolder);
  if (!names.includes(trainImages) || !names.includes(trainLabels)) return null;
  return { trainImages: join(place, trainImages), trainLabels: join(place, trainLabels) };
}

/** Empty where it is a file. */
async function listFolder(place: string): Promise<string[]> {
  try {
    return await readdir(place);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOTDIR') return [];
    throw thrown;
  }
}

async function writeSplit(
  place: string,
  { count, pixels, labels }: Split,
  { height, width, channels }: Dataset['image'],
  imagesName: string,
  labelsName: string,
): Promise<void> {
  const sizes = channels === 1 ? [count, height, width] : [count, height, width, channels];
  await writeIdx(join(place, imagesName), sizes, pixels);
  await writeIdx(join(place, labelsName), [count], labels);
}

/** Unsigned bytes; the format is described in idx.ts. */
async function writeIdx(path: string, sizes: readonly number[], data: Bytes): Promise<void> {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header.set([0, 0, 0x08, sizes.length]);
  sizes.forEach((size, axis) => header.writeUInt32BE(size, 4 + 4 * axis));
  const handle = await open(path, 'wx');
  try {
    await handle.writeFile(header);
    for (const piece of piecesOf(data)) await handle.writeFile(piece);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
