/** Where the window is, kept in its address, so that back, forward and links work. */

import { inspectTabs } from './inspection-place.ts';
import { missingPlace } from './missing-place.ts';
import { addressOf, parsePlace, runTabs, viewNames } from './place.ts';
import type { Place, ViewName } from './place.ts';

/** Whoever only reads the view is not told of other parameters: the window would open the same view anew. */
class CurrentPlace implements Place {
  #view = $state<ViewName>('runs');
  #id = $state<string | null>(null);
  #parameters = $state.raw<Readonly<Record<string, string>>>({});
  #missing = $state<string | null>(null);

  constructor() {
    this.follow();
  }

  get view(): ViewName {
    return this.#view;
  }

  get id(): string | null {
    return this.#id;
  }

  get parameters(): Readonly<Record<string, string>> {
    return this.#parameters;
  }

  /** What the address names and is not there, in words. */
  get missing(): string | null {
    return this.#missing;
  }

  /** Takes over what the address says. */
  follow(): void {
    const { view, id, parameters } = parsePlace(window.location.hash);
    // A run that is named after the table of all runs is meant itself.
    this.#view = view === 'runs' && id !== null && id !== '' ? 'run' : view;
    this.#id = id;
    this.#missing = missingPlace(window.location.hash, viewNames, { run: runTabs, inspect: inspectTabs });
    this.#parameters = parameters;
  }
}

class Router {
  readonly #place = new CurrentPlace();

  /** What the address names and no view shows, in words; null: there is a view. */
  get missing(): string | null {
    return this.#place.missing;
  }

  constructor() {
    window.addEventListener('hashchange', () => this.#place.follow());
  }

  get place(): Place {
    return this.#place;
  }

  go(view: ViewName, id: string | null = null, parameters: Record<string, string> = {}): void {
    window.location.hash = addressOf(view, id, parameters);
  }

  /** Changes a parameter of the place without a step in the history. */
  adjust(parameters: Readonly<Record<string, string | null>>): void {
    const { view, id } = this.#place;
    const merged = Object.entries({ ...this.#place.parameters, ...parameters }).filter(
      (entry): entry is [string, string] => entry[1] !== null,
    );
    window.history.replaceState(null, '', addressOf(view, id, Object.fromEntries(merged)));
    this.#place.follow();
  }
}

export const router = new Router();
