/**
 * A named set of parts of one sort (goodness functions, engines, ...). Registering means being tested: conformance
 * suites run once per entry. Two entries of one name are a bug.
 */

import { assert } from './assert.ts';
import { WorkbenchError } from './errors.ts';

export interface Named {
  readonly kind: string;
}

export class Registry<T extends Named> {
  readonly slot: string;
  readonly #parts = new Map<string, T>();

  /** `slot` is the sort's name as users read it, such as "goodness". */
  constructor(slot: string, parts: readonly T[]) {
    this.slot = slot;
    for (const part of parts) {
      assert(!this.#parts.has(part.kind), `two ${slot} parts are named "${part.kind}"`);
      this.#parts.set(part.kind, part);
    }
  }

  /** The part of that name. Error: part/unknown. */
  get(kind: string): T {
    const part = this.#parts.get(kind);
    if (part === undefined) {
      throw new WorkbenchError('part/unknown', { slot: this.slot, kind, known: this.kinds().join(', ') });
    }
    return part;
  }

  /** The part of that name; undefined where there is none. */
  find(kind: string): T | undefined {
    return this.#parts.get(kind);
  }

  kinds(): string[] {
    return [...this.#parts.keys()];
  }

  all(): T[] {
    return [...this.#parts.values()];
  }
}
