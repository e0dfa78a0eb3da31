/**
 * Images of scattered examples of one split, for grids and hovering. They are fetched in runs of neighbours and kept, so
 * that each travels once.
 */

import type { ImageShape } from '../../src-shared/views/inspection-view.ts';
import { pagesOf } from '../panels/inspect-subject/example-pages.ts';
import type { SplitName } from './inspection.svelte.ts';
import { workbench, wordsOf } from './workbench.svelte.ts';

export interface Thumbnail {
  readonly label: number;
  readonly pixels: Uint8Array;
}

export class InspectionThumbnails {
  readonly #run: string;
  readonly #split: SplitName;
  #images = $state.raw<ReadonlyMap<number, Thumbnail>>(new Map());
  #shape = $state.raw<ImageShape | null>(null);
  #problem = $state.raw<{ readonly message: string; readonly next: string } | null>(null);
  readonly #asked = new Set<number>();

  constructor(run: string, split: SplitName) {
    this.#run = run;
    this.#split = split;
  }

  /** By index in the split; those that have arrived. */
  get images(): ReadonlyMap<number, Thumbnail> {
    return this.#images;
  }

  get shape(): ImageShape | null {
    return this.#shape;
  }

  get problem(): { readonly message: string; readonly next: string } | null {
    return this.#problem;
  }

  need(indexes: readonly number[]): void {
    const missing = indexes.filter((index) => !this.#asked.has(index));
    missing.forEach((index) => this.#asked.add(index));
    for (const page of pagesOf(missing)) void this.#fetch(page.offset, page.limit, missing);
  }

  async #fetch(offset: number, limit: number, wanted: readonly number[]): Promise<void> {
    try {
      const page = await workbench.call('inspect/examples', {
        run: this.#run,
        split: this.#split,
        label: null,
        offset,
        limit,
      });
      const { height, width, channels } = page.image;
      const size = height * width * channels;
      const images = new Map(this.#images);
      page.examples.forEach(({ index, label }, at) => {
        images.set(index, { label, pixels: page.pixels.subarray(at * size, (at + 1) * size) });
        this.#asked.add(index);
      });
      [this.#images, this.#shape, this.#problem] = [images, page.image, null];
    } catch (thrown) {
      wanted.forEach((index) => this.#asked.delete(index));
      this.#problem = wordsOf(thrown);
    }
  }
}
