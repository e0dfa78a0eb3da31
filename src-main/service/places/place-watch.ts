/**
 * Asks the places again and again while runs are there, as long as a window may look on. What goes wrong stands in the
 * places' news; asking goes on.
 */

import type { Places } from './places.ts';

const usualEveryMs = 60_000;
/** How long closing waits for what is under way. It may be broken off: the next session does it again. */
const farewellMs = 5_000;

export class PlaceWatch {
  readonly #places: Places;
  readonly #everyMs: number;
  #timer: NodeJS.Timeout | null = null;
  #isWatching = false;

  constructor(places: Places, everyMs: number = usualEveryMs) {
    this.#places = places;
    this.#everyMs = everyMs;
  }

  /** From now on, and at once. */
  begin(): void {
    this.#isWatching = true;
    this.soon();
  }

  /** Runs were sent, or somebody wants to know. */
  soon(): void {
    if (!this.#isWatching) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), 0).unref();
  }

  async end(): Promise<void> {
    this.#isWatching = false;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await Promise.race([
      this.#places.settle(),
      new Promise((resolve) => setTimeout(resolve, farewellMs).unref()),
    ]);
  }

  async #ask(): Promise<void> {
    if (this.#places.isAnyElsewhere) await this.#places.fetch().catch(this.#places.complain);
    if (!this.#isWatching) return;
    this.#timer = setTimeout(() => void this.#ask(), this.#everyMs).unref();
  }
}
