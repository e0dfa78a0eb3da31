/** Which picture is of which split and class, from where it lies: `train/cat/1.png`, or `cat/1.png`. */

import { refused } from './format.ts';
import type { SourceFile } from './format.ts';

export type SplitFolder = 'training' | 'validation' | 'test';

/** A picture with the name of its class. */
export interface Placed {
  readonly file: SourceFile;
  readonly className: string;
}

const splitNames: Readonly<Record<string, SplitFolder>> = {
  train: 'training',
  training: 'training',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
  test: 'test',
  testing: 'test',
  t10k: 'test',
};
const remedy =
  'Put the images into one folder per class, such as cat/1.png, or train/cat/1.png and test/cat/1.png.';

export function isPicture(path: string): boolean {
  return /[.](png|jpe?g)$/i.test(path);
}

/** Errors: dataset/refused. */
export function placePictures(files: readonly SourceFile[]): {
  readonly classNames: readonly string[];
  readonly splits: Readonly<Record<SplitFolder, readonly Placed[]>>;
} {
  const pictures = files.filter(({ path }) => isPicture(path));
  const skipped = commonFolders(pictures.map(({ path }) => path.split('/')));
  const parts = (file: SourceFile): string[] => file.path.split('/').slice(skipped);
  const hasSplits = pictures.every((file) => splitOf(parts(file)[0]) !== null && parts(file).length >= 3);
  const depth = hasSplits ? 3 : 2;
  const splits: Record<SplitFolder, Placed[]> = { training: [], validation: [], test: [] };
  for (const file of files) {
    const names = parts(file);
    if (!isPicture(file.path)) {
      if (names.length < depth) continue; // beside the folders of the classes: a licence, a list
      throw refused(
        `${file.shown} lies in the folder of a class and is neither PNG nor JPEG`,
        'Take it out.',
      );
    }
    if (names.length < depth) throw refused(`${file.shown} lies in no folder of a class`, remedy);
    if (names.length > depth) throw refused(`${file.shown} lies deeper than the folder of a class`, remedy);
    const split = hasSplits ? (splitOf(names[0]) ?? 'training') : 'training';
    splits[split].push({ file, className: names[depth - 2] as string });
  }
  return { classNames: classesOf(splits), splits };
}

/** Names in the order of labels: numbers by size, else by their characters. Errors: dataset/refused. */
function classesOf({ training, validation, test }: Record<SplitFolder, Placed[]>): string[] {
  const [first] = [...test, ...validation];
  if (training.length === 0)
    throw refused(`There are no images for training beside ${first?.file.shown ?? 'the others'}`, remedy);
  const names = [...new Set(training.map(({ className }) => className))];
  const areNumbers = names.every((name) => /^\d{1,9}$/.test(name));
  names.sort((a, b) => (areNumbers ? Number(a) - Number(b) : a < b ? -1 : 1));
  if (names.length < 2)
    throw refused(
      `All images for training are of one class, ${names[0] ?? ''} (${training[0]?.file.shown ?? ''})`,
      remedy,
    );
  for (const { file, className } of [...validation, ...test]) {
    if (!names.includes(className))
      throw refused(
        `${file.shown} is of the class ${className}, of which there is no image for training`,
        remedy,
      );
  }
  return names;
}

/** How many outer folders all pictures share that say nothing of split and class. */
function commonFolders(paths: readonly (readonly string[])[]): number {
  const [first = []] = paths;
  let count = 0;
  while (
    paths.every((path) => path.length - count >= 3 && path[count] === first[count]) &&
    splitOf(first[count]) === null
  )
    count += 1;
  return count;
}

function splitOf(folder: string | undefined): SplitFolder | null {
  const name = (folder ?? '').toLowerCase();
  return Object.hasOwn(splitNames, name) ? (splitNames[name] ?? null) : null;
}
