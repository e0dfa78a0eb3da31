/**
 * One draft while it is being edited, as a form and as text at once. The text is the truth: what the form changes is
 * written into it, what is typed into it is read back. While it cannot be read, the form keeps showing what was readable
 * last. The program is asked what it thinks of every state, and keeps every state that can be read.
 */

import type { DraftView, SpecCheck } from '../../src-shared/views/workbench-view.ts';
import { asDraft, isEqual, isObject } from '../draft/draft.ts';
import type { Draft } from '../draft/draft.ts';
import { parseJsonText, writeJson } from '../draft/json-text.ts';
import { createLatestAnswer } from '../draft/latest-answer.ts';
import { parseSeeds } from '../draft/seeds.ts';
import { drafts, newDraftId, recallDraft, rememberDraft } from './drafts.svelte.ts';
import type { DraftMemory } from './drafts.svelte.ts';
import { wordsOf, workbench } from './workbench.svelte.ts';

const checkPause = 150; // milliseconds
const savePause = 500;
/** Saved and not answered yet, at most. */
const mostRevisions = 50;

export type DraftSaved = 'unchanged' | 'saving' | 'saved' | 'failed' | 'changed elsewhere';

export interface EditorStart {
  readonly id: string;
  readonly draft: Draft;
  /** Instead of the draft, where it could not be read when the window was closed. */
  readonly text?: string | undefined;
  /** What changes are told against, and what it is called. */
  readonly before: Draft;
  readonly beforeName: string;
  readonly preset: string | null;
  /** Of the kept draft; not there: it was never kept. */
  readonly revision?: string;
  readonly fromRun?: string | undefined;
  readonly seeds?: string | undefined;
  readonly tags?: string | undefined;
}

export class DraftEditor {
  readonly start: EditorStart;
  #text = $state.raw('');
  #draft = $state.raw<Draft>({});
  #seeds = $state('');
  #tags = $state('');
  #check = $state.raw<SpecCheck | null>(null);
  #failure = $state.raw<{ readonly message: string; readonly next: string } | null>(null);
  #saved = $state.raw<DraftSaved>('unchanged');
  /** What another window made of this draft (null: deleted it) while it was edited here. */
  #other = $state.raw<{ readonly draft: DraftView | null } | null>(null);
  /** What the kept draft may be: the revision heard of last, and those sent since. null: none. */
  #revisions: readonly (string | null)[];
  readonly #parsed = $derived(parseJsonText(this.#text));
  readonly #parsedSeeds = $derived(parseSeeds(this.#seeds));

  readonly #checking = createLatestAnswer<Draft, SpecCheck>({
    pauseMilliseconds: checkPause,
    ask: (draft) => workbench.call('spec/check', { draft }),
    take: (check) => {
      this.#check = check;
      this.#failure = null;
    },
    fail: (thrown) => {
      this.#check = null;
      this.#failure = wordsOf(thrown);
    },
  });
  readonly #saving = createLatestAnswer<null, void>({
    pauseMilliseconds: savePause,
    ask: () => this.#save(),
    take: () => (this.#saved = this.#other === null ? 'saved' : 'changed elsewhere'),
    fail: (thrown) => {
      this.#saved = 'failed';
      this.#failure = wordsOf(thrown);
    },
  });

  constructor(start: EditorStart) {
    this.start = start;
    this.#revisions = [start.revision ?? null];
    this.#draft = start.draft;
    this.#text = start.text ?? writeJson(start.draft);
    this.#seeds = start.seeds ?? seedOf(start.draft) ?? '1';
    this.#tags = start.tags ?? '';
    if (start.text === undefined) {
      this.checkNow();
      return;
    }
    // A text comes from a file, or could not be read before: it is kept at once, whatever it is.
    this.#readText();
    this.#changed();
  }

  /** The newest draft that could be read. */
  get draft(): Draft {
    return this.#draft;
  }

  get text(): string {
    return this.#text;
  }

  get seeds(): string {
    return this.#seeds;
  }

  get tags(): string {
    return this.#tags;
  }

  get parsedSeeds(): ReturnType<typeof parseSeeds> {
    return this.#parsedSeeds;
  }

  /** Why the text is no draft; null where it is one. `offset` is where. */
  get unreadable(): {
    readonly problem: string;
    readonly line: number;
    readonly column: number;
    readonly offset: number;
  } | null {
    const parsed = this.#parsed;
    if (parsed.problem !== null) return { problem: parsed.problem, ...parsed.at };
    const problem = 'an experiment is an object: { "name": … }';
    return isObject(parsed.value) ? null : { problem, line: 1, column: 1, offset: 0 };
  }

  /** Where each setting stands in the text. */
  get offsets(): ReadonlyMap<string, number> {
    return this.#parsed.problem === null ? this.#parsed.offsets : new Map();
  }

  /** null until the program answered. */
  get check(): SpecCheck | null {
    return this.#check;
  }

  /** A call that failed: a draft from the future, a lost connection. */
  get failure(): { readonly message: string; readonly next: string } | null {
    return this.#failure;
  }

  get saved(): DraftSaved {
    return this.#saved;
  }

  /** What another window made of this draft meanwhile; nothing is kept until one of the two is chosen. */
  get other(): { readonly draft: DraftView | null } | null {
    return this.#other;
  }

  /** What stands here is kept, over what the other window made. */
  keepMine(): void {
    if (this.#other === null) return;
    this.#revisions = [this.#other.draft?.revision ?? null];
    this.#other = null;
    this.#keep();
  }

  /** What the other window made stands here from now on. */
  takeOther(): void {
    const draft = this.#other?.draft ?? null;
    if (draft === null) return;
    const memory = recallDraft(this.start.id);
    this.#other = null;
    this.#revisions = [draft.revision];
    this.#draft = asDraft(draft.draft);
    this.#text = memory.text ?? writeJson(this.#draft);
    this.#seeds = memory.seeds ?? seedOf(this.#draft) ?? '1';
    this.#tags = memory.tags ?? '';
    this.#saved = 'saved';
    this.checkNow();
  }

  /** What the form changed. */
  change(draft: Draft): void {
    if (isEqual(draft, this.#draft)) return;
    this.#draft = draft;
    this.#text = writeJson(draft);
    this.#followSeed();
    this.#changed();
  }

  /** What was typed as text; any text is kept. */
  type(text: string): void {
    this.#text = text;
    this.#readText();
    this.#changed();
  }

  /** Back to the newest text that could be read. */
  goBackToReadable(): void {
    this.#text = writeJson(this.#draft);
    this.#changed();
  }

  changeSeeds(text: string): void {
    this.#seeds = text;
    const [seed] = this.#parsedSeeds.seeds ?? [];
    if (seed !== undefined && this.unreadable === null && seed !== this.#draft['seed']) {
      this.#draft = { ...this.#draft, seed };
      this.#text = writeJson(this.#draft);
    }
    this.#changed();
  }

  changeTags(text: string): void {
    this.#tags = text;
    this.#changed();
  }

  checkNow(): void {
    this.#checking.ask(this.#draft);
  }

  /** Once the program is there again: keeps and checks what could not be kept and checked. */
  askAgain(): void {
    if (this.#saved === 'failed') this.#keep();
    if (this.#failure !== null) this.checkNow();
  }

  /** Keeps what is waiting to be kept, and asks no more. */
  close(): void {
    this.#saving.flush();
    this.#checking.stop();
    if (this.#other === null) return;
    // Nobody chose between the two: both stay.
    this.#other = null;
    void workbench.attempt('Keeping the draft', () => this.#saveCopy());
  }

  #readText(): void {
    const { value } = this.#parsed;
    if (value === null || !isObject(value)) return;
    this.#draft = value;
    this.#followSeed();
  }

  /** A seed that was changed elsewhere replaces what stands in the field, unless it begins the list there. */
  #followSeed(): void {
    const seed = seedOf(this.#draft);
    if (seed !== null && String(this.#parsedSeeds.seeds?.[0]) !== seed) this.#seeds = seed;
  }

  #changed(): void {
    this.#keep();
    this.checkNow();
  }

  #keep(): void {
    if (this.#other !== null) return;
    this.#saved = 'saving';
    this.#saving.ask(null);
  }

  async #save(): Promise<void> {
    if (this.#other !== null) return;
    const { id, preset } = this.start;
    const revision = newDraftId();
    const over = this.#revisions.slice(-mostRevisions);
    this.#revisions = [...over, revision];
    const memory = this.#memory();
    const question = { id, title: this.#title(), draft: this.#draft, preset, revision, over: [...over] };
    let written = true;
    try {
      written = await drafts.save(question);
      if (written && this.#revisions.includes(revision))
        this.#revisions = this.#revisions.slice(this.#revisions.indexOf(revision));
    } finally {
      // Also where the program could not be reached: what this window remembers is not lost with it.
      if (written) rememberDraft(id, memory);
    }
    if (!written) this.#other = { draft: await drafts.find(id) };
  }

  async #saveCopy(): Promise<void> {
    const { preset } = this.start;
    const id = newDraftId();
    rememberDraft(id, this.#memory());
    const title = `${this.#title().slice(0, 170)} (as in the other window)`;
    await drafts.save({ id, title, draft: this.#draft, preset, revision: newDraftId(), over: [null] });
    await drafts.load();
  }

  #memory(): DraftMemory {
    const { fromRun } = this.start;
    return {
      seeds: this.#seeds,
      tags: this.#tags,
      ...(fromRun === undefined ? {} : { fromRun }),
      ...(this.unreadable === null ? {} : { text: this.#text }),
    };
  }

  #title(): string {
    const { name } = this.#draft;
    return typeof name === 'string' && name.trim() !== '' ? name.trim().slice(0, 200) : 'Without a name';
  }
}

function seedOf(draft: Draft): string | null {
  return typeof draft['seed'] === 'number' ? String(draft['seed']) : null;
}
