/** What the engines of this machine can do. The survey takes seconds, so it is kept while the window is open. */

import type { EngineView } from '../../src-shared/views/workbench-view.ts';
import { wordsOf, workbench } from './workbench.svelte.ts';

class Engines {
  #list = $state.raw<readonly EngineView[] | null>(null);
  #surveying = $state(false);
  #failure = $state.raw<{ readonly message: string; readonly next: string } | null>(null);

  /** null until they were surveyed. */
  get list(): readonly EngineView[] | null {
    return this.#list;
  }

  get surveying(): boolean {
    return this.#surveying;
  }

  get failure(): { readonly message: string; readonly next: string } | null {
    return this.#failure;
  }

  async survey(): Promise<void> {
    if (this.#surveying) return;
    this.#surveying = true;
    this.#failure = null;
    try {
      this.#list = await workbench.call('engines/survey', {});
    } catch (thrown) {
      this.#failure = wordsOf(thrown);
    }
    this.#surveying = false;
  }
}

export const engines = new Engines();
