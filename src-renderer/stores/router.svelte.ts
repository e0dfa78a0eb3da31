/** Where the window is: a view and its parameters, kept in the address after "#", so that back, forward and links work. */

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

class Router {
  #place = $state.raw<Place>(parsePlace(window.location.hash));

  constructor() {
    window.addEventListener('hashchange', () => (this.#place = parsePlace(window.location.hash)));
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
    this.#place = parsePlace(window.location.hash);
  }
}

export const router = new Router();
