/**
 * A look into one dataset: a page of its images, or what a net will see of some of them under an experiment. It follows
 * the dataset that is chosen; which of both is shown, and under which experiment, stays from one dataset to the next.
 */

import { WorkbenchError } from '../../src-shared/base/errors.ts';
import type { ExamplePage } from '../../src-shared/views/inspection-view.ts';
import type { DatasetView, InputPreview } from '../../src-shared/views/workbench-view.ts';
import { asDraft, setAt } from '../draft/draft.ts';
import type { Draft } from '../draft/draft.ts';
import { bestForDataset, isAboutDataset } from '../draft/own-dataset.ts';
import { createLatestAnswer } from '../draft/latest-answer.ts';
import { catalogueStore } from './catalogue.svelte.ts';
import { drafts } from './drafts.svelte.ts';
import { wordsOf, workbench } from './workbench.svelte.ts';

type Words = { readonly message: string; readonly next: string };
type Split = 'train' | 'validation' | 'test';
/** A page of images. */
export interface Browsed {
  readonly split: Split;
  /** null: all classes. */
  readonly label: number | null;
  readonly offset: number;
}
/** Some images in a row, under an experiment. */
export interface Previewed {
  /** Its key; empty for one that fits. */
  readonly experiment: string;
  readonly split: Split;
  readonly first: number;
}
interface Experiment {
  readonly label: string;
  readonly draft: Draft;
}

export const pageSize = 100;
const previewCount = 6;
const previewPause = 150; // milliseconds
const firstPage: Browsed = { split: 'train', label: null, offset: 0 };

export class DatasetLook {
  shown = $state<'images' | 'inputs'>('images');
  browsed = $state.raw<Browsed>(firstPage);
  previewed = $state.raw<Previewed>({ experiment: '', split: 'train', first: 0 });
  #page = $state.raw<ExamplePage | null>(null);
  #pageFailure = $state.raw<Words | null>(null);
  #preview = $state.raw<InputPreview | null>(null);
  #previewFailure = $state.raw<Words | null>(null);
  readonly #dataset: () => DatasetView | null;
  readonly #choice = $derived.by(() => this.#dataset()?.choice ?? null);

  /** What a preview can be made for, by key. */
  readonly experiments = $derived(
    new Map<string, Experiment>([
      ...catalogueStore.presets.map(
        ({ name, draft }) => [`preset ${name}`, { label: name, draft: asDraft(draft) }] as const,
      ),
      ...drafts.list.map(
        ({ id, title, draft }) =>
          [`draft ${id}`, { label: `Draft: ${title}`, draft: asDraft(draft) }] as const,
      ),
    ]),
  );
  /** The key of the one that is looked at: as chosen, else one about this dataset where there is one. */
  readonly experimentKey = $derived.by(() => {
    const asked = this.previewed.experiment;
    if (this.experiments.has(asked)) return asked;
    return bestForDataset([...this.experiments], ([, { draft }]) => draft, this.#choice)?.[0] ?? '';
  });
  readonly experiment = $derived(this.experiments.get(this.experimentKey) ?? null);
  /** Whether the experiment is about this dataset anyway. */
  readonly isOwn = $derived.by(() => {
    const [experiment, choice] = [this.experiment, this.#choice];
    return experiment !== null && choice !== null && isAboutDataset(experiment.draft, choice);
  });

  readonly #pages = createLatestAnswer<Browsed, ExamplePage>({
    pauseMilliseconds: 0,
    ask: (asked) => {
      const dataset = { ...asDraft(this.#choice ?? {}), kind: this.#choice?.kind ?? '' };
      return workbench.call('datasets/examples', { dataset, limit: pageSize, ...asked });
    },
    take: (answer) => ([this.#page, this.#pageFailure] = [answer, null]),
    fail: (thrown) => ([this.#page, this.#pageFailure] = [null, wordsOf(thrown)]),
  });
  readonly #previews = createLatestAnswer<Draft, InputPreview>({
    pauseMilliseconds: previewPause,
    ask: (draft) => this.#askPreview(draft),
    take: (answer) => ([this.#preview, this.#previewFailure] = [answer, null]),
    fail: (thrown) => ([this.#preview, this.#previewFailure] = [null, wordsOf(thrown)]),
  });

  constructor(dataset: () => DatasetView | null) {
    this.#dataset = dataset;
  }

  get page(): ExamplePage | null {
    return this.#page;
  }

  get pageFailure(): Words | null {
    return this.#pageFailure;
  }

  get preview(): InputPreview | null {
    return this.#preview;
  }

  get previewFailure(): Words | null {
    return this.#previewFailure;
  }

  /** Asks for what is shown. To be called as a component begins. */
  follow(): void {
    $effect(() => {
      if (this.#choice !== null && this.shown === 'images') this.#pages.ask(this.browsed);
    });
    $effect(() => {
      const [choice, experiment] = [this.#choice, this.experiment];
      if (choice === null || this.shown !== 'inputs' || experiment === null || this.previewed.first < 0)
        return;
      this.#previews.ask(
        this.isOwn ? experiment.draft : setAt(experiment.draft, ['dataset'], asDraft(choice)),
      );
    });
    $effect(() => () => {
      this.#pages.stop();
      this.#previews.stop();
    });
  }

  /** From the first image of another dataset. */
  begin(): void {
    [this.#page, this.#preview, this.#pageFailure, this.#previewFailure] = [null, null, null, null];
    this.browsed = firstPage;
    this.previewed = { ...this.previewed, first: 0 };
  }

  /** What the net sees of one of the images on the page. */
  pick(index: number): void {
    this.previewed = { ...this.previewed, split: this.browsed.split, first: index };
    this.shown = 'inputs';
  }

  askPageAgain(): void {
    this.#pages.ask(this.browsed);
  }

  askPreviewAgain(): void {
    this.previewed = { ...this.previewed };
  }

  /** Of some examples in a row; near the end of a split of the first one alone. */
  async #askPreview(draft: Draft): Promise<InputPreview> {
    const { split, first } = this.previewed;
    const indexes = Array.from({ length: previewCount }, (_, place) => first + place);
    try {
      return await workbench.call('datasets/preview', { draft, split, indexes });
    } catch (thrown) {
      if (!(thrown instanceof WorkbenchError) || thrown.code !== 'input/invalid') throw thrown;
      return workbench.call('datasets/preview', { draft, split, indexes: [first] });
    }
  }
}
