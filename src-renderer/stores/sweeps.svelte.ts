/** The sweeps there are, and one that is looked at: asked for again whenever the program says that it changed. */

import type { SweepDetail, SweepSummary } from '../../src-shared/views/sweep-view.ts';
import { foldSweep, rankedPoints } from '../../src-shared/views/sweep-results.ts';
import type { SweepPoint } from '../../src-shared/views/sweep-results.ts';
import { Answer } from './answer.svelte.ts';
import { workbench } from './workbench.svelte.ts';

export class SweepList {
  readonly answer = new Answer<readonly SweepSummary[]>();

  read(): void {
    void this.answer.ask(() => workbench.call('sweeps/list', {}));
  }

  /** Returns the way to stop. */
  follow(): () => void {
    this.read();
    return workbench.on('sweeps/changed', () => this.read());
  }
}

/** A sweep of ten thousand points is asked for again at most so often, in milliseconds. */
const againMs = 1000;

export class SweepLook {
  readonly id: string;
  readonly answer = new Answer<SweepDetail>();
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** Best first. */
  readonly points: readonly SweepPoint[] = $derived.by(() => {
    const detail = this.answer.value;
    return detail === null ? [] : rankedPoints(foldSweep(detail));
  });

  constructor(id: string) {
    this.id = id;
  }

  get detail(): SweepDetail | null {
    return this.answer.value;
  }

  read(): void {
    void this.answer.ask(() => workbench.call('sweeps/get', { sweep: this.id }));
  }

  /** Returns the way to stop. */
  follow(): () => void {
    this.read();
    const stop = workbench.on('sweeps/changed', ({ sweep }) => {
      // Until the first answer any sweep may be this one.
      if (this.detail !== null && this.detail.sweepId !== sweep) return;
      this.#timer ??= setTimeout(() => {
        this.#timer = null;
        this.read();
      }, againMs);
    });
    return () => {
      stop();
      if (this.#timer !== null) clearTimeout(this.#timer);
    };
  }
}
