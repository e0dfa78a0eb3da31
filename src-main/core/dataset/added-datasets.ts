/**
 * Datasets a user adds: IDX files that go into a folder of their own below the dataset folder, under their published
 * names. They are hostile until they were parsed whole; only then does the folder appear, all at once.
 */

import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { WorkbenchError, reasonOf } from '../../../src-shared/base/errors.ts';
import { createPart } from '../../../src-shared/spec/part.ts';
import type { PartChoice } from '../../../src-shared/spec/part.ts';
import type { DatasetLoader, DatasetSources, ExamplePool } from './dataset.ts';
import { describePool } from './description.ts';
import type { DatasetDescription } from './description.ts';
import { readIdx } from './idx.ts';
import { findPublishedFiles, publishedNames, readIdxPool } from './idx-dataset.ts';
import type { IdxFileSet } from './idx-dataset.ts';
import { datasetParts } from './index.ts';
import { orAbsent } from './or-absent.ts';
import { inputFacts } from './rows.ts';

/** What one packed file may unpack to, in bytes: ten times the images of MNIST. */
const mostUnpacked = 2 ** 29;
/** Most examples that are kept for validation unless the user says otherwise. */
const mostValidation = 10_000;
const beingAdded = '.adding-';
const remedy = 'Add the files again.';

/** A description with the choice that an experiment names the dataset by. */
export interface ChoosableDataset extends DatasetDescription {
  readonly choice: PartChoice;
}

export interface NamedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

type Role = keyof IdxFileSet<string>;

/**
 * Adds a dataset. `name` is a folder's name of small letters, digits and hyphens; that of a published dataset takes its
 * published files only. Errors: input/invalid, dataset/damaged, dataset/mismatch, dataset/checksum, store/disk-full, store/unreadable.
 */
export async function addDataset(
  name: string,
  files: readonly NamedFile[],
  { folder }: DatasetSources,
): Promise<DatasetDescription> {
  const place = join(folder, name);
  if ((await orAbsent<unknown>(place, null, stat)) !== null) {
    const problem = `There is already a dataset folder named ${name}`;
    throw new WorkbenchError('input/invalid', { problem, remedy: 'Choose another name.' });
  }
  await mkdir(folder, { recursive: true });
  await removeLeftovers(folder);
  const staging = await mkdtemp(join(folder, beingAdded));
  try {
    await mkdir(join(staging, name));
    await writeInRoles(join(staging, name), files);
    const staged = await describeNamed(name, { folder: staging });
    // A published dataset may have been found elsewhere: then these files are not it.
    if (!staged.available || staged.where !== join(staging, name)) throw faultOf(staged, staging, files);
    await rename(join(staging, name), place);
  } catch (thrown) {
    throw wordFault(thrown, place);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return describeNamed(name, { folder });
}

/** The datasets that were added, by name. Error: store/unreadable. */
export async function describeAdded(sources: DatasetSources): Promise<ChoosableDataset[]> {
  const names = await orAbsent<string[]>(sources.folder, [], (folder) => readdir(folder));
  const described: ChoosableDataset[] = [];
  for (const name of names.sort()) {
    if (name.startsWith('.') || datasetParts.kinds().includes(name)) continue;
    if ((await filesOf(join(sources.folder, name))) !== null)
      described.push(await describeOne(name, sources));
  }
  return described;
}

/** Unpacks, finds out what each file is, and writes it under its published name. */
async function writeInRoles(place: string, files: readonly NamedFile[]): Promise<void> {
  const taken = new Map<Role, string>();
  for (const { name, bytes } of files) {
    const unnamed = join(place, 'unnamed');
    await writeFile(unnamed, unpack(name, bytes));
    const role = await roleOf(unnamed, name);
    const other = taken.get(role);
    if (other !== undefined) {
      const problem = `${other} and ${name} both look like ${publishedNames[role]}; the names of test files hold "test" or "t10k"`;
      throw new WorkbenchError('dataset/mismatch', { problem });
    }
    taken.set(role, name);
    await rename(unnamed, join(place, publishedNames[role]));
  }
  for (const [role, partner] of partners) {
    if (!taken.has(role) || taken.has(partner)) continue;
    const problem = `${taken.get(role) ?? role} has no ${publishedNames[partner]} beside it`;
    throw new WorkbenchError('dataset/mismatch', { problem });
  }
  if (!taken.has('trainImages'))
    throw new WorkbenchError('dataset/mismatch', { problem: 'There are no training images among the files' });
}

const partners: readonly (readonly [Role, Role])[] = [
  ['trainImages', 'trainLabels'],
  ['trainLabels', 'trainImages'],
  ['testImages', 'testLabels'],
  ['testLabels', 'testImages'],
];

/** Error: dataset/damaged. */
function unpack(name: string, bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: mostUnpacked });
  } catch (thrown) {
    const tooLarge = (thrown as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    const problem = tooLarge ? `it unpacks to more than ${mostUnpacked} bytes` : reasonOf(thrown);
    throw new WorkbenchError(
      'dataset/damaged',
      { file: basename(name), byte: 0, problem },
      { cause: thrown },
    );
  }
}

/** By content images or labels; by name, training or test. Error: dataset/damaged. */
async function roleOf(file: string, name: string): Promise<Role> {
  const isTest = /test|t10k/i.test(name);
  try {
    const { dimensions } = await readIdx({ file, dataset: name, remedy }, [1, 3, 4]);
    if (dimensions.length === 1) return isTest ? 'testLabels' : 'trainLabels';
    return isTest ? 'testImages' : 'trainImages';
  } catch (thrown) {
    if (!(thrown instanceof WorkbenchError)) throw thrown;
    throw new WorkbenchError(thrown.code, { ...thrown.details, file: basename(name) }, { cause: thrown });
  }
}

/** A published dataset describes itself; any other is described by its files. */
function describeNamed(name: string, sources: DatasetSources): Promise<DatasetDescription> {
  const published = datasetParts.all().find(({ kind }) => kind === name);
  return published === undefined ? describeOne(name, sources) : published.describe(sources);
}

async function describeOne(name: string, sources: DatasetSources): Promise<ChoosableDataset> {
  const place = join(sources.folder, name);
  const files = await filesOf(place);
  const paths = Object.fromEntries(
    Object.entries(files ?? {}).map(([role, file]) => [role, `${name}/${basename(file)}`]),
  );
  const share = { classes: 2, trainExamples: 1, validationExamples: 0, testExamples: 0 };
  const choiceOf = (parameters: typeof share): PartChoice => ({
    kind: 'idx-files',
    name,
    ...paths,
    ...parameters,
  });
  const described = await describePool({ kind: 'idx-files', label: name }, place, async () => {
    const pool = await readAdded(name, place);
    const validationExamples = Math.min(mostValidation, Math.floor(pool.training.count / 6));
    share.validationExamples = validationExamples;
    share.trainExamples = pool.training.count - validationExamples;
    share.testExamples = pool.test.count;
    share.classes = pool.classNames.length;
    tryOut(choiceOf(share), pool);
    return { where: place, pool };
  });
  return { ...described, choice: choiceOf(share) };
}

/**
 * Takes of a dataset what a run would take, and looks whether a net could learn from it. Errors: dataset/mismatch,
 * dataset/too-small; those of createPart.
 */
function tryOut(choice: PartChoice, pool: ExamplePool): void {
  if (pool.training.count === 0)
    throw new WorkbenchError('dataset/mismatch', { problem: 'The files for training hold no images' });
  const dataset = createPart<DatasetLoader>(datasetParts, choice).split(pool);
  if (inputFacts(dataset).largestInput <= 0) {
    const problem = 'Every pixel of the images for training is 0, so that a net has nothing to learn from';
    throw new WorkbenchError('dataset/mismatch', { problem });
  }
}

/** All examples; there are as many classes as the highest label says. */
async function readAdded(name: string, place: string): Promise<ExamplePool> {
  const files = await filesOf(place);
  if (files === null) throw new WorkbenchError('dataset/missing', { dataset: name, file: place, remedy });
  const all = Array.from({ length: 256 }, (_, label) => String(label));
  const pool = await readIdxPool({ name, classNames: all, files, remedy });
  let highest = 1;
  for (const { labels } of [pool.training, pool.test])
    for (const label of labels) highest = Math.max(highest, label);
  return { ...pool, classNames: all.slice(0, highest + 1) };
}

/** The published files of a folder, with or without those for testing; null where there are none for training. */
async function filesOf(
  place: string,
): Promise<IdxFileSet<string> | Pick<IdxFileSet<string>, 'trainImages' | 'trainLabels'> | null> {
  const found = await findPublishedFiles(place);
  if ('files' in found) return found.files;
  const { trainImages, trainLabels } = publishedNames;
  const names = await readdir(place).catch((): string[] => []); // not a folder
  if (!names.includes(trainImages) || !names.includes(trainLabels)) return null;
  return { trainImages: join(place, trainImages), trainLabels: join(place, trainLabels) };
}

/** Why what was staged cannot be used. */
function faultOf(
  { label, problem }: DatasetDescription,
  staging: string,
  files: readonly NamedFile[],
): WorkbenchError {
  const given = files.map((file) => basename(file.name)).join(', ');
  const reason = problem ?? `${given} are not the files of ${label}`;
  return new WorkbenchError('dataset/mismatch', {
    problem: reason.replaceAll(`${staging}${sep}`, '').replace(/[.]$/, ''),
  });
}

function wordFault(thrown: unknown, place: string): unknown {
  const { code } = thrown as NodeJS.ErrnoException;
  if (code === 'ENOSPC') return new WorkbenchError('store/disk-full', { what: place }, { cause: thrown });
  return thrown;
}

/** What an adding that was killed left behind. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.startsWith(beingAdded)) await rm(join(folder, name), { recursive: true, force: true });
  }
}
