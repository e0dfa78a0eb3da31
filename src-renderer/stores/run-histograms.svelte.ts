/**
 * The histograms of one run. There is one per full measure, so they are asked for again only when the run was measured
 * again, never because time went by.
 */

import type { HistogramPoint } from '../../src-shared/views/run-view.ts';
import { wordsOf, workbench } from './workbench.svelte.ts';

export class RunHistograms {
  readonly #runId: string;
  /** By name, oldest first. */
  #points = $state.raw<ReadonlyMap<string, readonly HistogramPoint[]>>(new Map());
  #loaded = $state(false);
  #problem = $state.raw<{ readonly message: string; readonly next: string } | null>(null);
  /** The measure that was asked about last. */
  #asked: string | null = null;

  constructor(runId: string) {
    this.#runId = runId;
  }

  get points(): ReadonlyMap<string, readonly HistogramPoint[]> {
    return this.#points;
  }

  get loaded(): boolean {
    return this.#loaded;
  }

  get problem() {
    return this.#problem;
  }

  /** `measure` names the newest full measure: nothing is asked while it stays the same. */
  async ask(names: readonly string[], measure: string): Promise<void> {
    const question = `${measure} ${names.join(' ')}`;
    if (question === this.#asked) return;
    this.#asked = question;
    try {
      const answers = await Promise.all(
        names.map((name) => workbench.call('series/histograms', { run: this.#runId, name })),
      );
      if (question !== this.#asked) return;
      this.#points = new Map(names.map((name, index) => [name, answers[index] ?? []]));
      this.#loaded = true;
      this.#problem = null;
    } catch (thrown) {
      if (question !== this.#asked) return;
      this.#asked = null;
      this.#problem = wordsOf(thrown);
    }
  }
}
