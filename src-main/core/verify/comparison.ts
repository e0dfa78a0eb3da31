/** Numbers as a trace has them beside numbers as an engine gives them. */

import { assertDefined } from '../../../src-shared/base/assert.ts';

export interface ReplayResult {
  readonly maxAbsoluteDifference: number;
  /**
   * The largest difference of a number divided by the largest magnitude in its list: single numbers near zero do not
   * blow it up.
   */
  readonly maxRelativeDifference: number;
  /** Where the largest relative difference is. */
  readonly worst: {
    readonly name: string;
    readonly index: number;
    readonly expected: number;
    readonly found: number;
  };
  readonly compared: number;
}

/** Collects differences and remembers the worst. */
export class Comparison {
  #absolute = 0;
  #relative = -1;
  #worst: ReplayResult['worst'] = { name: '', index: 0, expected: 0, found: 0 };
  #compared = 0;

  add(name: string, expected: readonly number[] | undefined, found: ArrayLike<number> | undefined): void {
    const list = assertDefined(expected, name);
    const other = assertDefined(found, name);
    const scale = list.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) || 1;
    list.forEach((value, index) => {
      const difference = Math.abs(value - (other[index] ?? NaN));
      // A NaN is the largest difference there is.
      const relative = Number.isNaN(difference) ? Infinity : difference / scale;
      this.#absolute = Math.max(this.#absolute, Number.isNaN(difference) ? Infinity : difference);
      this.#compared += 1;
      if (relative > this.#relative) {
        this.#relative = relative;
        this.#worst = { name, index, expected: value, found: other[index] ?? NaN };
      }
    });
  }

  result(): ReplayResult {
    return {
      maxAbsoluteDifference: this.#absolute,
      maxRelativeDifference: this.#relative,
      worst: this.#worst,
      compared: this.#compared,
    };
  }
}
