/** NumPy's array file format, version 1.0: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */

export interface NumericArray {
  readonly shape: readonly number[];
  /** Row-major. */
  readonly data: Float32Array | Float64Array;
}

const magic = Buffer.from('\x93NUMPY\x01\x00', 'latin1');
/** Header and what stands before it end at a multiple of this, padded with spaces. */
const alignment = 64;

/** The bytes of an .npy file. */
export function encodeNpy({ shape, data }: NumericArray): Uint8Array {
  const type = data instanceof Float64Array ? '<f8' : '<f4';
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const before = magic.length + 2;
  const headerBytes = Math.ceil((before + text.length + 1) / alignment) * alignment - before;
  const length = Buffer.alloc(2);
  length.writeUInt16LE(headerBytes);
  const header = Buffer.from(`${text.padEnd(headerBytes - 1)}\n`, 'latin1');
  return Buffer.concat([
    magic,
    length,
    header,
    new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  ]);
}
