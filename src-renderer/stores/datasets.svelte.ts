/** The datasets there are. Reading them takes a moment, since each is read whole, so the list is kept until asked again. */

import { zipSync } from 'fflate';

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

  /** A folder is sent as one zip. Errors: those of 'datasets/add', which name the file and the place. */
  async add(name: string, items: readonly SentItem[]): Promise<DatasetView> {
    const files: { name: string; bytes: Uint8Array<ArrayBuffer> }[] = [];
    for (const { name: itemName, isFolder, files: parts } of items) {
      if (isFolder) files.push({ name: `${itemName}.zip`, bytes: await zipOf(parts) });
      else for (const file of parts) files.push({ name: file.name, bytes: await bytesOf(file) });
    }
    const added = await workbench.call('datasets/add', { name, files });
    await this.load();
    return added;
  }
}

/** A file, or a folder with all that lies in it. */
interface SentItem {
  readonly name: string;
  readonly isFolder: boolean;
  readonly files: readonly File[];
}

async function bytesOf(file: File): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await file.arrayBuffer());
}

/** Stored as they are: pictures are packed already. */
async function zipOf(files: readonly File[]): Promise<Uint8Array<ArrayBuffer>> {
  const entries: Record<string, Uint8Array> = {};
  for (const file of files) entries[file.webkitRelativePath] = await bytesOf(file);
  return new Uint8Array(zipSync(entries, { level: 0 }));
}

export const datasets = new Datasets();
