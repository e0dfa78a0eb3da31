/** The bytes of many images, one image after the other: a Uint8Array, or a file that is read as they are asked for. */

/** Files of more bytes are read as they are asked for; smaller ones are kept in memory, where every dataset here fits. */
export const mostBytesInMemory = 1 << 29;
/** How much of a file is looked at in one go where all of it is. */
const pieceBytes = 1 << 22;

export interface Bytes {
  readonly length: number;
  /** The bytes begin .. end-1: a view where they are in memory, else read. Not to be written to. Error: dataset/unreadable. */
  subarray(begin: number, end: number): Uint8Array;
  /** Where they are not in memory: fills `into` with what begins at `begin`. Error: dataset/unreadable. */
  read?(begin: number, into: Uint8Array): void;
  /** As subarray, where they are not in memory: nothing is read yet. */
  section?(begin: number, end: number): Bytes;
}

/** Bytes begin .. end-1 of some bytes; nothing is read or copied. */
export function sectionOf(bytes: Bytes, begin: number, end: number): Bytes {
  return bytes.section?.(begin, end) ?? bytes.subarray(begin, end);
}

/** Fills `into` with what begins at `begin`; no memory is taken, however often. Error: dataset/unreadable. */
export function copyBytes(bytes: Bytes, begin: number, into: Uint8Array): void {
  if (bytes.read === undefined) into.set(bytes.subarray(begin, begin + into.length));
  else bytes.read(begin, into);
}

/** All bytes in their order, in pieces. */
export function* piecesOf(bytes: Bytes): Generator<Uint8Array, void> {
  for (let begin = 0; begin < bytes.length; begin += pieceBytes)
    yield bytes.subarray(begin, Math.min(begin + pieceBytes, bytes.length));
}

/** All of them at once. */
export function wholeOf(bytes: Bytes): Uint8Array {
  return bytes.subarray(0, bytes.length);
}

/** How many bytes of memory they take. */
export function memoryOf(bytes: Bytes): number {
  return bytes instanceof Uint8Array ? bytes.byteLength : 0;
}
