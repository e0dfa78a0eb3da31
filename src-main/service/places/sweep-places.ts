/**
 * The places elsewhere as a sweep sees them. Runs that come in a short while are sent together, as one array of tasks; each
 * is done when it is back. A later session waits on for those that are there already.
 */

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import type { Place } from '../sweeps/place.ts';
import type { PlaceWatch } from './place-watch.ts';
import type { Places } from './places.ts';

/** So many runs of a sweep are handed over at once. */
const width = 10_000;
const gatherMs = 1_000;

interface Gathered {
  readonly runIds: string[];
  readonly place: string;
  readonly stopAfterEpochs: number | null;
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export class SweepPlaces {
  readonly #places: Places;
  readonly #watch: PlaceWatch;
  readonly #waiters = new Map<string, Waiter>();
  /** By place and epochs. */
  readonly #gathered = new Map<string, Gathered>();

  constructor(places: Places, watch: PlaceWatch) {
    this.#places = places;
    this.#watch = watch;
  }

  get list(): readonly Place[] {
    return this.#places.names.map((name) => ({
      name,
      width,
      make: async (runId, { stopAfterEpochs = null }) => {
        const back = this.#whenBack(runId);
        if (this.#places.placeOf(runId) === null) this.#gather(runId, name, stopAfterEpochs);
        this.#watch.begin();
        await back;
        return this.#places.runOf(runId);
      },
      stop: async (runId) => {
        if (this.#places.placeOf(runId) !== null) await this.#places.cancel([runId]);
        else this.#letGo(runId);
      },
    }));
  }

  areBack(runIds: readonly string[]): void {
    for (const runId of runIds) {
      this.#waiters.get(runId)?.resolve();
      this.#waiters.delete(runId);
    }
  }

  /** Nobody waits any more; what is elsewhere stays there. */
  leave(): void {
    const error = new WorkbenchError('training/refused', { reason: 'the workbench is closing' });
    for (const { reject } of this.#waiters.values()) reject(error);
    this.#waiters.clear();
    this.#gathered.clear();
  }

  #whenBack(runId: string): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiters.set(runId, { resolve, reject });
    return promise;
  }

  /** It was not sent yet. */
  #letGo(runId: string): void {
    for (const { runIds } of this.#gathered.values()) {
      const at = runIds.indexOf(runId);
      if (at >= 0) runIds.splice(at, 1);
    }
    this.areBack([runId]);
  }

  #gather(runId: string, place: string, stopAfterEpochs: number | null): void {
    const key = `${place}/${stopAfterEpochs}`;
    const gathered = this.#gathered.get(key);
    if (gathered !== undefined) {
      gathered.runIds.push(runId);
      return;
    }
    this.#gathered.set(key, { runIds: [runId], place, stopAfterEpochs });
    setTimeout(() => void this.#send(key), gatherMs);
  }

  async #send(key: string): Promise<void> {
    const gathered = this.#gathered.get(key);
    this.#gathered.delete(key);
    if (gathered === undefined || gathered.runIds.length === 0) return;
    const { runIds, place, stopAfterEpochs } = gathered;
    try {
      await this.#places.plan(runIds, place, stopAfterEpochs);
      this.#watch.soon();
    } catch (thrown) {
      for (const runId of runIds) {
        this.#waiters.get(runId)?.reject(thrown);
        this.#waiters.delete(runId);
      }
    }
  }
}
