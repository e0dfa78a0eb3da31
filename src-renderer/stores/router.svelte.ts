/** Where the window is: a view and its parameters, kept in the address after "#", so that back, forward and links work. */

import { missingPlace } from './missing-place.ts';

export type ViewName = 'runs' | 'run' | 'compare' | 'new' | 'inspect' | 'datasets' | 'engines' | 'gallery';

const viewNames: readonly ViewName[] = [
  'runs',
  'run',
  'compare',
  'new',
  'inspect',
  'datasets',
  'engines',
  'gallery',
];

export interface Place {
  readonly view: ViewName;
  /** The run a view is about: "#/run/ID". */
  readonly id: string | null;
  readonly parameters: Readonly<Record<string, string>>;
}

export function parsePlace(hash: string): Place {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [name = '', id] = path.split('/').map(decodeURIComponent);
  const view = viewNames.find((each) => each === name) ?? 'runs';
  return { view, id: id ?? null, parameters: Object.fromEntries(new URLSearchParams(search)) };
}

export function addressOf(
  view: ViewName,
  id: string | null = null,
  parameters: Record<string, string> = {},
): string {
  const search = new URLSearchParams(parameters).toString();
  return `#/${view}${id === null ? '' : `/${encodeURIComponent(id)}`}${search === '' ? '' : `?${search}`}`;
}

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
    this.#missing = missingPlace(window.location.hash, viewNames);
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
