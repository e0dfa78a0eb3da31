/**
 * Puts an IDX file together from the chunks it arrives in, and rejects it at the first byte that cannot be right.
 * The format is described in idx.ts, which does the reading.
 */

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import type { Bytes } from './bytes.ts';

/** A parsed file, in memory or where it is. */
export interface IdxArray<Held extends Bytes = Uint8Array> {
  readonly file: string;
  /** Sizes by axis, outermost first. */
  readonly dimensions: readonly number[];
  readonly headerBytes: number;
  /** The elements, row-major: a part of `contents`. */
  readonly data: Held;
  /** The whole unpacked file, header included. */
  readonly contents: Held;
}

export interface IdxExpectation {
  readonly file: string;
  /** Offsets are counted in the unpacked data; errors then say so. */
  readonly packed: boolean;
  /** The file's true length in bytes, or a bound where it is packed. */
  readonly length: { readonly exactly: number } | { readonly atMost: number };
  /** Numbers of dimensions allowed. */
  readonly ranks: readonly number[];
}

/** More is not kept in memory: it would not fit beside a net. */
const maximumBytes = 2 ** 31 - 1;
const magicBytes = 4;
const unsignedByte = 0x08;
const elementTypes: Readonly<Record<number, string>> = {
  0x09: 'signed bytes',
  0x0b: '16-bit integers',
  0x0c: '32-bit integers',
  0x0d: '32-bit floats',
  0x0e: '64-bit floats',
};

export class IdxAssembler {
  readonly #expectation: IdxExpectation;
  /** The header so far; its final size is known once the magic is. */
  readonly #header: Uint8Array;
  #headerBytes = magicBytes;
  #dimensions: readonly number[] = [];
  /** Allocated once the header was found to be right. */
  #contents: Uint8Array | null = null;
  /** Bytes received. */
  #filled = 0;

  constructor(expectation: IdxExpectation) {
    this.#expectation = expectation;
    this.#header = new Uint8Array(magicBytes + 4 * Math.max(...expectation.ranks));
  }

  /** Takes the next bytes. Error: dataset/damaged. */
  push(chunk: Uint8Array): void {
    let rest = chunk;
    while (this.#contents === null && rest.length > 0) {
      const part = rest.subarray(0, this.#headerBytes - this.#filled);
      this.#header.set(part, this.#filled);
      this.#filled += part.length;
      rest = rest.subarray(part.length);
      if (this.#filled === magicBytes) this.#readMagic();
      if (this.#filled === this.#headerBytes) this.#contents = this.#makeRoom(this.#readSizes());
    }
    if (this.#contents === null || rest.length === 0) return;
    const { length } = this.#contents;
    if (this.#filled + rest.length > length) {
      throw this.#damaged(length, `the data end here by its header, but more bytes follow`);
    }
    this.#contents.set(rest, this.#filled);
    this.#filled += rest.length;
  }

  /** All bytes were pushed. Error: dataset/damaged where some are missing. */
  finish(): IdxArray {
    const contents = this.#contents;
    if (contents === null) {
      throw this.#damaged(
        this.#filled,
        this.#filled === 0 ? 'the file is empty' : 'the file ends in its header',
      );
    }
    if (this.#filled < contents.length) throw this.#truncated(this.#filled, contents.length);
    return {
      file: this.#expectation.file,
      dimensions: this.#dimensions,
      headerBytes: this.#headerBytes,
      data: contents.subarray(this.#headerBytes),
      contents,
    };
  }

  /** What the first bytes of a file say of all of it; the rest is not looked at. Error: dataset/damaged. */
  header(start: Uint8Array): Pick<IdxArray, 'dimensions' | 'headerBytes'> {
    this.#header.set(start.subarray(0, this.#header.length));
    this.#filled = Math.min(start.length, magicBytes);
    if (this.#filled === magicBytes) this.#readMagic();
    if (start.length < this.#headerBytes) throw this.#damaged(start.length, 'the file ends in its header');
    this.#readSizes();
    return { dimensions: this.#dimensions, headerBytes: this.#headerBytes };
  }

  #readMagic(): void {
    const [zero0, zero1, type = 0, rank = 0] = this.#header;
    if (zero0 !== 0) throw this.#damaged(0, `an IDX file begins with two zero bytes, this one with ${zero0}`);
    if (zero1 !== 0) throw this.#damaged(1, `an IDX file begins with two zero bytes, here stands ${zero1}`);
    if (type !== unsignedByte) {
      const named = elementTypes[type] ?? 'elements of an unknown type';
      throw this.#damaged(2, `it holds ${named} (type ${type}), not unsigned bytes (type ${unsignedByte})`);
    }
    const { ranks } = this.#expectation;
    if (!ranks.includes(rank)) {
      throw this.#damaged(
        3,
        `it has ${rank} dimension${rank === 1 ? '' : 's'} instead of ${ranks.join(' or ')}`,
      );
    }
    this.#headerBytes = magicBytes + 4 * rank;
  }

  /** Checks the sizes against the file's length, and gives what they make. */
  #readSizes(): number {
    const view = new DataView(this.#header.buffer);
    const rank = (this.#headerBytes - magicBytes) / 4;
    this.#dimensions = Array.from({ length: rank }, (_, axis) => view.getUint32(magicBytes + 4 * axis));
    const emptyAxis = this.#dimensions.findIndex((size, axis) => axis > 0 && size === 0);
    if (emptyAxis !== -1) throw this.#damaged(magicBytes + 4 * emptyAxis, `dimension ${emptyAxis + 1} is 0`);
    const total = this.#headerBytes + this.#dimensions.reduce((product, size) => product * size, 1);
    this.#checkTotal(total);
    return total;
  }

  #makeRoom(total: number): Uint8Array {
    if (total > maximumBytes) {
      const problem = `its sizes make ${total} bytes; the limit of a packed file is ${maximumBytes}, unpacked it may be larger`;
      throw this.#damaged(magicBytes, problem);
    }
    const contents = new Uint8Array(total);
    contents.set(this.#header.subarray(0, this.#headerBytes));
    return contents;
  }

  #checkTotal(total: number): void {
    const { length } = this.#expectation;
    const longest = 'exactly' in length ? length.exactly : length.atMost;
    if ('exactly' in length && total > longest) throw this.#truncated(longest, total);
    if (total > longest) {
      throw this.#damaged(
        magicBytes,
        `its sizes make ${total} bytes, more than so small a gzip file can hold`,
      );
    }
    if ('exactly' in length && total < longest) {
      throw this.#damaged(total, `the data end here by its header, but ${longest - total} more bytes follow`);
    }
  }

  #truncated(end: number, promised: number): WorkbenchError {
    return this.#damaged(end, `the file ends here, but by its header it has ${promised} bytes`);
  }

  #damaged(byte: number, problem: string): WorkbenchError {
    const { file, packed } = this.#expectation;
    return new WorkbenchError('dataset/damaged', {
      file,
      byte,
      problem: packed ? `${problem} (counted in the unpacked data)` : problem,
    });
  }
}
