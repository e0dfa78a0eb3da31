/**
 * The table of runs that a comparison looks names and cells up in: loaded whole once, then kept fresh by what changed.
 * Its rows stay in the program's order, newest first. Cells stay out of Svelte's reactivity: a counter says that they
 * changed.
 */

import { runColumns } from '../../src-shared/views/run-table-view.ts';
import { RunColumns } from './run-columns.ts';
import { wordsOf, workbench } from './workbench.svelte.ts';

export class ComparisonTable {
  #table = new RunColumns();
  #version = $state(0);
  #problem = $state.raw<{ readonly message: string; readonly next: string } | null>(null);
  /** Asked for besides those of every table. */
  #columns: readonly string[] = [];
  /** What the table was loaded whole for; else it is loaded whole again. */
  #loadedColumns: readonly string[] = [];
  #loadedFor = 0;
  /** One question at a time: what changed is told since the answer before. */
  #last: Promise<unknown> = Promise.resolve();
  /** Not begun yet: whoever asks meanwhile is answered by it too. */
  #next: Promise<RunColumns | null> | null = null;

  /** null until it is there, and where the last question failed. Read where values derive from cells. */
  get value(): RunColumns | null {
    void this.#version;
    return this.#table.revision === null ? null : this.#table;
  }

  get problem(): { readonly message: string; readonly next: string } | null {
    return this.#problem;
  }

  /** Asks for these too, from the next question on. Returns whether that is more than before. */
  need(columnIds: readonly string[]): boolean {
    const common = new Set<string>(runColumns.map(({ id }) => id));
    const more = columnIds.filter((id) => !common.has(id) && !this.#columns.includes(id));
    if (more.length === 0) return false;
    this.#columns = [...this.#columns, ...more];
    return true;
  }

  /** The table as it is now; null where it failed, which `problem` says. */
  refresh(): Promise<RunColumns | null> {
    if (this.#next !== null) return this.#next;
    const next = this.#last.then(() => {
      this.#next = null;
      return this.#load();
    });
    this.#next = next;
    this.#last = next;
    return next;
  }

  async #load(): Promise<RunColumns | null> {
    try {
      if (await this.#read()) this.#version += 1;
      this.#problem = null;
      return this.#table;
    } catch (thrown) {
      this.#table = new RunColumns();
      this.#version += 1;
      this.#problem = wordsOf(thrown);
      return null;
    }
  }

  /** Resolves with whether anything changed. */
  async #read(): Promise<boolean> {
    const columns = this.#columns;
    const connection = workbench.connections;
    const { revision } = this.#table;
    if (revision !== null && columns === this.#loadedColumns && connection === this.#loadedFor) {
      const delta = await workbench.call('runs/table', { columns: [...columns], afterRevision: revision });
      // A new run has its place by its age, which only a whole table tells.
      if (delta.runIds.every((runId) => this.#table.rowOf(runId) !== null)) {
        this.#table.apply(delta);
        return delta.runIds.length > 0 || delta.removed.length > 0;
      }
    }
    this.#table.replace(await workbench.call('runs/table', { columns: [...columns], afterRevision: null }));
    [this.#loadedColumns, this.#loadedFor] = [columns, connection];
    return true;
  }
}
