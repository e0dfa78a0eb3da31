/**
 * One image looked into through one checkpoint of one run. The address says what is shown; this store asks the program
 * for it. It must not keep an answer of another checkpoint than the one chosen without saying so: every answer carries
 * its own.
 */

import type { ExamplePage, ImageInspection, PictureAsImage } from '../../src-shared/views/inspection-view.ts';
import type { RunDetail } from '../../src-shared/views/run-view.ts';
import { Answer } from './answer.svelte.ts';
import { workbench } from './workbench.svelte.ts';

export type SplitName = 'train' | 'validation' | 'test';

/** Images in the filmstrip. */
export const filmstripLength = 20;

export interface ImageQuestion {
  readonly step: number | null;
  readonly split: SplitName;
  /** null: nothing chosen, or a drawing. */
  readonly index: number | null;
  readonly pixels: Uint8Array | null;
  readonly positive: number | null;
  readonly negative: number | null;
}

export class Inspection {
  readonly #run: string;
  readonly detail = new Answer<RunDetail>();
  readonly page = new Answer<ExamplePage>();
  readonly image = new Answer<ImageInspection>();
  /** The user's own picture as the net is shown it. */
  readonly picture = new Answer<PictureAsImage>();

  constructor(run: string) {
    this.#run = run;
    void this.detail.ask(() => workbench.call('runs/get', { run }));
  }

  get run(): string {
    return this.#run;
  }

  askPage(split: SplitName, label: number | null, offset: number): Promise<ExamplePage | null> {
    return this.page.ask(() =>
      workbench.call('inspect/examples', { run: this.#run, split, label, offset, limit: filmstripLength }),
    );
  }

  /**
   * The image to begin with: in a dataset of ten classes the first 7, under the labels 7 and 0, as in the figure of the
   * source article; else the split's first image under its own label.
   */
  async firstImage(split: SplitName): Promise<Pick<ImageQuestion, 'index' | 'positive' | 'negative'> | null> {
    const first = (label: number | null): Promise<ExamplePage> =>
      workbench.call('inspect/examples', { run: this.#run, split, label, offset: 0, limit: 1 });
    try {
      const any = await first(null);
      const seven = any.classNames.length === 10 ? (await first(7)).examples[0] : undefined;
      if (seven !== undefined) return { index: seven.index, positive: 7, negative: 0 };
      return { index: any.examples[0]?.index ?? null, positive: null, negative: null };
    } catch {
      return null; // the filmstrip asks the same and says what is wrong
    }
  }

  askPicture(file: File, inverted: boolean): Promise<PictureAsImage | null> {
    return this.picture.ask(async () => {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const name = file.name.slice(0, 1000);
      return workbench.call('inspect/picture', { run: this.#run, step: null, name, file: bytes, inverted });
    });
  }

  askImage({ step, split, index, pixels, positive, negative }: ImageQuestion): void {
    if (index === null && pixels === null) return this.image.forget();
    const image = pixels === null ? { split, index: index as number } : { pixels: pixels.slice() };
    void this.image.ask(() =>
      workbench.call('inspect/image', {
        run: this.#run,
        step,
        image,
        positiveLabel: positive,
        negativeLabel: negative,
      }),
    );
  }
}
