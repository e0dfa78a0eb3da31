/** What a checkpoint answers to a whole split, its receptive fields and its projections: asked for tab by tab. */

import type { Projection, ReceptiveFields, SplitInspection } from '../../src-shared/views/inspection-view.ts';
import { Answer } from './answer.svelte.ts';
import type { SplitName } from './inspection.svelte.ts';
import { workbench } from './workbench.svelte.ts';

export class InspectionOfSplit {
  readonly answers = new Answer<SplitInspection>();
  readonly fields = new Answer<ReceptiveFields>();
  readonly projection = new Answer<Projection>();
  readonly #run: string;

  constructor(run: string) {
    this.#run = run;
  }

  askAnswers(step: number | null, split: SplitName, limit: number, hardest: number): void {
    void this.answers.ask(() =>
      workbench.call('inspect/split', { run: this.#run, step, split, limit, hardest }),
    );
  }

  askFields(step: number | null, layer: number, units: readonly number[]): void {
    void this.fields.ask(() =>
      workbench.call('inspect/fields', { run: this.#run, step, layer, units: [...units] }),
    );
  }

  askProjection(
    step: number | null,
    split: SplitName,
    layer: number,
    examples: number,
    method: 'pca' | 'umap',
  ): void {
    void this.projection.ask(() =>
      workbench.call('inspect/projection', { run: this.#run, step, split, layer, examples, method }),
    );
  }
}
