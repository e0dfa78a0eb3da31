/**
 * One page while it is open. What is typed is kept by this window at once and written a moment later, over what the
 * window saw. Where the page had become another one meanwhile, both texts are kept until somebody says which holds.
 */

import { longestPage } from '../../src-shared/views/logbook-view.ts';
import type { LogbookAnswer, LogbookPage } from '../../src-shared/views/logbook-view.ts';
import { joinPage, splitPage } from '../logbook/page-text.ts';
import type { HeldData } from '../logbook/page-text.ts';
import { newDraftId } from './drafts.svelte.ts';
import { parseKeptPage } from './kept-page.ts';
import { logbook } from './logbook.svelte.ts';
import { wordsOf, workbench } from './workbench.svelte.ts';

const savePause = 600; // milliseconds
/** Sent and not answered, at most. */
const mostRevisions = 50;
/** A browser keeps a few million characters of a page's own. */
const longestKept = 1_000_000;

export type PageSaved = 'saved' | 'saving' | 'failed' | 'changed elsewhere';
type Words = { readonly message: string; readonly next: string };

export class LogbookEditor {
  readonly id: string;
  #title = $state('');
  #text = $state.raw('');
  #data = $state.raw<HeldData>(new Map());
  #page = $state.raw<LogbookPage | null>(null);
  #isRead = $state(false);
  #saved = $state.raw<PageSaved>('saved');
  #problem = $state.raw<Words | null>(null);
  /** What another window made of the page (null: deleted it) while it was written here. */
  #other = $state.raw<{ readonly page: LogbookPage | null } | null>(null);
  #over: readonly (string | null)[] = [null];
  /** Grows with everything typed; equal to `#written` where all of it is in the store. */
  #typed = 0;
  #written = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending: Promise<void> | null = null;

  constructor(id: string) {
    this.id = id;
  }

  get title(): string {
    return this.#title;
  }

  /** What people write: without what panels hold. */
  get text(): string {
    return this.#text;
  }

  get data(): HeldData {
    return this.#data;
  }

  get body(): string {
    return joinPage(this.#text, this.#data);
  }

  /** As the program said last; null: there is no such page, or it was not read yet (`isRead`). */
  get page(): LogbookPage | null {
    return this.#page;
  }

  get isRead(): boolean {
    return this.#isRead;
  }

  get saved(): PageSaved {
    return this.#saved;
  }

  get problem(): Words | null {
    return this.#problem;
  }

  get other(): { readonly page: LogbookPage | null } | null {
    return this.#other;
  }

  /** Reads the page; on being called again, what is not written yet is written, and what others wrote is taken over. */
  async read(): Promise<void> {
    try {
      if (this.#typed > this.#written) return await this.flush();
      const page = await workbench.call('logbook/get', { page: this.id });
      this.#problem = null;
      if (this.#typed > this.#written) return;
      const kept = this.#isRead ? null : parseKeptPage(window.sessionStorage.getItem(this.#storageKey));
      this.#page = page;
      this.#isRead = true;
      if (kept !== null && kept.body !== page?.body) {
        this.#show(kept.title, kept.body);
        this.#over = kept.over;
        this.#changed();
      } else if (page !== null && page.revision !== this.#over[0]) this.#take(page);
    } catch (thrown) {
      this.#fail(thrown);
    }
  }

  type(text: string): void {
    this.#text = text;
    this.#changed();
  }

  retitle(title: string): void {
    this.#title = title;
    this.#changed();
  }

  /** Another text, and what its panels hold besides what they held before. */
  replace(text: string, held: HeldData = new Map()): void {
    this.#text = text;
    this.#data = new Map([...this.#data, ...held]);
    this.#changed();
  }

  /** Goes to the text before or after this one. */
  async step(direction: 'undo' | 'redo'): Promise<void> {
    await this.flush();
    const over = this.#page?.revision;
    if (this.#other !== null || over === undefined || this.#typed > this.#written) return;
    const { now } = await workbench.call('logbook/step', { page: this.id, direction, over });
    if (this.#typed > this.#written) return;
    if (now === null) this.#other = { page: null };
    else this.#take(now);
  }

  /** What stands here is written over what the other window made. */
  keepMine(): void {
    if (this.#other === null) return;
    this.#over = [this.#other.page?.revision ?? null];
    this.#other = null;
    this.#changed();
  }

  /** What the other window made stands here from now on; what stood here becomes a page of its own if `andMine`. */
  async takeOther(andMine: boolean): Promise<void> {
    const page = this.#other?.page ?? null;
    if (page === null) return;
    if (andMine) await this.#saveCopy();
    this.#other = null;
    this.#take(page);
  }

  /** Whether it is gone: another window may have written it meanwhile. */
  async delete(): Promise<boolean> {
    await this.flush();
    const over = this.#page?.revision;
    if (over === undefined || this.#other !== null) return false;
    const { written, now } = await workbench.call('logbook/delete', { page: this.id, over });
    if (!written && now !== null) this.#take(now);
    return written;
  }

  /** Writes at once what waits to be written. Failures are told in `saved` and `problem`. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#sending ??= this.#send().finally(() => (this.#sending = null));
    await this.#sending;
  }

  /** Writes what waits; where nobody chose between two texts, both stay. */
  async close(): Promise<void> {
    await this.flush();
    if (this.#other === null) return;
    await this.#saveCopy();
    this.#forget();
  }

  get #storageKey(): string {
    return `logbook/${this.id}`;
  }

  #changed(): void {
    this.#typed += 1;
    this.#remember();
    if (this.#other !== null) return;
    this.#saved = 'saving';
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), savePause);
  }

  async #send(): Promise<void> {
    while (this.#typed > this.#written && this.#other === null) {
      const typed = this.#typed;
      const revision = newDraftId();
      const over = this.#over.slice(-mostRevisions);
      const body = this.body;
      if (body.length > longestPage) {
        const message = `The page has more than ${longestPage} characters with what its panels hold.`;
        this.#problem = { message, next: 'Split it, or let some panels follow their runs.' };
        this.#saved = 'failed';
        return;
      }
      this.#over = [...over, revision];
      this.#remember();
      try {
        this.#heard(
          await workbench.call('logbook/write', {
            page: this.id,
            title: this.#title.slice(0, 200),
            body,
            revision,
            over,
          }),
          revision,
          typed,
        );
      } catch (thrown) {
        this.#fail(thrown);
        return;
      }
    }
  }

  #heard({ written, now }: LogbookAnswer, revision: string, typed: number): void {
    this.#problem = null;
    if (!written) {
      this.#other = { page: now };
      this.#saved = 'changed elsewhere';
      return;
    }
    this.#page = now;
    this.#over = [revision];
    this.#written = typed;
    if (this.#typed > typed) return;
    this.#saved = 'saved';
    this.#forget();
  }

  #fail(thrown: unknown): void {
    this.#problem = wordsOf(thrown);
    if (this.#typed > this.#written) this.#saved = 'failed';
  }

  /** What the program says the page is stands here. */
  #take(page: LogbookPage): void {
    this.#page = page;
    this.#over = [page.revision];
    this.#written = this.#typed;
    this.#saved = 'saved';
    this.#problem = null;
    this.#show(page.title, page.body);
    this.#forget();
  }

  #show(title: string, body: string): void {
    const { text, data } = splitPage(body);
    [this.#title, this.#text, this.#data] = [title, text, data];
  }

  async #saveCopy(): Promise<void> {
    await logbook.create(`${this.#title.slice(0, 170)} (as in the other window)`, this.body);
  }

  #remember(): void {
    const { body } = this;
    if (body.length > longestKept) return;
    const kept = { title: this.#title, body, over: this.#over };
    window.sessionStorage.setItem(this.#storageKey, JSON.stringify(kept));
  }

  #forget(): void {
    window.sessionStorage.removeItem(this.#storageKey);
  }
}
