/**
 * The places elsewhere as a sweep sees them. Runs that come in a short while are sent together, as one array of tasks; each
 * is done when it is back. A later session waits on for those that are there already.
 */

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import type { RunState } from '../../store/run-store.ts';
import type { Place } from '../sweeps/place.ts';
import type { PlaceWatch } from './place-watch.ts';
import type { Places } from './places.ts';

/** So many runs of a sweep are handed over at once. */
const width = 10_000;
/** Runs are sent together once no more have come for so long. */
const gatherMs = 300;

interface Gathered {
  readonly runIds: Set<string>;
  readonly place: string;
  readonly stopAfterEpochs: number | null;
  readonly timer: NodeJS.Timeout;
}

interface Waiter {
  readonly resolve: (run: RunState) => void;
  readonly reject: (error: unknown) => void;
}

export class SweepPlaces {
  readonly #places: Places;
  readonly #watch: PlaceWatch;
  readonly #waiters = new Map<string, Waiter>();
  /** By place and epochs. */
  readonly #gathered = new Map<string, Gathered>();
  /** To be taken back, all together. */
  #stopping: { readonly runIds: Set<string>; readonly done: Promise<void> } | null = null;

  constructor(places: Places, watch: PlaceWatch) {
    this.#places = places;
    this.#watch = watch;
  }

  get list(): readonly Place[] {
    return this.#places.names.map((name) => ({
      name,
      width,
      make: (runId, { stopAfterEpochs = null }) => {
        const back = this.#whenBack(runId);
        if (this.#places.placeOf(runId) === null) this.#gather(runId, name, stopAfterEpochs);
        this.#watch.begin();
        return back;
      },
      stop: (runId) => this.#stop(runId),
    }));
  }

  /** Whoever waits for one of these is told how far it is. */
  async areBack(runIds: readonly string[]): Promise<void> {
    const waiting = runIds.flatMap((runId) => {
      const waiter = this.#waiters.get(runId);
      this.#waiters.delete(runId);
      return waiter === undefined ? [] : [{ runId, waiter }];
    });
    if (waiting.length === 0) return;
    try {
      const states = await this.#places.statesOf(waiting.map(({ runId }) => runId));
      const byRun = new Map(states.map((state) => [state.runId, state]));
      for (const { runId, waiter } of waiting) {
        const state = byRun.get(runId);
        if (state === undefined) waiter.reject(new WorkbenchError('run/unknown', { run: runId }));
        else waiter.resolve(state);
      }
    } catch (thrown) {
      for (const { waiter } of waiting) waiter.reject(thrown);
    }
  }

  /** Nobody waits any more; what is elsewhere stays there. */
  leave(): void {
    const error = new WorkbenchError('training/refused', { reason: 'the workbench is closing' });
    for (const { reject } of this.#waiters.values()) reject(error);
    this.#waiters.clear();
    this.#gathered.clear();
  }

  #whenBack(runId: string): Promise<RunState> {
    const { promise, resolve, reject } = Promise.withResolvers<RunState>();
    this.#waiters.set(runId, { resolve, reject });
    return promise;
  }

  /** All that are to be stopped in the same moment are taken back at once. */
  #stop(runId: string): Promise<void> {
    if (this.#stopping === null) {
      const runIds = new Set<string>();
      const done = new Promise((resolve) => setImmediate(resolve)).then(() => {
        this.#stopping = null;
        return this.#stopAll([...runIds]);
      });
      this.#stopping = { runIds, done };
    }
    this.#stopping.runIds.add(runId);
    return this.#stopping.done;
  }

  async #stopAll(runIds: readonly string[]): Promise<void> {
    const there = runIds.filter((runId) => this.#places.placeOf(runId) !== null);
    // Not sent yet: nobody else knows of them.
    const here = runIds.filter((runId) => this.#places.placeOf(runId) === null);
    for (const { runIds: gathered } of this.#gathered.values())
      here.forEach((runId) => gathered.delete(runId));
    await this.areBack(here);
    if (there.length > 0) await this.#places.cancel(there);
  }

  #gather(runId: string, place: string, stopAfterEpochs: number | null): void {
    const key = `${place}/${stopAfterEpochs}`;
    const gathered = this.#gathered.get(key);
    if (gathered !== undefined) {
      gathered.runIds.add(runId);
      gathered.timer.refresh();
      return;
    }
    const timer = setTimeout(() => void this.#send(key), gatherMs);
    this.#gathered.set(key, { runIds: new Set([runId]), place, stopAfterEpochs, timer });
  }

  async #send(key: string): Promise<void> {
    const gathered = this.#gathered.get(key);
    this.#gathered.delete(key);
    if (gathered === undefined || gathered.runIds.size === 0) return;
    const { place, stopAfterEpochs } = gathered;
    const runIds = [...gathered.runIds];
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
