/**
 * JPEG files that nobody has checked, decoded within bounds. A file without its end marker is refused: a decoder would make
 * up what is missing. How colours that were stored at half size are spread differs between decoders by a few levels.
 */

import jpeg from 'jpeg-js';

import { reasonOf } from '../../../../src-shared/base/errors.ts';
import { CutShort } from './decode-png.ts';
import type { DecodedPicture } from './decode-png.ts';

const megabytesOfDecoder = 512;
const marker = {
  begin: 0xd8,
  end: 0xd9,
  scan: 0xda,
  restart0: 0xd0,
  restart7: 0xd7,
  temporary: 0x01,
} as const;
/** Tables and arithmetic coding among the numbers of frame headers. */
const noFrames = new Set([0xc4, 0xc8, 0xcc]);

export interface JpegFacts {
  readonly width: number;
  readonly height: number;
  /** Where the picture's data begin. */
  readonly scanAt: number;
}

/** What the headers say; null where the file does not begin as a JPEG. Throws an Error where they lead nowhere. */
export function jpegFacts(file: Uint8Array): JpegFacts | null {
  if (file[0] !== 0xff || file[1] !== marker.begin || file[2] !== 0xff) return null;
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  let size: { width: number; height: number } | null = null;
  let at = 2;
  while (at + 4 <= file.length) {
    const code = file[at + 1] as number;
    if (file[at] !== 0xff) throw new Error(`at byte ${at} there should be a marker`);
    if (code === 0xff)
      at += 1; // fill
    else if (code === marker.temporary || (code >= marker.restart0 && code <= marker.restart7)) at += 2;
    else if (code === marker.scan) {
      if (size === null) throw new Error('its data begin before its size is told');
      return { ...size, scanAt: at };
    } else {
      if (code >= 0xc0 && code <= 0xcf && !noFrames.has(code) && at + 9 <= file.length)
        size = { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
      at += 2 + view.getUint16(at + 2);
    }
  }
  throw new CutShort();
}

/** Throws an Error that says why, as the end of "it is no JPEG picture that can be read: ...". */
export function decodeJpeg(file: Uint8Array, mostPixels: number): DecodedPicture {
  const facts = jpegFacts(file);
  if (facts === null) throw new Error('it does not begin as one');
  const { width, height, scanAt } = facts;
  if (width === 0 || height === 0 || width * height > mostPixels)
    throw new Error(`it says that it has ${width} x ${height} pixels`);
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (bytes.lastIndexOf(Buffer.of(0xff, marker.end)) < scanAt) throw new CutShort();
  try {
    return jpeg.decode(bytes, {
      useTArray: true,
      formatAsRGBA: true,
      tolerantDecoding: false,
      maxResolutionInMP: mostPixels / 1e6,
      maxMemoryUsageInMB: megabytesOfDecoder,
    });
  } catch (thrown) {
    throw new Error(reasonOf(thrown), { cause: thrown });
  }
}
