/**
 * Keeps a few things that are dear to make, the ones used last. What somebody is using is never given back under his
 * hands, so for a moment there can be more than wanted.
 */

import { assertDefined } from '../../src-shared/base/assert.ts';

export interface BoundedCacheOptions<V> {
  /** How many are kept. */
  readonly most: number;
  /** Gives back what is dropped. */
  readonly dispose?: (value: V) => void | Promise<void>;
}

interface Entry<V> {
  readonly value: Promise<V>;
  users: number;
}

export class BoundedCache<V> {
  readonly #most: number;
  readonly #dispose: (value: V) => void | Promise<void>;
  /** Least recently used first. */
  readonly #entries = new Map<string, Entry<V>>();

  constructor({ most, dispose = () => {} }: BoundedCacheOptions<V>) {
    this.#most = most;
    this.#dispose = dispose;
  }

  /** Works with what stands under `key`, made where it is not there. What could not be made is not kept. */
  async use<T>(key: string, make: () => Promise<V>, work: (value: V) => T | Promise<T>): Promise<T> {
    const entry = this.#entries.get(key) ?? { value: make(), users: 0 };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    entry.users += 1;
    try {
      const value = await entry.value.catch((error: unknown) => {
        if (this.#entries.get(key) === entry) this.#entries.delete(key);
        throw error;
      });
      return await work(value);
    } finally {
      entry.users -= 1;
      await this.#dropOld();
    }
  }

  /** For values that need no giving back. */
  get(key: string, make: () => Promise<V>): Promise<V> {
    return this.use(key, make, (value) => value);
  }

  /** Forgets all that nobody is using. */
  async clear(): Promise<void> {
    for (const [key, entry] of this.#entries) if (entry.users === 0) await this.#drop(key);
  }

  async #dropOld(): Promise<void> {
    for (const [key, entry] of this.#entries) {
      if (this.#entries.size <= this.#most) return;
      if (entry.users === 0) await this.#drop(key);
    }
  }

  async #drop(key: string): Promise<void> {
    const entry = assertDefined(this.#entries.get(key), key);
    this.#entries.delete(key);
    await this.#dispose(await entry.value);
  }
}
