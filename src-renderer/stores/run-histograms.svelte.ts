/**
 * The histograms of one run, fetched whole and then grown by what is new. There is one per full measure, so they are
 * asked for again only when the run was measured again, never because time went by.
 */

import { joinHistograms, lastStepOf } from './run-histogram-points.ts';
import type { HistogramPoints } from './run-histogram-points.ts';
import { wordsOf, workbench } from './workbench.svelte.ts';

export class RunHistograms {
  readonly #runId: string;
  #points = $state.raw<HistogramPoints>(new Map());
  /** How often the run had gone back to a checkpoint when it recorded `points`. */
  #restarts = 0;
  #loaded = $state(false);
  #problem = $state.raw<{ readonly message: string; readonly next: string } | null>(null);
  /** The measure that was asked about last. */
  #asked: string | null = null;

  constructor(runId: string) {
    this.#runId = runId;
  }

  get points(): HistogramPoints {
    return this.#points;
  }

  get loaded(): boolean {
    return this.#loaded;
  }

  get problem() {
    return this.#problem;
  }

  /**
   * `measure` names the newest full measure: nothing is asked while it stays the same. After another of the `restarts`
   * all is asked for again: the run went back to a checkpoint, and what it measured after that does not hold any more.
   */
  async ask(names: readonly string[], measure: string, restarts: number): Promise<void> {
    const question = `${restarts} ${measure} ${names.join(' ')}`;
    if (question === this.#asked) return;
    this.#asked = question;
    const known: HistogramPoints = restarts === this.#restarts ? this.#points : new Map();
    try {
      const added = await Promise.all(
        names.map(async (name) => {
          const afterStep = lastStepOf(known, name);
          const asked = { run: this.#runId, name, afterStep };
          return [name, await workbench.call('series/histograms', asked)] as const;
        }),
      );
      if (question !== this.#asked) return;
      this.#points = joinHistograms(known, new Map(added));
      this.#restarts = restarts;
      this.#loaded = true;
      this.#problem = null;
    } catch (thrown) {
      if (question !== this.#asked) return;
      this.#asked = null;
      this.#problem = wordsOf(thrown);
    }
  }
}
