/** PNG files that nobody has checked, decoded within bounds: a file of few bytes can claim to be a picture of any size. */

import { PNG } from 'pngjs';

import { reasonOf } from '../../../../src-shared/base/errors.ts';

export interface DecodedPicture {
  readonly width: number;
  readonly height: number;
  /** [height, width, 4]: red, green, blue and how opaque, a byte each. */
  readonly data: Uint8Array;
}

/** Signature, header and end. */
const leastBytes = 33;
/** Beside twice its pixels, an interlaced file may have so many bytes: the decoder unpacks all they pack. */
const interlacedSpare = 1 << 16;

/** Width and height as the file says; null where it does not begin as a PNG. */
export function pngSize(file: Uint8Array): { readonly width: number; readonly height: number } | null {
  if (file.length < leastBytes || Buffer.from(file.subarray(0, 8)).toString('latin1') !== '\x89PNG\r\n\x1a\n') return null;
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/** Throws an Error that says why, as the end of "it is no PNG picture that can be read: ...". */
export function decodePng(file: Uint8Array, mostPixels: number): DecodedPicture {
  const size = pngSize(file);
  if (size === null) throw new Error('it does not begin as one');
  const { width, height } = size;
  if (width === 0 || height === 0 || width * height > mostPixels)
    throw new Error(`it says that it has ${width} x ${height} pixels`);
  const isInterlaced = file[28] !== 0;
  if (isInterlaced && file.length > interlacedSpare + 2 * 8 * width * height)
    throw new Error('it is interlaced and larger than its pixels');
  try {
    return PNG.sync.read(Buffer.from(file.buffer, file.byteOffset, file.byteLength));
  } catch (thrown) {
    throw new Error(reasonOf(thrown), { cause: thrown });
  }
}
