/**
 * Looks over MessagePack before anything is made of it: one pass over the bytes, in constant memory. A header of five
 * bytes may claim millions of items, and a decoder makes room for what is claimed; so what is claimed has to be there, to
 * fit a budget, and not to be nested too deep. Source: the MessagePack specification, github.com/msgpack/msgpack.
 */

import { DecodeError } from '@msgpack/msgpack';

/** What one message may ask for. */
export interface PackedBudget {
  /** The message's own size. */
  readonly bytes: number;
  /** What may be made of it, in bytes of memory, besides the contents of binary data and arrays of numbers. */
  readonly memory: number;
  /** Arrays and maps in each other. */
  readonly depth: number;
}

/** No budget may allow more: what the stack below has room for. */
export const deepestPacked = 100;

/** About what an item takes in the memory, in bytes; measured, and rounded up. */
const memoryOf = {
  value: 24,
  text: 40,
  letter: 2,
  array: 48,
  map: 96,
  /** Beside its value; a key that no other map has makes a shape of its own. */
  key: 96,
  binary: 256,
} as const;

/** Items still to come in each open array or map. One message is looked over at a time. */
const pending = new Float64Array(deepestPacked + 1);
/** 1 where what is open is a map. */
const isMap = new Uint8Array(deepestPacked + 1);

/**
 * Throws a DecodeError, in words, for what is not exactly one whole value within the budget. Extension types are those
 * below `extensionTypes`.
 */
export function checkPacked(bytes: Uint8Array, budget: PackedBudget, extensionTypes: number): void {
  const { length } = bytes;
  if (length > budget.bytes) throw new DecodeError(`a message of ${length} bytes is too large`);
  const deepest = Math.min(budget.depth, deepestPacked);
  let at = 0;
  let depth = 0;
  /** Items that are promised in all, each of at least one byte. */
  let promised = 1;
  let memory = 0;
  pending[0] = 1;
  isMap[0] = 0;

  /** An unsigned number, big-endian. */
  const number = (size: number): number => {
    if (at + size > length) throw new DecodeError('the message is cut short');
    let value = 0;
    for (const end = at + size; at < end; at += 1) value = value * 256 + (bytes[at] as number);
    return value;
  };
  const skip = (size: number, ofMemory: number): void => {
    if (size > length - at) throw new DecodeError('the message is cut short');
    at += size;
    memory += ofMemory;
  };
  const text = (size: number): void => skip(size, memoryOf.text + memoryOf.letter * size);
  const extension = (size: number): void => {
    const type = number(1);
    if (type >= extensionTypes) throw new DecodeError(`there is no extension type ${type}`);
    skip(size, memoryOf.binary);
  };
  const open = (items: number, map: 0 | 1): void => {
    memory += map === 1 ? memoryOf.map : memoryOf.array;
    if (items === 0) return;
    promised += items;
    if (promised > length - at) throw new DecodeError('the message claims more items than it has bytes for');
    depth += 1;
    if (depth > deepest) throw new DecodeError(`the message is nested more than ${deepest} deep`);
    pending[depth] = items;
    isMap[depth] = map;
  };

  while (promised > 0) {
    while (pending[depth] === 0) depth -= 1;
    const isKey = isMap[depth] === 1 && (pending[depth] as number) % 2 === 0;
    pending[depth] = (pending[depth] as number) - 1;
    promised -= 1;
    if (at >= length) throw new DecodeError('the message is cut short');
    const first = bytes[at] as number;
    at += 1;
    if (isKey) memory += memoryOf.key;
    if (first < 0x80 || first >= 0xe0) memory += memoryOf.value;
    else if (first < 0x90) open((first & 0x0f) * 2, 1);
    else if (first < 0xa0) open(first & 0x0f, 0);
    else if (first < 0xc0) text(first & 0x1f);
    else
      switch (first) {
        case 0xc0:
        case 0xc2:
        case 0xc3:
          memory += memoryOf.value;
          break;
        case 0xc4:
        case 0xc5:
        case 0xc6:
          skip(number(1 << (first - 0xc4)), memoryOf.binary);
          break;
        case 0xc7:
        case 0xc8:
        case 0xc9:
          extension(number(1 << (first - 0xc7)));
          break;
        case 0xca:
        case 0xcb:
          skip(first === 0xca ? 4 : 8, memoryOf.value);
          break;
        case 0xcc:
        case 0xcd:
        case 0xce:
        case 0xcf:
          skip(1 << (first - 0xcc), memoryOf.value);
          break;
        case 0xd0:
        case 0xd1:
        case 0xd2:
        case 0xd3:
          skip(1 << (first - 0xd0), memoryOf.value);
          break;
        case 0xd4:
        case 0xd5:
        case 0xd6:
        case 0xd7:
        case 0xd8:
          extension(1 << (first - 0xd4));
          break;
        case 0xd9:
        case 0xda:
        case 0xdb:
          text(number(1 << (first - 0xd9)));
          break;
        case 0xdc:
        case 0xdd:
          open(number(first === 0xdc ? 2 : 4), 0);
          break;
        case 0xde:
        case 0xdf:
          open(number(first === 0xde ? 2 : 4) * 2, 1);
          break;
        default:
          throw new DecodeError('the message holds a byte that begins nothing');
      }
    if (memory > budget.memory) throw new DecodeError('the message would take too much memory');
  }
  if (at !== length) throw new DecodeError(`${length - at} bytes follow the message`);
}
