/** IDX files given under any name: what each is, is told by what is in it, and which are for testing by their names. */

import { IdxAssembler } from '../idx-assembler.ts';
import type { IdxArray } from '../idx-assembler.ts';
import { publishedNames } from '../idx-dataset.ts';
import type { IdxFileSet } from '../idx-dataset.ts';
import type { Dataset, Split } from '../dataset.ts';
import { WorkbenchError } from '../../../../src-shared/base/errors.ts';
import { nameOf, noExamples, refused } from './format.ts';
import type { DatasetFormat, ReadDataset, SourceFile } from './format.ts';

type Role = keyof IdxFileSet<string>;
type Taken = ReadonlyMap<Role, { readonly file: SourceFile; readonly array: IdxArray }>;

/** Four files and a few beside them: more are looked at by their names only. */
const mostLookedInto = 8;

export const idxFormat: DatasetFormat = {
  kind: 'idx',
  label: 'IDX files of unsigned bytes, as MNIST has them, with images and labels',
  takes: async (files) => {
    if (files.some(({ path }) => /[.-]idx|ubyte/.test(nameOf(path)))) return true;
    if (files.length > mostLookedInto) return false;
    for (const file of files) if (beginsAsIdx(await file.read())) return true;
    return false;
  },
  read: async (files) => {
    const taken = await inRoles(files);
    const training = pairOf(taken, 'trainImages', 'trainLabels');
    if (training === null)
      throw new WorkbenchError('dataset/mismatch', {
        problem: 'There are no training images among the files',
      });
    const test = pairOf(taken, 'testImages', 'testLabels');
    if (test !== null && JSON.stringify(test.image) !== JSON.stringify(training.image)) {
      const problem = `The images of ${shownOf(taken, 'testImages')} have another size than those of ${shownOf(taken, 'trainImages')}`;
      throw new WorkbenchError('dataset/mismatch', { problem });
    }
    return {
      image: training.image,
      classNames: null,
      training: training.split,
      validation: null,
      test: test?.split ?? noExamples,
      readFrom: 'IDX files',
    } satisfies ReadDataset;
  },
};

function beginsAsIdx([zero0, zero1, type, rank]: Uint8Array): boolean {
  return (
    zero0 === 0 &&
    zero1 === 0 &&
    type !== undefined &&
    type >= 8 &&
    rank !== undefined &&
    rank >= 1 &&
    rank <= 8
  );
}

/** Errors: dataset/damaged, dataset/mismatch. */
async function inRoles(files: readonly SourceFile[]): Promise<Taken> {
  const taken = new Map<Role, { file: SourceFile; array: IdxArray }>();
  for (const file of files) {
    const array = parseIdx(file, await file.read());
    const isTest = /test|t10k/i.test(file.path);
    const isLabels = array.dimensions.length === 1;
    const role = isLabels ? (isTest ? 'testLabels' : 'trainLabels') : isTest ? 'testImages' : 'trainImages';
    const other = taken.get(role);
    if (other !== undefined) {
      const problem = `${other.file.shown} and ${file.shown} both look like ${publishedNames[role]}; the names of test files hold "test" or "t10k"`;
      throw new WorkbenchError('dataset/mismatch', { problem });
    }
    taken.set(role, { file, array });
  }
  return taken;
}

function parseIdx({ shown, size }: SourceFile, bytes: Uint8Array): IdxArray {
  const length = { exactly: bytes.length };
  const assembler = new IdxAssembler({
    file: shown,
    packed: bytes.length !== size,
    length,
    ranks: [1, 3, 4],
  });
  assembler.push(bytes);
  return assembler.finish();
}

/** Null where neither is there. Error: dataset/mismatch. */
function pairOf(
  taken: Taken,
  imagesRole: Role,
  labelsRole: Role,
): { image: Dataset['image']; split: Split } | null {
  const [images, labels] = [taken.get(imagesRole), taken.get(labelsRole)];
  if (images === undefined && labels === undefined) return null;
  if (images === undefined || labels === undefined) {
    const lonely = images === undefined ? labelsRole : imagesRole;
    const missing = images === undefined ? imagesRole : labelsRole;
    const problem = `${shownOf(taken, lonely)} has no ${publishedNames[missing]} beside it`;
    throw new WorkbenchError('dataset/mismatch', { problem });
  }
  const [count = 0, height = 1, width = 1, channels = 1] = images.array.dimensions;
  const labelCount = labels.array.data.length;
  if (count !== labelCount) {
    const problem = `${images.file.shown} holds ${count} images, but ${labels.file.shown} holds ${labelCount} labels`;
    throw new WorkbenchError('dataset/mismatch', { problem });
  }
  if (height * width * channels === 0)
    throw refused(`${images.file.shown} holds empty images`, 'Get the file again.');
  return {
    image: { height, width, channels },
    split: { count, pixels: images.array.data, labels: labels.array.data },
  };
}

function shownOf(taken: Taken, role: Role): string {
  return taken.get(role)?.file.shown ?? publishedNames[role];
}
