/**
 * A question to the program and what came of it: the answer, what went wrong, and whether one is awaited. An answer that
 * comes after a newer question was asked is thrown away.
 */

import { wordsOf } from './workbench.svelte.ts';

export class Answer<T> {
  #value = $state.raw<T | null>(null);
  #problem = $state.raw<{ readonly message: string; readonly next: string } | null>(null);
  #isWaiting = $state(false);
  #turn = 0;

  /** The newest answer; it stays while the next is awaited, and goes when that fails. */
  get value(): T | null {
    return this.#value;
  }

  get problem(): { readonly message: string; readonly next: string } | null {
    return this.#problem;
  }

  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  /** Resolves with the answer, or null where it failed or was overtaken. */
  async ask(question: () => Promise<T>): Promise<T | null> {
    const turn = (this.#turn += 1);
    this.#isWaiting = true;
    try {
      const value = await question();
      if (turn !== this.#turn) return null;
      [this.#value, this.#problem, this.#isWaiting] = [value, null, false];
      return value;
    } catch (thrown) {
      if (turn !== this.#turn) return null;
      [this.#value, this.#problem, this.#isWaiting] = [null, wordsOf(thrown), false];
      return null;
    }
  }

  forget(): void {
    this.#turn += 1;
    [this.#value, this.#problem, this.#isWaiting] = [null, null, false];
  }
}
