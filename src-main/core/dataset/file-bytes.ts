/** Bytes that stay in their file. */

import { closeSync, openSync, readSync } from 'node:fs';

import { assert } from '../../../src-shared/base/assert.ts';
import { WorkbenchError, reasonOf } from '../../../src-shared/base/errors.ts';
import type { Bytes } from './bytes.ts';

/** Node reads no more than 2 GB in one go. */
const mostAtOnce = 1 << 30;

/** An open file; it is closed once nothing refers to it any more, or with its thread. */
class OpenFile {
  static readonly #closing = new FinalizationRegistry<number>((descriptor) => closeSync(descriptor));
  readonly path: string;
  readonly #descriptor: number;

  constructor(path: string) {
    this.path = path;
    try {
      this.#descriptor = openSync(path, 'r');
    } catch (thrown) {
      throw this.#unreadable(reasonOf(thrown), thrown);
    }
    OpenFile.#closing.register(this, this.#descriptor);
  }

  /** Fills `bytes`. Error: dataset/unreadable, also where the file has become shorter. */
  read(begin: number, bytes: Uint8Array): void {
    for (let filled = 0; filled < bytes.length;) {
      const count = this.#readSome(bytes, filled, begin + filled);
      if (count === 0)
        throw this.#unreadable(`it has become shorter: it ends at byte ${begin + filled}`, null);
      filled += count;
    }
  }

  #readSome(bytes: Uint8Array, at: number, position: number): number {
    try {
      return readSync(this.#descriptor, bytes, at, Math.min(bytes.length - at, mostAtOnce), position);
    } catch (thrown) {
      throw this.#unreadable(reasonOf(thrown), thrown);
    }
  }

  #unreadable(reason: string, cause: unknown): WorkbenchError {
    return new WorkbenchError('dataset/unreadable', { file: this.path, reason }, { cause });
  }
}

/** A part of a file. Reading an image out of the system's cache takes some microseconds. */
export class FileBytes implements Bytes {
  readonly length: number;
  readonly #file: OpenFile;
  readonly #begin: number;

  private constructor(file: OpenFile, begin: number, end: number) {
    this.#file = file;
    this.#begin = begin;
    this.length = end - begin;
  }

  /** The bytes begin .. end-1 of a file. Error: dataset/unreadable. */
  static open(path: string, begin: number, end: number): FileBytes {
    return new FileBytes(new OpenFile(path), begin, end);
  }

  subarray(begin: number, end: number): Uint8Array {
    this.#check(begin, end);
    const bytes = new Uint8Array(end - begin);
    this.read(begin, bytes);
    return bytes;
  }

  read(begin: number, into: Uint8Array): void {
    this.#check(begin, begin + into.length);
    this.#file.read(this.#begin + begin, into);
  }

  /** A part of this part, of the same open file. */
  section(begin: number, end: number): FileBytes {
    this.#check(begin, end);
    return new FileBytes(this.#file, this.#begin + begin, this.#begin + end);
  }

  #check(begin: number, end: number): void {
    assert(0 <= begin && begin <= end && end <= this.length, `bytes ${begin} to ${end} of ${this.length}`);
  }
}
