/** The pages of the logbook, and what is done to one that is not open. */

import type { LogbookPageInfo } from '../../src-shared/views/logbook-view.ts';
import { joinPage, splitPage } from '../logbook/page-text.ts';
import { newDraftId } from './drafts.svelte.ts';
import { workbench } from './workbench.svelte.ts';

class Logbook {
  #pages = $state.raw<readonly LogbookPageInfo[] | null>(null);

  /** Newest first; null until they were read. */
  get pages(): readonly LogbookPageInfo[] | null {
    return this.#pages;
  }

  async load(): Promise<void> {
    this.#pages = await workbench.call('logbook/list', {});
  }

  /** Returns the new page's identifier. */
  async create(title: string, body: string): Promise<string> {
    const page = newDraftId();
    await workbench.call('logbook/write', { page, title, body, revision: newDraftId(), over: [null] });
    return page;
  }

  /** Puts blocks behind the text of a page, whatever it has become meanwhile. Returns whether the page is there. */
  async append(page: string, blocks: string): Promise<boolean> {
    for (;;) {
      const found = await workbench.call('logbook/get', { page });
      if (found === null) return false;
      const { text, data } = splitPage(found.body);
      const body = joinPage(`${text.trimEnd()}${text.trim() === '' ? '' : '\n\n'}${blocks}\n`, data);
      const { title, revision } = found;
      const { written } = await workbench.call('logbook/write', {
        page,
        title,
        body,
        revision: newDraftId(),
        over: [revision],
      });
      if (written) return true;
    }
  }
}

export const logbook = new Logbook();
