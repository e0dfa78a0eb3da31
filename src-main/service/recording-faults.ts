/**
 * A disk that refuses does so many times a second, and each refusal is a fault. People want to hear of it once. A reason
 * is told when it comes up, and again only after it has been quiet for a while: then it is a new occurrence.
 */

import type { WorkbenchError } from '../../src-shared/base/errors.ts';

/** A refusal that has not come back for so long, in milliseconds, is over. What waits is offered twice a second. */
export const quietMs = 60_000;
/** Reasons remembered; more than there are kinds of faults. */
const mostReasons = 200;

export class RecordingFaults {
  readonly #clock: () => number;
  /** When each reason last came up. */
  readonly #lastAt = new Map<string, number>();

  /** `clock`: milliseconds, monotonic. */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** True where people have not been told of this reason lately. */
  isNews(error: WorkbenchError): boolean {
    const reason = reasonFor(error);
    const now = this.#clock();
    const last = this.#lastAt.get(reason);
    this.#lastAt.delete(reason);
    this.#lastAt.set(reason, now); // as the newest
    const [oldest] = this.#lastAt.keys();
    if (this.#lastAt.size > mostReasons && oldest !== undefined) this.#lastAt.delete(oldest);
    return last === undefined || now - last >= quietMs;
  }
}

/** What could not be written this time makes no other reason of a full disk, nor does the wording of a refused write. */
function reasonFor({ code, message }: WorkbenchError): string {
  return code === 'store/disk-full' || code === 'store/read-only' ? code : `${code} ${message}`;
}
