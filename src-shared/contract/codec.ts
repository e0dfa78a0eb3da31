/**
 * Bytes of the contract: MessagePack, with typed arrays as extension types so that big arrays travel as they are in
 * memory. Decoding treats its input as hostile: sizes are limited, and what comes out is plain data.
 */

import { DecodeError, Decoder, Encoder, ExtensionCodec } from '@msgpack/msgpack';

/** Little-endian, as every machine this runs on is. The order gives the extension numbers: append only. */
const arrayTypes = [Float32Array, Float64Array, Uint32Array, Int32Array, Uint16Array] as const;

/** No message, and no array in it, may be larger, in bytes. */
export const largestMessage = 512 * 1024 * 1024;
/** From a window to the program: enough for a file to import. */
export const largestRequest = 64 * 1024 * 1024;

const extensions = new ExtensionCodec();
arrayTypes.forEach((ArrayType, type) => {
  extensions.register({
    type,
    encode: (value: unknown) =>
      value instanceof ArrayType ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : null,
    decode: (bytes: Uint8Array) => {
      if (bytes.byteLength % ArrayType.BYTES_PER_ELEMENT !== 0)
        throw new DecodeError('an array is cut short');
      return new ArrayType(bytes.slice().buffer); // a copy: what arrives stands at any byte
    },
  });
});

const encoder = new Encoder({ extensionCodec: extensions, ignoreUndefined: true });

export function encode(message: unknown): Uint8Array {
  return encoder.encode(message);
}

/** Throws for anything that is not one whole message of at most `limit` bytes. */
export function decode(bytes: Uint8Array, limit: number = largestMessage): unknown {
  if (bytes.byteLength > limit) throw new DecodeError(`a message of ${bytes.byteLength} bytes is too large`);
  const decoder = new Decoder({
    extensionCodec: extensions,
    maxStrLength: limit,
    maxBinLength: limit,
    maxExtLength: limit,
    maxArrayLength: 4_000_000,
    maxMapLength: 100_000,
  });
  // Node's Buffers are not copied by `slice`, which the arrays in the message have to be.
  return decoder.decode(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}
