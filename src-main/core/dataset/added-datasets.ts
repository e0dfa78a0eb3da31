/**
 * Datasets a user adds, from files of any known format. What was read is kept as IDX files in a folder of its own below
 * the dataset folder, under their published names, so that it is parsed and decoded once; a text is kept as it is. What is given is hostile until
 * it was parsed whole; only then does the folder appear, all at once.
 */

import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import { createPart } from '../../../src-shared/spec/part.ts';
import type { PartChoice } from '../../../src-shared/spec/part.ts';
import { addedName } from './dataset.ts';
import type { DatasetLoader, DatasetSources, ExamplePool } from './dataset.ts';
import { describePool } from './description.ts';
import type { DatasetDescription } from './description.ts';
import type { SourceFile } from './formats/format.ts';
import { readDataset } from './formats/index.ts';
import { filesAt, sourceFiles } from './formats/source-files.ts';
import type { NamedFile } from './formats/source-files.ts';
import { publishedNames, readIdxPool } from './idx-dataset.ts';
import { datasetParts } from './index.ts';
import { keepDataset, keptFiles, readAbout } from './kept-dataset.ts';
import type { AboutDataset } from './kept-dataset.ts';
import { orAbsent } from './or-absent.ts';
import { inputFacts } from './rows.ts';
import { describeText } from './text/text.ts';

/** Most examples that are kept for validation unless the user or the files say otherwise. */
const mostValidation = 10_000;
const beingAdded = '.adding-';
const remedy = 'Add the files again.';
/** Of the files that were given, in a message. */
const mostNamed = 4;
/** Folders that addings of this process write to now. */
const atWork = new Set<string>();

/** A description with the choice that an experiment names the dataset by. */
export interface ChoosableDataset extends DatasetDescription {
  readonly choice: PartChoice;
}

/**
 * Adds a dataset from files of any known format. `name` is a folder's name of small letters, digits and hyphens; that of a
 * published dataset takes its published files only. Errors: input/invalid, dataset/damaged, dataset/mismatch,
 * dataset/refused, dataset/checksum, store/disk-full, store/unreadable.
 */
export function addDataset(
  name: string,
  files: readonly NamedFile[],
  sources: DatasetSources,
): Promise<DatasetDescription> {
  return add(name, () => sourceFiles(files), sources);
}

/** As addDataset, from files and folders of this machine. Also error: dataset/unreadable. */
export function addDatasetFrom(
  name: string,
  paths: readonly string[],
  sources: DatasetSources,
): Promise<DatasetDescription> {
  return add(name, () => filesAt(paths), sources);
}

async function add(
  name: string,
  open: () => Promise<readonly SourceFile[]>,
  { folder }: DatasetSources,
): Promise<DatasetDescription> {
  const place = join(folder, name);
  await refuseName(name, place);
  await mkdir(folder, { recursive: true });
  await removeLeftovers(folder);
  const staging = await mkdtemp(join(folder, `${beingAdded}${process.pid}-`));
  atWork.add(basename(staging));
  try {
    const files = await open();
    const read = await readDataset(files);
    const staged = join(staging, name);
    await mkdir(staged);
    await keepDataset(staged, read);
    const described = await describeNamed(name, { folder: staging });
    // A published dataset may have been found elsewhere: then these files are not it.
    if (!described.available || described.where !== staged) throw faultOf(described, staging, files);
    await rename(staged, place);
  } catch (thrown) {
    throw wordFault(thrown, place, name);
  } finally {
    await rm(staging, { recursive: true, force: true });
    atWork.delete(basename(staging));
  }
  return describeNamed(name, { folder });
}

/** Errors: input/invalid where a dataset cannot be called so, or is there already; store/unreadable. */
export async function refuseName(name: string, place: string): Promise<void> {
  if (!addedName.test(name)) {
    const problem = `${JSON.stringify(name.slice(0, 80))} is no name for a dataset`;
    throw new WorkbenchError('input/invalid', {
      problem,
      remedy: 'Take small letters, digits and hyphens, at most 61.',
    });
  }
  if ((await orAbsent<unknown>(place, null, stat)) !== null) throw taken(name);
}

function taken(name: string, cause?: unknown): WorkbenchError {
  const problem = `There is already a dataset folder named ${name}`;
  return new WorkbenchError('input/invalid', { problem, remedy: 'Choose another name.' }, { cause });
}

/** The datasets that were added, by name; one whose folder may not be read is among them, and says so. Error: store/unreadable. */
export async function describeAdded(sources: DatasetSources): Promise<ChoosableDataset[]> {
  const names = await orAbsent<string[]>(sources.folder, [], (folder) => readdir(folder));
  const described: ChoosableDataset[] = [];
  for (const name of names.sort()) {
    if (name.startsWith('.') || datasetParts.kinds().includes(name)) continue;
    const one = await describeOne(name, sources);
    if (one !== null) described.push(one);
  }
  return described;
}

/** A published dataset describes itself; any other is described by its files. */
async function describeNamed(name: string, sources: DatasetSources): Promise<DatasetDescription> {
  const published = datasetParts.all().find(({ kind }) => kind === name);
  if (published !== undefined) return published.describe(sources);
  const described = await describeOne(name, sources);
  if (described === null)
    throw new WorkbenchError('dataset/missing', { dataset: name, file: join(sources.folder, name), remedy });
  return described;
}

/** What decides how a dataset is named in an experiment. */
interface Share {
  readonly classes: number;
  readonly classNames: readonly string[] | null;
  readonly trainExamples: number;
  readonly validationExamples: number;
  readonly testExamples: number;
}

/** Null where the folder holds no dataset. */
async function describeOne(name: string, sources: DatasetSources): Promise<ChoosableDataset | null> {
  const text = await describeText(name, sources);
  if (text !== null) return text;
  const place = join(sources.folder, name);
  let files: Awaited<ReturnType<typeof keptFiles>> = null;
  let fault: unknown = null;
  try {
    files = await keptFiles(place);
    if (files === null) return null;
  } catch (thrown) {
    fault = thrown;
  }
  const { trainImages, trainLabels } = publishedNames;
  const paths = Object.fromEntries(
    Object.entries(files ?? { trainImages, trainLabels }).map(([role, file]) => [
      role,
      `${name}/${basename(file)}`,
    ]),
  );
  const choiceOf = ({ classNames, ...share }: Share): PartChoice => ({
    ...{ kind: 'idx-files', name, ...paths, ...share },
    ...(classNames === null ? {} : { classNames }),
  });
  let share: Share = {
    classes: 2,
    classNames: null,
    trainExamples: 1,
    validationExamples: 0,
    testExamples: 0,
  };
  const described = await describePool({ kind: 'idx-files', label: name }, place, async () => {
    if (files === null) throw fault;
    const about = await readAbout(place);
    const pool = await readAdded(name, files, about);
    share = shareOf(pool, about);
    tryOut(choiceOf(share), pool);
    return { where: place, pool, readFrom: about.readFrom };
  });
  return { ...described, choice: choiceOf(share) };
}

function shareOf({ training, test, classNames }: ExamplePool, about: AboutDataset): Share {
  const usual = Math.min(mostValidation, Math.floor(training.count / 6));
  const validationExamples = Math.min(about.validation ?? usual, Math.max(0, training.count - 1));
  return {
    classes: classNames.length,
    classNames: about.classNames,
    trainExamples: training.count - validationExamples,
    validationExamples,
    testExamples: test.count,
  };
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

/** All examples; unless the classes have names there are as many as the highest label says. */
async function readAdded(
  name: string,
  files: NonNullable<Awaited<ReturnType<typeof keptFiles>>>,
  { classNames }: AboutDataset,
): Promise<ExamplePool> {
  const all = Array.from({ length: 256 }, (_, label) => String(label));
  const pool = await readIdxPool({ name, classNames: classNames ?? all, files, remedy });
  if (classNames !== null) return pool;
  let highest = 1;
  for (const { labels } of [pool.training, pool.test])
    for (const label of labels) highest = Math.max(highest, label);
  return { ...pool, classNames: all.slice(0, highest + 1) };
}

/** Why what was staged cannot be used. */
function faultOf(
  { label, problem, next }: DatasetDescription,
  staging: string,
  files: readonly SourceFile[],
): WorkbenchError {
  const given = files.slice(0, mostNamed).map(({ shown }) => shown);
  const named = `${given.join(', ')}${files.length > mostNamed ? ', ...' : ''}`;
  const reason = problem ?? `${named} are not the files of ${label}`;
  return new WorkbenchError('dataset/refused', {
    problem: reason.replaceAll(`${staging}${sep}`, '').replace(/[.]$/, ''),
    remedy: next ?? 'Use files that belong together.',
  });
}

function wordFault(thrown: unknown, place: string, name: string): unknown {
  const { code } = thrown as NodeJS.ErrnoException;
  if (code === 'ENOSPC') return new WorkbenchError('store/disk-full', { what: place }, { cause: thrown });
  // Somebody else was quicker.
  if (code === 'ENOTEMPTY' || code === 'EEXIST') return taken(name, thrown);
  return thrown;
}

/** What addings left behind that were killed; those at work, here or in another process, are let be. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(beingAdded) || atWork.has(name)) continue;
    const writer = Number(/^(\d+)-/.exec(name.slice(beingAdded.length))?.[1] ?? NaN);
    if (writer !== process.pid && isAlive(writer)) continue;
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
}
