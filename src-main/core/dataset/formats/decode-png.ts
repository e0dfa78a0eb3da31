/** PNG files that nobody has checked, decoded within bounds: a file of few bytes can claim to be a picture of any size. */

import { inflateSync } from 'node:zlib';

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
const signatureBytes = 8;
/** Length, type and CRC around the data of a chunk. */
const chunkFrame = 12;
/** Of one pixel: four channels of two bytes. */
const widestPixel = 8;

/** A file that ends before it should. */
export class CutShort extends Error {
  constructor() {
    super('it is cut short: its end mark is missing');
  }
}

/** Width and height as the file says; null where it does not begin as a PNG. */
export function pngSize(file: Uint8Array): { readonly width: number; readonly height: number } | null {
  if (file.length < leastBytes || Buffer.from(file.subarray(0, 8)).toString('latin1') !== '\x89PNG\r\n\x1a\n')
    return null;
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
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (!bytes.includes('IEND', signatureBytes, 'latin1')) throw new CutShort();
  const isInterlaced = file[28] !== 0;
  if (isInterlaced) checkUnpacked(bytes, 2 * widestPixel * width * height + 1024 * (height + 1));
  try {
    return PNG.sync.read(bytes);
  } catch (thrown) {
    throw new Error(reasonOf(thrown), { cause: thrown });
  }
}

/** The decoder unpacks all that an interlaced file packs; here it is found out whether that is more than its pixels. */
function checkUnpacked(file: Buffer, mostBytes: number): void {
  const pieces: Buffer[] = [];
  for (let at = signatureBytes; at + chunkFrame <= file.length;) {
    const length = file.readUInt32BE(at);
    if (file.toString('latin1', at + 4, at + 8) === 'IDAT')
      pieces.push(file.subarray(at + 8, at + 8 + length));
    at += chunkFrame + length;
  }
  try {
    inflateSync(Buffer.concat(pieces), { maxOutputLength: mostBytes });
  } catch (thrown) {
    const isTooMuch = (thrown as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new Error(isTooMuch ? 'it packs more than its pixels' : reasonOf(thrown), { cause: thrown });
  }
}
