/**
 * The named views of one place: what there is, which one was chosen in this window, and changing them. Nothing is written
 * over what another window made of a view meanwhile, and every change can be taken back.
 */

import type { InputOf } from '../../src-shared/contract/contract.ts';
import { freeName, viewName } from '../../src-shared/views/named-view.ts';
import type { NamedView, ViewContent, ViewOutcome, ViewPlace } from '../../src-shared/views/named-view.ts';
import { newDraftId as newId } from './drafts.svelte.ts';
import { sortedViews } from './named-view-state.ts';
import { toasts } from './toasts.svelte.ts';
import { workbench } from './workbench.svelte.ts';

type Change = InputOf<'views/change'>;
/** Without the place, which is the store's. */
type ChangeHere = Change extends infer Each ? (Each extends Change ? Omit<Each, 'place'> : never) : never;

const said = (name: string): string => `“${name}”`;

class NamedViews {
  readonly place: ViewPlace;
  #list = $state.raw<readonly NamedView[] | null>(null);
  #chosenId = $state<string | null>(null);
  /** Of the newest question: an older answer must not replace a newer one. */
  #asked = 0;

  readonly chosen = $derived(this.#list?.find(({ id }) => id === this.#chosenId) ?? null);

  constructor(place: ViewPlace) {
    this.place = place;
  }

  /** By name; null until they are there. */
  get list(): readonly NamedView[] | null {
    return this.#list;
  }

  /** Keeps the list fresh; returns the way to stop. */
  watch(): () => void {
    void this.load();
    return workbench.on('views/changed', () => void this.load());
  }

  async load(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    await workbench.attempt('Reading the named views', async () => {
      const list = await workbench.call('views/list', { place: this.place });
      if (asked === this.#asked) this.#list = sortedViews(list);
    });
  }

  choose(view: NamedView | null): void {
    this.#chosenId = view?.id ?? null;
  }

  find(name: string): NamedView | null {
    return this.#list?.find((view) => view.name === viewName(name)) ?? null;
  }

  /** Returns why it was not saved, in words; null: it was, and is the chosen one. */
  async add(name: string, content: ViewContent): Promise<string | null> {
    const id = newId();
    const outcome = await this.#change({ change: 'add', id, name, content, revision: newId() });
    if (outcome !== 'done') return `There is a view of that name already.`;
    this.#chosenId = id;
    return null;
  }

  async replace(
    { id, name, revision: over, content: before }: NamedView,
    content: ViewContent,
  ): Promise<void> {
    await this.#attempt('Updating the view', async () => {
      const revision = newId();
      if ((await this.#change({ change: 'replace', id, content, revision, over })) !== 'done') {
        toasts.warn(
          `Another window changed or deleted the view ${said(name)}: nothing was written. What you see stays; update again, or save it under another name.`,
        );
        return;
      }
      const undo = before === null ? null : () => this.#undoReplace(id, name, before, revision);
      toasts.info(`The view ${said(name)} holds what you see now.`, undo && { label: 'Undo', run: undo });
    });
  }

  /** Returns why it was not renamed, in words; null: it was. */
  async rename({ id, name: from }: NamedView, typed: string): Promise<string | null> {
    const to = viewName(typed);
    if (to === from) return null;
    const outcome = await this.#change({ change: 'rename', id, from, to });
    if (outcome === 'taken') return 'There is a view of that name already.';
    if (outcome === 'changed') return 'Another window renamed or deleted this view meanwhile.';
    const run = (): void => {
      void this.#attempt('Renaming the view back', async () => {
        const back = await this.#change({ change: 'rename', id, from: to, to: from });
        if (back !== 'done')
          toasts.warn(`${said(to)} could not be called ${said(from)} again: it changed meanwhile.`);
      });
    };
    toasts.info(`The view ${said(from)} is called ${said(to)} now.`, { label: 'Undo', run });
    return null;
  }

  async remove(view: NamedView): Promise<void> {
    await this.#attempt('Deleting the view', async () => {
      const { id, name, revision: over } = view;
      if (this.#chosenId === id) this.#chosenId = null;
      if ((await this.#change({ change: 'remove', id, over })) !== 'done') {
        toasts.warn(`Another window changed the view ${said(name)} meanwhile: it was not deleted.`);
        return;
      }
      const { content } = view;
      const run = content === null ? null : () => this.#undoRemove(id, name, content);
      toasts.info(`Deleted the view ${said(name)}.`, run && { label: 'Undo', run });
    });
  }

  #undoReplace(id: string, name: string, content: ViewContent, over: string): void {
    void this.#attempt('Taking the update back', async () => {
      const outcome = await this.#change({ change: 'replace', id, content, revision: newId(), over });
      if (outcome !== 'done')
        toasts.warn(`The view ${said(name)} was changed again meanwhile: it stays as it is.`);
    });
  }

  /** Under another name, where somebody took its own meanwhile. */
  #undoRemove(id: string, name: string, content: ViewContent): void {
    void this.#attempt('Bringing the view back', async () => {
      const revision = newId();
      for (
        let wanted = name;
        ;
        wanted = freeName(
          name,
          (this.#list ?? []).map((each) => each.name),
        )
      ) {
        const outcome = await this.#change({ change: 'add', id, name: wanted, content, revision });
        if (outcome === 'taken') continue;
        if (wanted !== name) toasts.info(`It is called ${said(wanted)}: another view took its name.`);
        return;
      }
    });
  }

  async #change(change: ChangeHere): Promise<ViewOutcome> {
    const outcome = await workbench.call('views/change', { ...change, place: this.place });
    await this.load();
    return outcome;
  }

  async #attempt(what: string, action: () => Promise<void>): Promise<void> {
    await workbench.attempt(what, action);
  }
}

export type { NamedViews };
export const namedViews: Readonly<Record<ViewPlace, NamedViews>> = {
  runs: new NamedViews('runs'),
  compare: new NamedViews('compare'),
};
