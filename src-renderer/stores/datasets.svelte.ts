/** The datasets there are. Reading them takes a moment, since each is read whole, so the list is kept until asked again. */

import type { DatasetView } from '../../src-shared/views/workbench-view.ts';
import { wordsOf, workbench } from './workbench.svelte.ts';

class Datasets {
  #list = $state.raw<readonly DatasetView[] | null>(null);
  #failure = $state.raw<{ readonly message: string; readonly next: string } | null>(null);

  /** null until they were read. */
  get list(): readonly DatasetView[] | null {
    return this.#list;
  }

  get failure(): { readonly message: string; readonly next: string } | null {
    return this.#failure;
  }

  async load(): Promise<void> {
    this.#failure = null;
    try {
      this.#list = await workbench.call('datasets/list', {});
    } catch (thrown) {
      this.#failure = wordsOf(thrown);
    }
  }

  /** Errors: those of 'datasets/add', which name the file and the byte. */
  async add(name: string, files: readonly File[]): Promise<DatasetView> {
    const read = files.map(async (file) => ({
      name: file.name,
      bytes: new Uint8Array(await file.arrayBuffer()),
    }));
    const added = await workbench.call('datasets/add', { name, files: await Promise.all(read) });
    await this.load();
    return added;
  }
}

export const datasets = new Datasets();
