/**
 * The binary files of CIFAR-10 and CIFAR-100, as their authors publish them: records of one or two label bytes, then
 * 1,024 bytes of red, of green and of blue. Source: https://www.cs.toronto.edu/~kriz/cifar.html
 */

import type { Split } from '../dataset.ts';
import { checkValues, damaged, nameOf, noExamples, refused } from './format.ts';
import type { DatasetFormat, SourceFile } from './format.ts';

export const cifar10ClassNames: readonly string[] = [
  ...['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'],
];
const image = { height: 32, width: 32, channels: 3 } as const;
const plane = image.height * image.width;
const values = plane * image.channels;

/** `labelAt`: which byte of a record is the label. `namesFile`: the names of the classes, one a line. */
const kinds = [
  { classes: 10, labelBytes: 1, labelAt: 0, namesFile: 'batches.meta.txt' },
  { classes: 100, labelBytes: 2, labelAt: 1, namesFile: 'fine_label_names.txt' },
] as const;
type Kind = (typeof kinds)[number];

export const cifarBinary: DatasetFormat = {
  kind: 'cifar-binary',
  label: 'the binary files of CIFAR-10 or CIFAR-100 (data_batch_1.bin ... test_batch.bin)',
  takes: (files) => Promise.resolve(files.some(({ path }) => /[.]bin$/i.test(path))),
  read: async (files) => {
    const batches = files.filter(({ path }) => /[.]bin$/i.test(path));
    const isTest = ({ path }: SourceFile): boolean => /test/i.test(nameOf(path));
    const kind = kindOf(files, batches);
    const inOrder = [...batches].sort((a, b) => (nameOf(a.path) < nameOf(b.path) ? -1 : 1));
    const training = inOrder.filter((file) => !isTest(file));
    if (training.length === 0)
      throw refused(
        `There is no file for training beside ${batches[0]?.shown ?? ''}`,
        'Add data_batch_1.bin to data_batch_5.bin.',
      );
    const test = inOrder.filter(isTest);
    return {
      image,
      classNames: await classNames(files, kind),
      training: await readRecords(training, kind),
      validation: null,
      test: test.length === 0 ? noExamples : await readRecords(test, kind),
      readFrom: `binary files of CIFAR-${kind.classes}`,
    };
  },
};

/** By the names of other files, else by the length of all. Error: dataset/damaged. */
function kindOf(files: readonly SourceFile[], batches: readonly SourceFile[]): Kind {
  const named = kinds.find(({ namesFile }) => files.some(({ path }) => nameOf(path) === namesFile));
  const fitting = named ?? kinds.find((kind) => batches.every(({ size }) => size % recordBytes(kind) === 0));
  const kind = fitting ?? kinds[0];
  for (const batch of batches) {
    const record = recordBytes(kind);
    const rest = batch.size % record;
    if (rest === 0 && batch.size > 0) continue;
    const problem = `it is cut short or no file of CIFAR-${kind.classes}: ${batch.size} bytes are not a number of whole records of ${record}`;
    throw damaged(batch, batch.size - rest, problem);
  }
  return kind;
}

function recordBytes({ labelBytes }: Kind): number {
  return labelBytes + values;
}

/** Error: dataset/damaged. */
async function readRecords(batches: readonly SourceFile[], kind: Kind): Promise<Split> {
  const record = recordBytes(kind);
  const count = batches.reduce((sum, { size }) => sum + size / record, 0);
  checkValues('The dataset', count, image);
  const pixels = new Uint8Array(count * values);
  const labels = new Uint8Array(count);
  let example = 0;
  for (const batch of batches) {
    const bytes = await batch.read();
    if (bytes.length !== batch.size) throw damaged(batch, bytes.length, 'it changed while it was read');
    for (let at = 0; at < bytes.length; at += record, example += 1) {
      const label = bytes[at + kind.labelAt] as number;
      if (label >= kind.classes) {
        const problem = `the label of record ${at / record} is ${label}, but there are ${kind.classes} classes`;
        throw damaged(batch, at + kind.labelAt, problem);
      }
      labels[example] = label;
      interleave(bytes.subarray(at + kind.labelBytes, at + record), pixels, example * values);
    }
  }
  return { count, pixels, labels };
}

/** From planes [channels, height, width] to [height, width, channels]. */
function interleave(planes: Uint8Array, into: Uint8Array, at: number): void {
  for (let pixel = 0; pixel < plane; pixel += 1)
    for (let channel = 0; channel < image.channels; channel += 1)
      into[at + pixel * image.channels + channel] = planes[channel * plane + pixel] as number;
}

async function classNames(
  files: readonly SourceFile[],
  { classes, namesFile }: Kind,
): Promise<readonly string[] | null> {
  const file = files.find(({ path }) => nameOf(path) === namesFile);
  if (file === undefined) return classes === cifar10ClassNames.length ? cifar10ClassNames : null;
  const lines = new TextDecoder().decode(await file.read()).split('\n');
  const names = lines.map((line) => line.trim()).filter((line) => line !== '');
  if (names.length !== classes) throw damaged(file, 0, `it names ${names.length} classes, not ${classes}`);
  return names;
}
