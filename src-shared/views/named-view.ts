/**
 * Named views: how the table of runs or a comparison is set up, kept under a name. A name is any text that a person types;
 * here is what is made of it, so that the window, the program and the command line take the same text for the same name.
 */

export const viewPlaces = ['runs', 'compare'] as const;
export type ViewPlace = (typeof viewPlaces)[number];

/** The table of runs as it was left. Pinned runs are not of it: they stay whatever one looks at. */
export interface RunsViewContent {
  readonly place: 'runs';
  /** The query as typed. */
  readonly filter: string;
  /** In order. */
  readonly columns: readonly string[];
  /** In pixels, by column, where the user changed it. */
  readonly widths: Readonly<Record<string, number>>;
  /** The most important key first. */
  readonly sort: readonly { readonly column: string; readonly descending: boolean }[];
  readonly grouping: string;
  /** Keys of the groups that stand open. */
  readonly unfolded: readonly string[];
  readonly showArchived: boolean;
}

/** What the address of a comparison may say. Each is left out where what is usual holds. */
export const compareParameters = [
  'runs',
  'metrics',
  'axis',
  'smoothing',
  'xlog',
  'ylog',
  'seeds',
  'window',
  'first',
  'second',
  'error',
  'x',
  'y',
  'xscale',
  'yscale',
  'axes',
  'films',
  'subject',
  'layer',
] as const;
export type CompareParameter = (typeof compareParameters)[number];

export interface CompareViewContent {
  readonly place: 'compare';
  readonly parameters: Readonly<Partial<Record<CompareParameter, string>>>;
}

export type ViewContent = RunsViewContent | CompareViewContent;

export interface NamedView {
  readonly id: string;
  readonly place: ViewPlace;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly changedAt: number;
  /** Of the content, not of the name: made up by the window that wrote it, another one after every change. */
  readonly revision: string;
  /** null where it cannot be read. */
  readonly content: ViewContent | null;
  /** Why it cannot be read, in words; null where it can. */
  readonly problem: string | null;
}

/** "changed": it is not what it was changed over, and nothing was written. "taken": another one has that name. */
export type ViewOutcome = 'done' | 'changed' | 'taken';

/** Signs, as a person counts them: an emoji of one code point is one. */
export const mostNameSigns = 200;
/** Of one place: all of them travel in one message. */
export const mostViews = 200;

/** What is kept of a name as typed: one line, no space around it, no half signs, one form of each letter. */
export function viewName(typed: string): string {
  const line = typed
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .normalize('NFC');
  return line.trim();
}

/** Why a view cannot be called so, in words; null: it can. */
export function whyNoName(typed: string): string | null {
  const name = viewName(typed);
  if (!/[^\p{Z}\p{C}\p{M}]/u.test(name)) return 'Give the view a name that can be seen.';
  const { length } = [...name];
  return length > mostNameSigns ? `A name has ${mostNameSigns} signs at most; this has ${length}.` : null;
}

/** `wanted`, or where that is taken, the first of "wanted (2)", "wanted (3)" that is not. Within the most signs. */
export function freeName(wanted: string, taken: readonly string[]): string {
  const names = new Set(taken);
  if (!names.has(wanted)) return wanted;
  for (let count = 2; ; count += 1) {
    const mark = ` (${count})`;
    const room = mostNameSigns - mark.length;
    const name = viewName(`${[...wanted].slice(0, room).join('')}${mark}`);
    if (!names.has(name)) return name;
  }
}
