/**
 * Which runs train now and which wait: first come, first served, in a chosen number of slots. Pure: it starts nothing.
 * A paused run keeps its slot, because it keeps its memory and its device.
 */

import { assert } from '../../src-shared/base/assert.ts';

export class RunQueue {
  #slots: number;
  readonly #waiting: string[] = [];
  readonly #active = new Set<string>();

  /** `slots`: how many runs train side by side, at least 1. */
  constructor(slots: number) {
    this.#slots = slots;
    this.setSlots(slots);
  }

  get slots(): number {
    return this.#slots;
  }

  /** Fewer slots than active runs stop nothing: none begins until enough have ended. */
  setSlots(slots: number): void {
    assert(Number.isInteger(slots) && slots >= 1, `a queue cannot have ${slots} slots`);
    this.#slots = slots;
  }

  has(runId: string): boolean {
    return this.#active.has(runId) || this.#waiting.includes(runId);
  }

  /** At the end of the queue. */
  add(runId: string): void {
    assert(!this.has(runId), `run ${runId} is in the queue already`);
    this.#waiting.push(runId);
  }

  /** Gives free slots to those who waited longest, and returns who got one. */
  takeReady(): string[] {
    const free = Math.max(0, this.#slots - this.#active.size);
    const ready = this.#waiting.splice(0, free);
    for (const runId of ready) this.#active.add(runId);
    return ready;
  }

  /** Leaves the queue or gives back the slot. */
  remove(runId: string): void {
    this.#active.delete(runId);
    const place = this.#waiting.indexOf(runId);
    if (place >= 0) this.#waiting.splice(place, 1);
  }

  active(): string[] {
    return [...this.#active];
  }

  waiting(): string[] {
    return [...this.#waiting];
  }
}

/**
 * Threads for each run's CPU kernels, or null for all cores. Side by side, runs on few threads each do more work in
 * all than runs that take turns on many. `granted`: a cluster gave this process so many of a machine's cores.
 */
export function threadsPerRun(slots: number, cores: number, granted: number | null = null): number | null {
  if (granted === null && slots === 1) return null;
  return Math.max(1, Math.floor((granted ?? cores) / slots));
}
