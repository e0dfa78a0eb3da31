/**
 * Ctrl+C and other requests to end, while runs train: the first stops them so that they can be resumed, a second one
 * ends the program at once.
 */

import { exitCodes } from './exit-codes.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type EndSignal = (typeof signals)[number];

/**
 * npm passes a Ctrl+C on that the terminal has already sent to everybody, so it comes twice. A second one counts only
 * when it comes later than this, in milliseconds.
 */
const echoMs = 700;

export class Interruption {
  readonly #onFirst: () => void;
  readonly #onSecond: () => void;
  #signal: EndSignal | null = null;
  #at = 0;

  /** `onFirst` may be called before anything trains. `onSecond` is called right before the process ends. */
  constructor(onFirst: () => void, onSecond: () => void) {
    this.#onFirst = onFirst;
    this.#onSecond = onSecond;
    for (const signal of signals) process.on(signal, this.#hear);
  }

  /** What the program is to end with; null while nobody asked it to. */
  get exitCode(): number | null {
    return this.#signal === null ? null : exitCodes[this.#signal];
  }

  /** Signals mean what they usually do again. */
  dispose(): void {
    for (const signal of signals) process.off(signal, this.#hear);
  }

  readonly #hear = (signal: NodeJS.Signals): void => {
    const now = performance.now();
    if (this.#signal === null) {
      this.#signal = signal as EndSignal;
      this.#at = now;
      this.#onFirst();
    } else if (now - this.#at > echoMs) {
      this.#onSecond();
      process.exit(exitCodes[this.#signal]);
    }
  };
}
