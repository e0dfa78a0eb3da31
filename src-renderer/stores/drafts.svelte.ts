/**
 * The drafts the program keeps, and what this window remembers beside them: seeds, tags, the run a draft was copied from,
 * and a text that cannot be read as JSON and so cannot be kept as a draft.
 */

import type { InputOf } from '../../src-shared/contract/contract.ts';
import type { DraftView } from '../../src-shared/views/workbench-view.ts';
import { workbench } from './workbench.svelte.ts';

/** What the window remembers of one draft. */
export interface DraftMemory {
  readonly seeds?: string;
  readonly tags?: string;
  readonly fromRun?: string;
  /** Only while it cannot be read. */
  readonly text?: string;
}

/** Of a draft, or of a revision. Also where the page is no secure context, which crypto.randomUUID asks for. */
export function newDraftId(): string {
  return [...crypto.getRandomValues(new Uint8Array(12))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}

const memoryKey = (id: string): string => `draft/${id}`;

export function recallDraft(id: string): DraftMemory {
  const stored = window.localStorage.getItem(memoryKey(id));
  if (stored === null) return {};
  try {
    const memory = JSON.parse(stored) as Record<string, unknown>;
    return Object.fromEntries(Object.entries(memory).filter(([, value]) => typeof value === 'string'));
  } catch {
    return {}; // Somebody else wrote it: there is nothing of ours to lose.
  }
}

export function rememberDraft(id: string, memory: DraftMemory): void {
  window.localStorage.setItem(memoryKey(id), JSON.stringify(memory));
}

class Drafts {
  #list = $state.raw<readonly DraftView[]>([]);

  /** Newest first. */
  get list(): readonly DraftView[] {
    return this.#list;
  }

  async load(): Promise<void> {
    const drafts = await workbench.call('drafts/list', {});
    this.#list = drafts.toSorted((one, other) => other.changedAt - one.changedAt);
  }

  async find(id: string): Promise<DraftView | null> {
    await this.load();
    return this.#list.find((each) => each.id === id) ?? null;
  }

  /** Returns whether it was one of the revisions it was to be written over. */
  async save(draft: InputOf<'drafts/save'>): Promise<boolean> {
    return (await workbench.call('drafts/save', draft)).written;
  }

  async remove(id: string): Promise<void> {
    await workbench.call('drafts/delete', { id });
    window.localStorage.removeItem(memoryKey(id));
    await this.load();
  }
}

export const drafts = new Drafts();
