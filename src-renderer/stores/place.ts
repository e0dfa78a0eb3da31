/**
 * What an address of the window says: a view and its parameters, after "#". Addresses are typed, cut and pasted by people,
 * so reading one never fails: what is no encoding stands for itself, and what names no view is the table of runs.
 */

export type ViewName =
  | 'runs'
  | 'run'
  | 'compare'
  | 'reproduce'
  | 'new'
  | 'sweeps'
  | 'inspect'
  | 'logbook'
  | 'datasets'
  | 'engines'
  | 'gallery';

export const viewNames: readonly ViewName[] = [
  'runs',
  'run',
  'compare',
  'reproduce',
  'new',
  'sweeps',
  'inspect',
  'logbook',
  'datasets',
  'engines',
  'gallery',
];

/** Parts of the view of a run: "#/run/ID?tab=layers". The first is shown where the address names none. */
export const runTabs = ['curves', 'layers', 'configuration', 'records'] as const;
export type RunTab = (typeof runTabs)[number];

export interface Place {
  readonly view: ViewName;
  /** The run a view is about: "#/run/ID". Never empty. */
  readonly id: string | null;
  readonly parameters: Readonly<Record<string, string>>;
}

export function parsePlace(hash: string): Place {
  const text = hash.replace(/^#\/?/, '');
  const mark = text.indexOf('?');
  const path = mark < 0 ? text : text.slice(0, mark);
  const search = mark < 0 ? '' : text.slice(mark + 1);
  const [name = '', id = ''] = path.split('/').map(decoded);
  const view = viewNames.find((each) => each === name) ?? 'runs';
  return { view, id: id === '' ? null : id, parameters: Object.fromEntries(new URLSearchParams(search)) };
}

export function addressOf(
  view: ViewName,
  id: string | null = null,
  parameters: Record<string, string> = {},
): string {
  const search = new URLSearchParams(parameters).toString();
  // A half of a surrogate pair has no encoding.
  const part = id === null ? '' : `/${encodeURIComponent(id.toWellFormed())}`;
  return `#/${view}${part}${search === '' ? '' : `?${search}`}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // such as "%" or "%zz"
  }
}
