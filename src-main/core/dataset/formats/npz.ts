/**
 * NPZ archives with the arrays x_train, y_train, x_test and y_test, as Keras ships its datasets. Nothing is rounded:
 * images are bytes, whole numbers from 0 to 255, or such numbers divided by 255.
 */

import type { Dataset, Split } from '../dataset.ts';
import { checkValues, damaged, mostClasses, nameOf, noExamples, refused } from './format.ts';
import type { DatasetFormat, SourceFile } from './format.ts';
import { parseNpy } from './npy.ts';
import type { NpyArray } from './npy.ts';

const arrays = ['x_train', 'y_train', 'x_test', 'y_test'] as const;
const remedy = `Save the arrays with numpy.savez(file, ${arrays.map((name) => `${name}=...`).join(', ')}).`;
/** What float32 may be away from a byte divided by 255, in bytes. */
const tolerance = 1e-3;

export const npz: DatasetFormat = {
  kind: 'npz',
  label: 'NPZ with the arrays x_train, y_train, x_test and y_test',
  takes: (files) => Promise.resolve(files.some(({ path }) => /[.]npy$/i.test(path))),
  read: async (files) => {
    const training = await readPair(files, 'x_train', 'y_train');
    if (training === null) throw missing(files, 'x_train');
    const test = await readPair(files, 'x_test', 'y_test');
    if (test !== null && JSON.stringify(test.image) !== JSON.stringify(training.image)) {
      const words = ({ height, width, channels }: Dataset['image']): string =>
        `${height} x ${width} x ${channels}`;
      throw refused(
        `The images of x_train are ${words(training.image)}, those of x_test ${words(test.image)}`,
        remedy,
      );
    }
    return {
      image: training.image,
      classNames: null,
      training: training.split,
      validation: null,
      test: test?.split ?? noExamples,
      readFrom: 'arrays of NumPy (NPZ)',
    };
  },
};

/** Null where both are missing. */
async function readPair(
  files: readonly SourceFile[],
  imagesName: string,
  labelsName: string,
): Promise<{ image: Dataset['image']; split: Split } | null> {
  const [images, labels] = [await arrayNamed(files, imagesName), await arrayNamed(files, labelsName)];
  if (images === null && labels === null) return null;
  if (images === null || labels === null) throw missing(files, images === null ? imagesName : labelsName);
  const image = imageOf(images);
  const count = images.shape[0] ?? 0;
  const labelCount = labels.length;
  if (labels.shape.length !== 1 && !(labels.shape.length === 2 && labels.shape[1] === 1))
    throw damaged(
      labels.file,
      0,
      `its shape is (${labels.shape.join(', ')}), and labels are one number an image`,
    );
  if (count !== labelCount)
    throw refused(
      `${images.file.shown} holds ${count} images, but ${labels.file.shown} holds ${labelCount} labels`,
      remedy,
    );
  checkValues(images.file.shown, count, image);
  return { image, split: { count, pixels: pixelsOf(images), labels: labelsOf(labels) } };
}

async function arrayNamed(files: readonly SourceFile[], name: string): Promise<NpyArray | null> {
  const file = files.find(({ path }) => nameOf(path) === `${name}.npy`);
  return file === undefined ? null : parseNpy(file, await file.read());
}

function missing(files: readonly SourceFile[], name: string): Error {
  const there = files.map(({ path }) => nameOf(path).replace(/[.]npy$/i, '')).slice(0, 10);
  const archive = files[0]?.shown.split(': ')[0] ?? 'The archive';
  return refused(`${archive} has no array named ${name}; it has ${there.join(', ')}`, remedy);
}

/** [count, height, width] or [count, height, width, channels]. */
function imageOf({ file, shape }: NpyArray): Dataset['image'] {
  const [count = 0, height = 0, width = 0, channels = 1] = shape;
  if (shape.length !== 3 && shape.length !== 4)
    throw damaged(
      file,
      0,
      `its shape is (${shape.join(', ')}), and images are (count, height, width) or (count, height, width, channels)`,
    );
  if (count > 0 && height * width * channels === 0)
    throw damaged(file, 0, `its shape is (${shape.join(', ')}): no pixels`);
  if (shape.length === 4 && channels > 4 && height <= 4)
    throw damaged(
      file,
      0,
      `its shape is (${shape.join(', ')}): the channels stand first and have to stand last`,
    );
  return { height: Math.max(1, height), width: Math.max(1, width), channels: Math.max(1, channels) };
}

function pixelsOf(array: NpyArray): Uint8Array {
  if (array.bytes !== null) return array.bytes;
  let largest = 0;
  for (let index = 0; index < array.length; index += 1) largest = Math.max(largest, array.at(index));
  // Whole numbers of at most 1 would be an image of black and nearly black: they are taken as shares of 255.
  const scale = largest <= 1 ? 255 : 1;
  const pixels = new Uint8Array(array.length);
  for (let index = 0; index < array.length; index += 1) {
    const value = array.at(index) * scale;
    const byte = Math.round(value);
    if (!(Math.abs(value - byte) <= tolerance && byte >= 0 && byte <= 255)) throw noByte(array, index);
    pixels[index] = byte;
  }
  return pixels;
}

function noByte(array: NpyArray, index: number): Error {
  const problem = `element ${index} is ${array.at(index)} (type ${array.dtype}): images are whole numbers from 0 to 255, or such numbers divided by 255`;
  return damaged(array.file, array.headerBytes + index * array.itemBytes, problem);
}

function labelsOf(array: NpyArray): Uint8Array {
  const labels = new Uint8Array(array.length);
  for (let index = 0; index < array.length; index += 1) {
    const label = array.at(index);
    if (!Number.isInteger(label) || label < 0 || label >= mostClasses) {
      const problem = `label ${index} is ${label} (type ${array.dtype}): labels are whole numbers from 0 to ${mostClasses - 1}`;
      throw damaged(array.file, array.headerBytes + index * array.itemBytes, problem);
    }
    labels[index] = label;
  }
  return labels;
}
