/** Arrays that were used before and wait to be used again, so that a training loop settles on a fixed set of them. */
export class BufferPool {
  /** By length. */
  readonly #free = new Map<number, Float32Array[]>();

  take(length: number): Float32Array {
    return this.#free.get(length)?.pop() ?? new Float32Array(length);
  }

  give(buffer: Float32Array): void {
    const waiting = this.#free.get(buffer.length);
    if (waiting === undefined) this.#free.set(buffer.length, [buffer]);
    else waiting.push(buffer);
  }

  clear(): void {
    this.#free.clear();
  }
}
