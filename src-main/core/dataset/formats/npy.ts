/**
 * Arrays of NumPy in its own file format (".npy"), versions 1 to 3, without Python objects.
 *
 * "\x93NUMPY", version (two bytes), length of the header (two bytes, from version 2 on four; little-endian), the header
 * as a Python dictionary of descr, fortran_order and shape, then the elements. Source: NumPy, numpy.lib.format.
 */

import { damaged } from './format.ts';
import type { SourceFile } from './format.ts';

export interface NpyArray {
  readonly file: Pick<SourceFile, 'shown'>;
  /** Sizes by axis, outermost first. */
  readonly shape: readonly number[];
  /** As NumPy writes it, such as "<f4". */
  readonly dtype: string;
  readonly headerBytes: number;
  readonly itemBytes: number;
  /** Elements. */
  readonly length: number;
  /** An element as a number; row-major. */
  at(index: number): number;
  /** The elements as they are where they are unsigned bytes, else null: a view. */
  readonly bytes: Uint8Array | null;
}

type Read = (view: DataView, at: number, little: boolean) => number;
const readers: Readonly<Record<string, readonly [itemBytes: number, read: Read]>> = {
  b1: [1, (view, at) => view.getUint8(at)],
  u1: [1, (view, at) => view.getUint8(at)],
  i1: [1, (view, at) => view.getInt8(at)],
  u2: [2, (view, at, little) => view.getUint16(at, little)],
  i2: [2, (view, at, little) => view.getInt16(at, little)],
  u4: [4, (view, at, little) => view.getUint32(at, little)],
  i4: [4, (view, at, little) => view.getInt32(at, little)],
  u8: [8, (view, at, little) => Number(view.getBigUint64(at, little))],
  i8: [8, (view, at, little) => Number(view.getBigInt64(at, little))],
  f4: [4, (view, at, little) => view.getFloat32(at, little)],
  f8: [8, (view, at, little) => view.getFloat64(at, little)],
};
const magic = '\x93NUMPY';
const mostAxes = 8;

/** Error: dataset/damaged. */
export function parseNpy(file: Pick<SourceFile, 'shown'>, bytes: Uint8Array): NpyArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = (from: number, to: number): string => Buffer.from(bytes.subarray(from, to)).toString('latin1');
  if (text(0, magic.length) !== magic || bytes.length < 12)
    throw damaged(file, 0, 'it does not begin as an array of NumPy');
  const version = bytes[6] as number;
  if (version < 1 || version > 3)
    throw damaged(file, 6, `it has version ${version}, and versions 1 to 3 are known`);
  const isShort = version === 1;
  const from = isShort ? 10 : 12;
  const headerBytes = from + (isShort ? view.getUint16(8, true) : view.getUint32(8, true));
  if (headerBytes > bytes.length) throw damaged(file, bytes.length, 'the file ends in its header');
  const { dtype, shape } = parseHeader(file, from, text(from, headerBytes));
  const [order, kind] = [dtype[0] ?? '', dtype.slice(1)];
  const known = Object.hasOwn(readers, kind) && '<>|='.includes(order) ? readers[kind] : undefined;
  if (known === undefined)
    throw damaged(
      file,
      from,
      `its elements are of type ${JSON.stringify(dtype)}, and whole or floating numbers are known`,
    );
  const [itemBytes, read] = known;
  const length = shape.reduce((product, size) => product * size, 1);
  const expected = headerBytes + length * itemBytes;
  if (expected !== bytes.length)
    throw damaged(
      file,
      Math.min(expected, bytes.length),
      `by its header it has ${expected} bytes, but it has ${bytes.length}`,
    );
  const little = order !== '>';
  return {
    ...{ file, shape, dtype, headerBytes, itemBytes, length },
    at: (index) => read(view, headerBytes + index * itemBytes, little),
    bytes: kind === 'u1' ? bytes.subarray(headerBytes) : null,
  };
}

function parseHeader(
  file: Pick<SourceFile, 'shown'>,
  from: number,
  header: string,
): { dtype: string; shape: readonly number[] } {
  const dtype = /'descr':\s*'([^']*)'/.exec(header)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  const sizes = /'shape':\s*\(([\d,\sL]*)\)/.exec(header)?.[1];
  if (dtype === undefined || order === undefined || sizes === undefined)
    throw damaged(file, from, 'its header does not say type, order and shape of one plain array');
  const shape = sizes.split(',').flatMap((size) => (size.trim() === '' ? [] : [parseInt(size, 10)]));
  if (shape.length > mostAxes || !shape.every(Number.isSafeInteger))
    throw damaged(file, from, 'its shape cannot be');
  if (order === 'True' && shape.length > 1)
    throw damaged(
      file,
      from,
      'its first axis runs fastest ("fortran_order"); save it with numpy.ascontiguousarray',
    );
  return { dtype, shape };
}
