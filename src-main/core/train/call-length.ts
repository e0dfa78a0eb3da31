/**
 * How many steps go into one call of an engine. A call has a price of its own, because all weights are copied out of it: half
 * a step's time for a net of 4 x 2000 units. So many steps share a call that they fill a second together; nobody
 * waits longer for a pause.
 */
export class CallLength {
  #steps = 1;

  get steps(): number {
    return this.#steps;
  }

  /** Learns from a call of so many steps. Grows by doubling at most: the first call is slower than those after it. */
  took(milliseconds: number, steps: number): void {
    const fitting = Math.floor(callMilliseconds / (milliseconds / steps));
    this.#steps = Math.min(Math.max(fitting, 1), 2 * this.#steps, longestCall);
  }
}

const callMilliseconds = 1000;
/** In steps: what a call brings is held in memory, all its batches. */
const longestCall = 64;
