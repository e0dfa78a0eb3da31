/**
 * What can be done by key or from the palette. Views register what they offer while they are shown:
 *
 *     $effect(() => shortcuts.register([{ keys: 'p', label: 'Pause', run: pause }]));
 *
 * Keys are written "p", "Shift+N", "Mod+K" (Ctrl, or Command on a Mac), "?" or as two strokes "g r". Single keys do
 * nothing while the user types in a field.
 */

import { untrack } from 'svelte';

import { keysOf, matchKeys } from './shortcut-keys.ts';

export interface Action {
  /** Without keys an action is in the palette only. */
  readonly keys?: string | undefined;
  /** What it does, as a command: "Pause the run". */
  readonly label: string;
  readonly run: () => void;
  /** Heading in the drawer and the palette, such as the view's name. */
  readonly group?: string | undefined;
}

/** Two strokes belong together when the second comes within this time. */
const strokeMilliseconds = 1200;

class Shortcuts {
  #lists = $state.raw<readonly (readonly Action[])[]>([]);
  #stroke: { readonly keys: string; readonly at: number } | null = null;

  /** All that can be done now. */
  readonly actions: readonly Action[] = $derived(this.#lists.flat());

  /** Returns the way to take them back, so it fits an effect. */
  register(actions: readonly Action[]): () => void {
    // Whoever registers in an effect must not run again for what others register.
    untrack(() => (this.#lists = [...this.#lists, actions]));
    return () => {
      untrack(() => (this.#lists = this.#lists.filter((list) => list !== actions)));
    };
  }

  /** Runs what the key means, newest registration first; returns whether anything did. */
  handle(event: KeyboardEvent): boolean {
    if (event.defaultPrevented || event.isComposing) return false;
    const keys = keysOf(event);
    if (keys === null || (isTyping(event) && !keys.startsWith('Mod+'))) return false;
    const before =
      this.#stroke !== null && event.timeStamp - this.#stroke.at < strokeMilliseconds
        ? this.#stroke.keys
        : null;
    this.#stroke = { keys, at: event.timeStamp };
    const action = this.actions.findLast(
      ({ keys: own }) => own !== undefined && matchKeys(own, keys, before),
    );
    if (action === undefined) return false;
    event.preventDefault();
    this.#stroke = null;
    action.run();
    return true;
  }
}

function isTyping({ target }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement)
    return !['checkbox', 'radio', 'range', 'button'].includes(target.type);
  return (
    target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable
  );
}

export const shortcuts = new Shortcuts();
