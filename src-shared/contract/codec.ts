/**
 * Bytes of the contract: MessagePack, with typed arrays as extension types so that big arrays travel as they are in
 * memory. Decoding treats its input as hostile: it is looked over before anything is made of it (packed-structure.ts), and
 * what comes out is plain data.
 */

import { DecodeError, Decoder, Encoder, ExtensionCodec } from '@msgpack/msgpack';

import { checkPacked, deepestPacked } from './packed-structure.ts';
import type { PackedBudget } from './packed-structure.ts';

/** Little-endian, as every machine this runs on is. The order gives the extension numbers: append only. */
const arrayTypes = [Float32Array, Float64Array, Uint32Array, Int32Array, Uint16Array] as const;

/** No message, and no array in it, may be larger, in bytes. */
export const largestMessage = 512 * 1024 * 1024;
/** From a window to the program: enough for a file to import. */
export const largestRequest = 64 * 1024 * 1024;

const mebibyte = 2 ** 20;

/** What may be asked of whoever decodes, by who speaks. */
export const budgets = {
  /** From a window, before it has said who it is. */
  greeting: { bytes: 1024, memory: 4096, depth: 2 },
  /** From a window: settings, and files as they are. */
  request: { bytes: largestRequest, memory: 16 * mebibyte, depth: deepestPacked },
  /** From the program, which the window believes: tables of all runs. */
  reply: { bytes: largestMessage, memory: 2048 * mebibyte, depth: deepestPacked },
  /** In a file of an archive: about 100,000 measured series, or histograms. */
  archived: { bytes: largestMessage, memory: 192 * mebibyte, depth: deepestPacked },
} as const satisfies Record<string, PackedBudget>;

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

/**
 * The bytes before a file of `size` bytes that takes the place of `message`'s last part, an array of bytes without any; so that
 * they and the file together are the message.
 */
export function encodeBeforeFile(message: unknown, size: number): Uint8Array {
  const whole = encode(message);
  const noBytes = 2; // what an empty array is encoded as: its type and its length
  const head = new Uint8Array(whole.length - noBytes + 5);
  head.set(whole.subarray(0, -noBytes));
  const view = new DataView(head.buffer, head.length - 5);
  view.setUint8(0, 0xc6); // "bin 32" of MessagePack
  view.setUint32(1, size);
  return head;
}

/** Throws, in words, for anything that is not one whole message within the budget. */
export function decode(bytes: Uint8Array, budget: PackedBudget = budgets.reply): unknown {
  checkPacked(bytes, budget, arrayTypes.length);
  const most = budget.bytes;
  const decoder = new Decoder({
    extensionCodec: extensions,
    maxStrLength: most,
    maxBinLength: most,
    maxExtLength: most,
    maxArrayLength: most,
    maxMapLength: most,
  });
  // Node's Buffers are not copied by `slice`, which the arrays in the message have to be.
  return decoder.decode(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}
