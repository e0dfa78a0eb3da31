/** Writes small files of every format for tests: whole ones, and such as say what is not so. */

import { gzipSync } from 'node:zlib';

import { zipSync } from 'fflate';
import jpeg from 'jpeg-js';
import { PNG } from 'pngjs';
import { pack } from 'tar-stream';

import type { NamedFile } from './source-files.ts';

export type Files = Readonly<Record<string, Uint8Array>>;

const elementBytes: Readonly<Record<string, (view: DataView, at: number, value: number) => number>> = {
  '|u1': (view, at, value) => (view.setUint8(at, value), 1),
  '<i8': (view, at, value) => (view.setBigInt64(at, BigInt(value), true), 8),
  '>i2': (view, at, value) => (view.setInt16(at, value), 2),
  '<f4': (view, at, value) => (view.setFloat32(at, value, true), 4),
  '<f8': (view, at, value) => (view.setFloat64(at, value, true), 8),
};

/** An array of NumPy; `dtype` may be one that no number is written as, then elements are left out. */
export function npy(
  dtype: string,
  shape: readonly number[],
  values: readonly number[],
  fortran = false,
): Uint8Array {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const said = `{'descr': '${dtype}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${sizes}), }`;
  const header = `${said.padEnd(64 * Math.ceil((said.length + 11) / 64) - 11)}\n`;
  const start = Buffer.from(`\x93NUMPY\x01\x00\x00\x00${header}`, 'latin1');
  start.writeUInt16LE(header.length, 8);
  const data = new DataView(new ArrayBuffer(8 * values.length));
  let at = 0;
  for (const value of values) at += elementBytes[dtype]?.(data, at, value) ?? 0;
  return Buffer.concat([start, Buffer.from(data.buffer, 0, at)]);
}

export function zip(name: string, files: Files): NamedFile {
  return { name, bytes: zipSync({ ...files }) };
}

/** Bytes of a tar archive; `types` makes some entries links and the like. */
export async function tar(
  files: Files,
  types: Readonly<Record<string, 'symlink' | 'link'>> = {},
): Promise<Uint8Array> {
  const archive = pack();
  const mtime = new Date(0); // so that the same files always make the same archive
  for (const [name, bytes] of Object.entries(files)) {
    const type = types[name];
    if (type === undefined) archive.entry({ name, mtime }, Buffer.from(bytes));
    else archive.entry({ name, type, mtime, linkname: '/etc/passwd' });
  }
  archive.finalize();
  const pieces: Buffer[] = [];
  for await (const piece of archive) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

export async function tarGz(name: string, files: Files): Promise<NamedFile> {
  return { name, bytes: gzipSync(await tar(files)) };
}

type Colour = readonly [red: number, green: number, blue: number, opaque?: number];

/** A picture of one colour. */
export function png(width: number, height: number, [red, green, blue, opaque = 255]: Colour): Uint8Array {
  const picture = new PNG({ width, height });
  picture.data = Buffer.from(Array.from({ length: width * height }, () => [red, green, blue, opaque]).flat());
  return PNG.sync.write(picture);
}

export function jpg(width: number, height: number, [red, green, blue]: Colour): Uint8Array {
  const data = Buffer.from(Array.from({ length: width * height }, () => [red, green, blue, 255]).flat());
  return jpeg.encode({ width, height, data }, 100).data;
}

/** A record of CIFAR-10 whose planes are full of one colour each. */
export function cifarRecord(label: number, [red, green, blue]: Colour): Uint8Array {
  const plane = (value: number): Buffer => Buffer.alloc(1024, value);
  return Buffer.concat([Buffer.of(label), plane(red), plane(green), plane(blue)]);
}
