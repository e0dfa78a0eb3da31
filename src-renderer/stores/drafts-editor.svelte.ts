/**
 * One draft while it is being edited, as a form and as text at once. The text is the truth: what the form changes is
 * written into it, what is typed into it is read back. While it cannot be read, the form keeps showing what was readable
 * last. The program is asked what it thinks of every state, and keeps every state that can be read.
 */

import type { SpecCheck } from '../../src-shared/views/workbench-view.ts';
import { isEqual, isObject } from '../draft/draft.ts';
import type { Draft } from '../draft/draft.ts';
import { parseJsonText, writeJson } from '../draft/json-text.ts';
import { createLatestAnswer } from '../draft/latest-answer.ts';
import { parseSeeds } from '../draft/seeds.ts';
import { drafts, rememberDraft } from './drafts.svelte.ts';
import { wordsOf, workbench } from './workbench.svelte.ts';

const checkPause = 150; // milliseconds
const savePause = 500;

export interface EditorStart {
  readonly id: string;
  readonly draft: Draft;
  /** Instead of the draft, where it could not be read when the window was closed. */
  readonly text?: string | undefined;
  /** What changes are told against, and what it is called. */
  readonly before: Draft;
  readonly beforeName: string;
  readonly preset: string | null;
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
  #saved = $state.raw<'unchanged' | 'saving' | 'saved' | 'failed'>('unchanged');
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
    take: () => (this.#saved = 'saved'),
    fail: (thrown) => {
      this.#saved = 'failed';
      this.#failure = wordsOf(thrown);
    },
  });

  constructor(start: EditorStart) {
    this.start = start;
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

  get saved(): 'unchanged' | 'saving' | 'saved' | 'failed' {
    return this.#saved;
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
    this.#saved = 'saving';
    this.#saving.ask(null);
  }

  async #save(): Promise<void> {
    const { id, preset, fromRun } = this.start;
    rememberDraft(id, {
      seeds: this.#seeds,
      tags: this.#tags,
      ...(fromRun === undefined ? {} : { fromRun }),
      ...(this.unreadable === null ? {} : { text: this.#text }),
    });
    const { name } = this.#draft;
    const title =
      typeof name === 'string' && name.trim() !== '' ? name.trim().slice(0, 200) : 'Without a name';
    await drafts.save({ id, title, draft: this.#draft, preset });
  }
}

function seedOf(draft: Draft): string | null {
  return typeof draft['seed'] === 'number' ? String(draft['seed']) : null;
}
