/**
 * PNG and JPEG files in one folder per class, in a folder or an archive. All have one size; grey where all of them are
 * grey, else in colour; what is transparent is put on black. Their order is drawn once and for all, since a run takes
 * its share from the ends, and files lie class by class.
 */

import { setImmediate as turn } from 'node:timers/promises';

import { permutation, randomStream } from '../../../../src-shared/base/random.ts';
import type { Split } from '../dataset.ts';
import { isPicture, placePictures } from './class-folders.ts';
import type { Placed } from './class-folders.ts';
import { decodeJpeg } from './decode-jpeg.ts';
import { CutShort, decodePng, pngSize } from './decode-png.ts';
import type { DecodedPicture } from './decode-png.ts';
import { checkValues, damaged, mostClasses, refused } from './format.ts';
import type { DatasetFormat, ReadDataset, SourceFile } from './format.ts';

/** Of one picture: far more than any net here takes. */
const mostPixels = 2 ** 22;
const colours = 3;
/** So many pictures are decoded before others get their turn. */
const turnEvery = 64;
const orderSeed = 20_221_227;

export const imagesByClass: DatasetFormat = {
  kind: 'images-by-class',
  label: 'PNG or JPEG images in one folder per class, with or without folders train and test around them',
  takes: (files) => Promise.resolve(files.some(({ path }) => isPicture(path))),
  read: async (files) => {
    const { classNames, splits } = placePictures(files);
    if (classNames.length > mostClasses)
      throw refused(
        `There are ${classNames.length} folders of classes, and the most is ${mostClasses}`,
        'Take fewer.',
      );
    const parts = [splits.training, splits.validation, splits.test].map((placed, index) =>
      mixed(placed, index),
    );
    const ordered = parts.flat();
    const decoded = await decodeAll(ordered);
    const image = { ...decoded.size, channels: decoded.isGrey ? 1 : colours };
    const values = image.height * image.width * image.channels;
    const pixels = decoded.isGrey ? firstOfThree(decoded.pixels) : decoded.pixels;
    const labels = Uint8Array.from(ordered, ({ className }) => classNames.indexOf(className));
    const split = (begin: number, end: number): Split => ({
      count: end - begin,
      pixels: pixels.subarray(begin * values, end * values),
      labels: labels.subarray(begin, end),
    });
    const trained = splits.training.length + splits.validation.length;
    return {
      image,
      classNames,
      training: split(0, trained),
      validation: splits.validation.length > 0 ? splits.validation.length : null,
      test: split(trained, ordered.length),
      readFrom: decoded.hasJpeg ? 'JPEG images by class' : 'PNG images by class',
    } satisfies ReadDataset;
  },
};

function mixed(placed: readonly Placed[], index: number): Placed[] {
  const order = permutation(randomStream(orderSeed, 'dataset/order', index), placed.length);
  return Array.from(order, (at) => placed[at] as Placed);
}

interface Decoded {
  readonly size: { readonly height: number; readonly width: number };
  readonly isGrey: boolean;
  readonly hasJpeg: boolean;
  /** [count, height, width, 3] */
  readonly pixels: Uint8Array;
}

/** Errors: dataset/damaged, dataset/refused, and those of reading. */
async function decodeAll(ordered: readonly Placed[]): Promise<Decoded> {
  let pixels = new Uint8Array(0);
  let first: { readonly width: number; readonly height: number; readonly shown: string } | null = null;
  let [isGrey, hasJpeg] = [true, false];
  for (const [index, { file }] of ordered.entries()) {
    if (index % turnEvery === 0) await turn();
    const { width, height, data, isJpeg } = await decode(file);
    hasJpeg ||= isJpeg;
    if (first === null) {
      first = { width, height, shown: file.shown };
      checkValues('The dataset', ordered.length, { width, height, channels: colours });
      pixels = new Uint8Array(ordered.length * width * height * colours);
    }
    if (width !== first.width || height !== first.height) {
      const problem = `${file.shown} has ${width} x ${height} pixels, but ${first.shown} has ${first.width} x ${first.height}`;
      throw refused(problem, 'Scale all images to one size.');
    }
    const wasGrey = writeColours(data, pixels, index * width * height * colours);
    isGrey &&= wasGrey;
  }
  const { width = 0, height = 0 } = first ?? {};
  return { size: { height, width }, isGrey, hasJpeg, pixels };
}

/** Errors: dataset/damaged, and those of reading. */
async function decode(file: SourceFile): Promise<DecodedPicture & { readonly isJpeg: boolean }> {
  const bytes = await file.read();
  const named = /[.]png$/i.test(file.path) ? 'PNG' : 'JPEG';
  const isPng = pngSize(bytes) !== null;
  const found = isPng ? 'PNG' : bytes[0] === 0xff && bytes[1] === 0xd8 ? 'JPEG' : null;
  if (found === null) throw damaged(file, 0, `it does not begin as a ${named} picture`);
  if (found !== named) throw damaged(file, 0, `its name says ${named}, but it begins as a ${found} picture`);
  try {
    const picture = isPng ? decodePng(bytes, mostPixels) : decodeJpeg(bytes, mostPixels);
    return { width: picture.width, height: picture.height, data: picture.data, isJpeg: !isPng };
  } catch (thrown) {
    const reason = (thrown as Error).message;
    const byte = thrown instanceof CutShort ? bytes.length : 0;
    throw damaged(file, byte, `it is no ${named} picture that can be read: ${reason}`, thrown);
  }
}

/** Red, green and blue into [at ..]; says whether they are the same everywhere. */
function writeColours(rgba: Uint8Array, into: Uint8Array, at: number): boolean {
  let isGrey = true;
  for (let from = 0, to = at; from < rgba.length; from += 4, to += colours) {
    const opaque = rgba[from + 3] as number;
    for (let colour = 0; colour < colours; colour += 1) {
      const value = rgba[from + colour] as number;
      into[to + colour] = opaque === 255 ? value : Math.round((value * opaque) / 255);
    }
    isGrey &&= into[to] === into[to + 1] && into[to] === into[to + 2];
  }
  return isGrey;
}

function firstOfThree(pixels: Uint8Array): Uint8Array {
  return Uint8Array.from(
    { length: pixels.length / colours },
    (_, index) => pixels[index * colours] as number,
  );
}
