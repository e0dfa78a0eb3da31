/**
 * One run as it is now: read once, and again when the program says that it went on or that runs changed. A live run is a
 * replay whose end moves: whoever shows curves or films asks for what is new when `news` grows.
 */

import { untrack } from 'svelte';

import { WorkbenchError } from '../../src-shared/base/errors.ts';
import type { Rewriting, RunText, UnsettledRunText } from '../../src-shared/views/run-text.ts';
import type { RunDetail } from '../../src-shared/views/run-view.ts';
import { OneAtATime } from './one-at-a-time.ts';
import { runActions } from './run-actions.svelte.ts';
import { withEdits } from './run-edits.ts';
import type { RunEdit } from './run-edits.ts';
import { unsettledTexts } from './unsettled-texts.svelte.ts';
import { wordsOf, workbench } from './workbench.svelte.ts';

/** A run that trains is read about so often. */
const readMilliseconds = 400;

export class RunLive {
  readonly runId: string;
  #detail = $state.raw<RunDetail | null>(null);
  #problem = $state.raw<{ readonly message: string; readonly next: string } | null>(null);
  #missing = $state(false);
  /** Grows with everything that may have been recorded. */
  #news = $state(0);
  /** Grows when what was recorded before may not hold any more: another connection, or back to a checkpoint. */
  #restarts = $state(0);
  #edits = $state.raw<readonly RunEdit[]>([]);
  readonly #shown = $derived(this.#detail === null ? null : withEdits(this.#detail, this.#edits));
  readonly #reading = new OneAtATime(() => this.#readOnce());
  #timer: ReturnType<typeof setTimeout> | null = null;
  #readAt = -Infinity;

  constructor(runId: string) {
    this.runId = runId;
  }

  /** With what was changed here and is not heard back yet. */
  get detail(): RunDetail | null {
    return this.#shown;
  }

  /** What was typed and not written. */
  get unsettled(): readonly UnsettledRunText[] {
    return unsettledTexts.of(this.runId);
  }

  get problem() {
    return this.#problem;
  }

  /** There is no such run (any more). */
  get missing(): boolean {
    return this.#missing;
  }

  get news(): number {
    return this.#news;
  }

  get restarts(): number {
    return this.#restarts;
  }

  get isActive(): boolean {
    const status = this.#detail?.status;
    return status === 'running' || status === 'paused' || status === 'queued';
  }

  /** Reads the run and follows it; returns the way to stop. */
  follow(): () => void {
    const stops = [
      workbench.on('run/advanced', ({ run }) => {
        if (run === this.runId) this.#readSoon();
      }),
      workbench.on('runs/changed', () => this.#readSoon()),
    ];
    // Whoever follows in an effect must not begin anew with every answer.
    untrack(() => void this.read());
    return () => {
      for (const stop of stops) stop();
      if (this.#timer !== null) clearTimeout(this.#timer);
      this.#timer = null;
    };
  }

  /** Done when what was read was asked for after this call. */
  read(): Promise<void> {
    return this.#reading.ask();
  }

  // These are bound, so that a field that is left late still changes the run that it was opened for.
  readonly addTag = (tag: string): void => {
    void this.#edit({ kind: 'add', tag }, () => runActions.annotate([this.runId], { addTags: [tag] }));
  };

  readonly removeTag = (tag: string): void => {
    void this.#edit({ kind: 'remove', tag }, () => runActions.annotate([this.runId], { removeTags: [tag] }));
  };

  readonly rename = (to: string, from: string): void => this.#write('name', { from, to });

  readonly writeNotes = (to: string, from: string): void => this.#write('notes', { from, to });

  /** Says which text holds where two do not agree. */
  readonly settle = (unsettled: UnsettledRunText, holds: 'mine' | 'theirs'): void => {
    unsettledTexts.settle(unsettled);
    const { text, mine, theirs } = unsettled;
    if (holds === 'mine') this.#write(text, { from: theirs, to: mine });
  };

  #write(text: RunText, change: Rewriting): void {
    void this.#edit({ kind: 'write', text, to: change.to }, () =>
      runActions.rewrite(this.runId, text, change),
    );
  }

  /** Shown at once, and until what the program says was asked for afterwards. */
  async #edit(edit: RunEdit, action: () => Promise<unknown>): Promise<void> {
    this.#edits = [...this.#edits, edit];
    await action();
    await this.read();
    this.#edits = this.#edits.filter((each) => each !== edit);
  }

  /** Notices come in bursts: one reading answers all of them, at once after a quiet time. */
  #readSoon(): void {
    const wait = this.#readAt + readMilliseconds - performance.now();
    this.#timer ??= setTimeout(
      () => {
        this.#timer = null;
        this.#readAt = performance.now();
        void this.read();
      },
      Math.max(0, wait),
    );
  }

  async #readOnce(): Promise<void> {
    try {
      const before = this.#detail;
      const detail = await workbench.call('runs/get', { run: this.runId });
      if (before !== null && detail.step < before.step) this.#restarts += 1;
      this.#detail = detail;
      this.#problem = null;
      this.#news += 1;
    } catch (thrown) {
      this.#missing = thrown instanceof WorkbenchError && thrown.code === 'run/unknown';
      this.#problem = wordsOf(thrown);
    }
  }
}
