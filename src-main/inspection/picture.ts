/**
 * A picture of a file as an image of a dataset: decoded, made grey or colour as the dataset is, and scaled to its size as a
 * whole, without cutting anything off. What was done to it is said in words.
 *
 * Legend: a plane is [height, width], row-major, one number from 0 to 255 a pixel.
 */

import { assertDefined } from '../../src-shared/base/assert.ts';
import { WorkbenchError, reasonOf } from '../../src-shared/base/errors.ts';
import type { ImageShape, PictureAsImage } from '../../src-shared/views/inspection-view.ts';
import { decodeJpeg } from '../core/dataset/formats/decode-jpeg.ts';
import { decodePng, pngSize } from '../core/dataset/formats/decode-png.ts';
import type { DecodedPicture } from '../core/dataset/formats/decode-png.ts';
import { resized } from './resize.ts';
import type { Plane } from './resize.ts';

/** A file of few bytes can claim to be a picture of any size. */
const mostPixels = 50_000_000;
/** Luma of red, green and blue: ITU-R BT.601, which image libraries use to make pictures grey. */
const luma = [0.299, 0.587, 0.114] as const;
/** On from this mean a picture counts as dark on light. */
const lightMean = 160;

export interface PictureFile {
  /** As the user calls it. */
  readonly name: string;
  readonly file: Uint8Array;
  /** Dark on light becomes light on dark. */
  readonly inverted: boolean;
}

/** Error: input/invalid. */
export function pictureAsImage(shape: ImageShape, { name, file, inverted }: PictureFile): PictureAsImage {
  if (shape.channels !== 1 && shape.channels !== 3) {
    throw new WorkbenchError('input/invalid', {
      problem: `The net takes images of ${shape.channels} channels, and a picture has one (grey) or three (colour)`,
      remedy: 'Choose a run whose images are grey or in colour.',
    });
  }
  const picture = decoded(name, file);
  const seen = planesOf(picture, shape.channels);
  const pixels = new Uint8Array(shape.height * shape.width * shape.channels);
  seen.planes.forEach((plane, channel) => {
    resized(plane, shape).values.forEach((value, at) => {
      const byte = Math.min(255, Math.max(0, Math.round(value)));
      pixels[at * shape.channels + channel] = inverted ? 255 - byte : byte;
    });
  });
  const mean = pixels.reduce((sum, byte) => sum + byte, 0) / pixels.length;
  const notes = [...notesOnSize(picture, shape), ...seen.notes];
  if (inverted) notes.push('It was inverted: dark became light.');
  if (mean > lightMean) {
    notes.push(
      'It is mostly light. Many datasets, MNIST among them, are light on dark: inverted, it may be answered better.',
    );
  }
  return { image: shape, pixels, notes };
}

/** What a file is, is told by how it begins, whatever its name. */
function decoded(name: string, file: Uint8Array): DecodedPicture {
  const isJpeg = file[0] === 0xff && file[1] === 0xd8;
  const isPng = pngSize(file) !== null;
  try {
    return isJpeg ? decodeJpeg(file, mostPixels) : decodePng(file, mostPixels);
  } catch (thrown) {
    const kind = isJpeg ? 'JPEG' : isPng ? 'PNG' : 'PNG or JPEG';
    const problem = `${name} is no ${kind} picture that can be read: ${reasonOf(thrown)}`;
    throw new WorkbenchError(
      'input/invalid',
      { problem, remedy: 'Save the picture as PNG or JPEG.' },
      { cause: thrown },
    );
  }
}

/** The channels as planes, on black where the picture is transparent. */
function planesOf(
  { width, height, data }: DecodedPicture,
  channels: 1 | 3,
): { planes: Plane[]; notes: string[] } {
  const planes = Array.from({ length: channels }, () => ({
    width,
    height,
    values: new Float32Array(width * height),
  }));
  let [isColoured, isTransparent] = [false, false];
  for (let at = 0; at < width * height; at += 1) {
    const [red, green, blue, opaque] = data.subarray(4 * at, 4 * at + 4) as unknown as Rgba;
    const share = opaque / 255;
    isColoured ||= red !== green || green !== blue;
    isTransparent ||= opaque < 255;
    const values = channels === 3 ? [red, green, blue] : [greyOf(red, green, blue)];
    values.forEach((value, channel) => {
      assertDefined(planes[channel], 'a plane').values[at] = share * value;
    });
  }
  const notes: string[] = [];
  if (isColoured && channels === 1)
    notes.push('It is in colour and was made grey, as the images of the dataset are.');
  if (!isColoured && channels === 3) notes.push('It is grey, and the images of the dataset are in colour.');
  if (isTransparent) notes.push('Where it is transparent it was put on black.');
  return { planes, notes };
}

type Rgba = readonly [red: number, green: number, blue: number, opaque: number];

function greyOf(red: number, green: number, blue: number): number {
  return red === green && green === blue ? red : luma[0] * red + luma[1] * green + luma[2] * blue;
}

function notesOnSize({ width, height }: DecodedPicture, shape: ImageShape): string[] {
  if (width === shape.width && height === shape.height) return [];
  const from = `It was scaled from ${width} x ${height} to ${shape.width} x ${shape.height} pixels`;
  const isStretched = width * shape.height !== height * shape.width;
  return [isStretched ? `${from}, which stretches it: its sides have another ratio.` : `${from}.`];
}
