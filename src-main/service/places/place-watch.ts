/**
 * Asks the places again and again while runs are there, as long as a window may look on. What goes wrong stands in the
 * places' news; asking goes on.
 */

import type { Places } from './places.ts';

/** How soon it asks again where something happens, and how seldom where nothing does; in between ever less often. */
const soonestMs = 5_000;
const seldomMs = 60_000;
/** How long closing waits for what is under way. It may be broken off: the next session does it again. */
const farewellMs = 5_000;

export class PlaceWatch {
  readonly #places: Places;
  #timer: NodeJS.Timeout | null = null;
  #isWatching = false;
  #waitMs = soonestMs;

  constructor(places: Places) {
    this.#places = places;
  }

  /** From now on, and at once. */
  begin(): void {
    this.#isWatching = true;
    this.soon();
  }

  /** Runs were sent, or somebody wants to know. */
  soon(): void {
    if (!this.#isWatching) return;
    this.#waitMs = soonestMs;
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
    const hasNews = this.#places.isAnyElsewhere && (await this.#fetch());
    if (!this.#isWatching) return;
    this.#waitMs = hasNews ? soonestMs : Math.min(seldomMs, 2 * this.#waitMs);
    // Somebody may have asked for it meanwhile.
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), this.#waitMs).unref();
  }

  /** Whether something came back. */
  async #fetch(): Promise<boolean> {
    try {
      return (await this.#places.fetch()).some(({ back }) => back.length > 0);
    } catch (thrown) {
      this.#places.complain(thrown);
      return false;
    }
  }
}
