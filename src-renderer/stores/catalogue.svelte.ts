/** What experiments can be made of, and the presets with what each would cost here. Asked once per connection. */

import type { CatalogueView, PresetView, SpecEstimate } from '../../src-shared/views/workbench-view.ts';
import { asDraft } from '../draft/draft.ts';
import { wordsOf, workbench } from './workbench.svelte.ts';

class CatalogueStore {
  #catalogue = $state.raw<CatalogueView | null>(null);
  #presets = $state.raw<readonly PresetView[]>([]);
  #estimates = $state.raw<Readonly<Record<string, SpecEstimate>>>({});
  #failure = $state.raw<{ readonly message: string; readonly next: string } | null>(null);
  #connection = 0;

  get catalogue(): CatalogueView | null {
    return this.#catalogue;
  }

  get presets(): readonly PresetView[] {
    return this.#presets;
  }

  /** By preset; one that is missing is not known yet, or cannot be trained here. */
  get estimates(): Readonly<Record<string, SpecEstimate>> {
    return this.#estimates;
  }

  get failure(): { readonly message: string; readonly next: string } | null {
    return this.#failure;
  }

  /** Asks unless it was asked over this very connection. */
  async load(connection: number): Promise<void> {
    if (this.#connection === connection) return;
    this.#connection = connection;
    await this.reload();
  }

  async reload(): Promise<void> {
    this.#failure = null;
    try {
      const answers = Promise.all([workbench.call('spec/catalogue', {}), workbench.call('spec/presets', {})]);
      [this.#catalogue, this.#presets] = await answers;
    } catch (thrown) {
      this.#connection = 0;
      this.#failure = wordsOf(thrown);
    }
  }

  /** One after the other: nobody waits for all of them. A time that was not known is asked for again. */
  async estimatePresets(): Promise<void> {
    for (const { name, members } of this.#presets) {
      if (typeof this.#estimates[name]?.seconds === 'number') continue;
      const estimates: (SpecEstimate | null)[] = [];
      for (const { draft } of members)
        estimates.push((await workbench.call('spec/check', { draft: asDraft(draft) })).estimate);
      const estimate = together(estimates);
      if (estimate !== null) this.#estimates = { ...this.#estimates, [name]: estimate };
    }
  }
}

/** What experiments cost one after the other, in sum and, of memory, at most; null where one of them is not known. */
function together(estimates: readonly (SpecEstimate | null)[]): SpecEstimate | null {
  return estimates.reduce((before, next) => {
    if (before === null || next === null) return null;
    return {
      ...next,
      steps: before.steps + next.steps,
      epochs: before.epochs + next.epochs,
      parameterCount: before.parameterCount + next.parameterCount,
      seconds: before.seconds === null || next.seconds === null ? null : before.seconds + next.seconds,
      memoryBytes: Math.max(before.memoryBytes, next.memoryBytes),
    };
  });
}

export const catalogueStore = new CatalogueStore();
