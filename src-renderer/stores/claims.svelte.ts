/** Published figures beside those of this data folder. What trains changes them, so they are asked for again, not often. */

import type { ClaimMethod, ClaimVersionName } from '../../src-shared/spec/claims.ts';
import type { ClaimView } from '../../src-shared/views/reproduction-view.ts';
import { OneAtATime } from './one-at-a-time.ts';
import { wordsOf, workbench } from './workbench.svelte.ts';

const refreshMilliseconds = 3000;

class Claims {
  #list = $state.raw<readonly ClaimView[] | null>(null);
  #failure = $state.raw<{ readonly message: string; readonly next: string } | null>(null);
  #starting = $state<string | null>(null);
  readonly #loading = new OneAtATime(() => this.#loadOnce());
  #timer: ReturnType<typeof setTimeout> | null = null;

  /** null until they were read. */
  get list(): readonly ClaimView[] | null {
    return this.#list;
  }

  get failure(): { readonly message: string; readonly next: string } | null {
    return this.#failure;
  }

  /** The claim whose runs are being begun. */
  get starting(): string | null {
    return this.#starting;
  }

  /** Done when what was read was asked for after this call. */
  load(): Promise<void> {
    return this.#loading.ask();
  }

  async #loadOnce(): Promise<void> {
    try {
      this.#list = await workbench.call('claims/list', {});
      this.#failure = null;
    } catch (thrown) {
      this.#failure = wordsOf(thrown);
    }
  }

  /** Until the function it returns is called. */
  follow(): () => void {
    const stop = workbench.on('runs/changed', () => {
      this.#timer ??= setTimeout(() => {
        this.#timer = null;
        void this.load();
      }, refreshMilliseconds);
    });
    return () => {
      stop();
      if (this.#timer !== null) clearTimeout(this.#timer);
      this.#timer = null;
    };
  }

  /** How many runs were begun. Errors: those of 'claims/start'. */
  async start(claim: string, version: ClaimVersionName, method: ClaimMethod): Promise<number> {
    this.#starting = claim;
    try {
      const { runIds } = await workbench.call('claims/start', { claim, version, method });
      await this.load();
      return runIds.length;
    } finally {
      this.#starting = null;
    }
  }
}

export const claims = new Claims();
