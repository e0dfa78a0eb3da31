/**
 * The exponential moving average of a series, over every value before any thinning, corrected for its start: after n
 * numbers the average is sum(factor^(n - i) value_i) / sum(factor^(n - i)). What is no finite number leaves it as it is;
 * before the first number it is NaN.
 */

export class Smoothed {
  readonly factor: number;
  #output = new Float32Array(0);
  /** Where the next value goes, with the sums before it. */
  #next = 0;
  #sum = 0;
  #weight = 0;
  /** A place the average can start again from, when later values changed. */
  #saved = { at: 0, sum: 0, weight: 0 };

  constructor(factor: number) {
    this.factor = factor;
  }

  get bytes(): number {
    return this.#output.byteLength;
  }

  /** Values from `index` on may have changed. */
  restartAt(index: number): void {
    if (index >= this.#next) return;
    if (this.#saved.at > index) this.#saved = { at: 0, sum: 0, weight: 0 };
    this.#next = this.#saved.at;
    this.#sum = this.#saved.sum;
    this.#weight = this.#saved.weight;
  }

  /** The average at each of the first `count` values, of which those from `closed` on may change later. */
  upTo(values: Float32Array, count: number, closed: number): Float32Array {
    if (this.#output.length < count) {
      const larger = new Float32Array(values.length);
      larger.set(this.#output);
      this.#output = larger;
    }
    if (this.#next < closed) {
      this.#run(values, closed);
      this.#saved = { at: closed, sum: this.#sum, weight: this.#weight };
    }
    this.#run(values, count);
    return this.#output;
  }

  #run(values: Float32Array, end: number): void {
    const { factor } = this;
    const output = this.#output;
    let sum = this.#sum;
    let weight = this.#weight;
    for (let i = this.#next; i < end; i += 1) {
      const value = values[i] as number;
      if (Number.isFinite(value)) {
        sum = factor * sum + (1 - factor) * value;
        weight = factor * weight + (1 - factor);
      }
      output[i] = sum / weight; // 0 / 0 before the first number
    }
    this.#next = Math.max(this.#next, end);
    this.#sum = sum;
    this.#weight = weight;
  }
}
