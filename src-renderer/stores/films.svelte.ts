/**
 * The films of one run, fetched whole and then grown by what is new. Bytes stay out of Svelte's reactivity: `version`
 * grows when moments were added.
 */

import { Film, stepsOfFilms } from '../ui/film.ts';
import { OneAtATime } from './one-at-a-time.ts';
import { wordsOf, workbench } from './workbench.svelte.ts';

export class Films {
  readonly #runId: string;
  #films = new Map<string, Film>();
  #version = $state(0);
  #loaded = $state(false);
  #problem = $state.raw<{ readonly message: string; readonly next: string } | null>(null);
  readonly #growing = new OneAtATime(() => this.#growOnce());
  #wanted: readonly string[] = [];
  #restarted = 0;

  constructor(runId: string) {
    this.#runId = runId;
  }

  get version(): number {
    return this.#version;
  }

  get loaded(): boolean {
    return this.#loaded;
  }

  get problem() {
    return this.#problem;
  }

  /** null where the run recorded none. */
  film(name: string): Film | null {
    void this.#version;
    return this.#films.get(name) ?? null;
  }

  /** All steps at which one of these films has a moment, ascending. */
  steps(names: readonly string[]): number[] {
    void this.#version;
    return stepsOfFilms(names.flatMap((name) => this.#films.get(name) ?? []));
  }

  /** Forgets everything: the run went back to a checkpoint. */
  restart(): void {
    this.#restarted += 1;
    this.#films = new Map();
    this.#loaded = false;
    this.#version += 1;
  }

  /** Asks for what is new of each. */
  grow(names: readonly string[]): Promise<void> {
    this.#wanted = names;
    return this.#growing.ask();
  }

  /** In one question per place they stand at. */
  async #growOnce(): Promise<void> {
    const restarted = this.#restarted;
    try {
      const byStep = Map.groupBy(this.#wanted, (name) => this.#films.get(name)?.lastStep ?? null);
      for (const [afterStep, alike] of byStep) {
        const pieces = await workbench.call('series/films', { run: this.#runId, names: alike, afterStep });
        if (restarted !== this.#restarted) return;
        let added = 0;
        for (const piece of pieces) {
          const film = this.#films.get(piece.name) ?? new Film(piece.name, piece.shape);
          this.#films.set(piece.name, film);
          added += film.append(piece);
        }
        if (added > 0) this.#version += 1;
      }
      this.#loaded = true;
      this.#problem = null;
    } catch (thrown) {
      this.#problem = wordsOf(thrown);
    }
  }
}
