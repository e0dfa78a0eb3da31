/** Finds runs by name for the palette. The names are kept, and only what changed is asked for. */

import { workbench } from './workbench.svelte.ts';

export interface NamedRun {
  readonly id: string;
  readonly name: string;
  readonly status: string;
}

const mostFound = 20;

class RunNames {
  #revision: number | null = null;
  #connections = -1;
  readonly #runs = new Map<string, NamedRun>();

  /** Names with every word of the text in them, newest runs first. */
  async find(text: string): Promise<readonly NamedRun[]> {
    await this.#refresh();
    const words = text
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '');
    const found: NamedRun[] = [];
    for (const run of this.#runs.values()) {
      const name = run.name.toLowerCase();
      if (words.every((word) => name.includes(word) || run.id.startsWith(word))) found.push(run);
      if (found.length === mostFound) break;
    }
    return found;
  }

  async #refresh(): Promise<void> {
    // After a reconnection the program may be another one, with revisions of its own.
    if (workbench.connections !== this.#connections) {
      this.#connections = workbench.connections;
      this.#revision = null;
    }
    const table = await workbench.call('runs/table', { columns: [], afterRevision: this.#revision });
    const before = this.#revision === null ? [] : [...this.#runs.values()];
    const ids = new Set(table.runIds);
    const removed = new Set(table.removed);
    this.#runs.clear();
    table.runIds.forEach((id, row) => {
      const name = String(table.columns['run:name']?.[row] ?? id);
      this.#runs.set(id, { id, name, status: String(table.columns['run:status']?.[row] ?? '') });
    });
    for (const run of before) if (!ids.has(run.id) && !removed.has(run.id)) this.#runs.set(run.id, run);
    this.#revision = table.revision;
  }
}

export const runNames = new RunNames();
