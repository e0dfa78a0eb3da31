/** What the window decides of named views, as plain functions: their order, whether one is as kept, what an address asks. */

import { compareParameters } from '../../src-shared/views/named-view.ts';
import type {
  CompareParameter,
  CompareViewContent,
  NamedView,
  ViewContent,
} from '../../src-shared/views/named-view.ts';

/** By name, as people sort: "run 9" before "run 10". */
export function sortedViews(views: readonly NamedView[]): readonly NamedView[] {
  const { compare } = new Intl.Collator(undefined, { numeric: true });
  return views.toSorted((one, other) => compare(one.name, other.name));
}

/** Whatever the order of keys. */
export function isSameContent(one: ViewContent | null, other: ViewContent | null): boolean {
  return canonical(one) === canonical(other);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    each !== null && typeof each === 'object' && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([one], [other]) => (one < other ? -1 : 1)))
      : each,
  );
}

type Parameters = Readonly<Record<string, string>>;

/** The comparison of an address, as a view holds it: what is no part of a comparison is left out. */
export function contentOfAddress(parameters: Parameters): CompareViewContent {
  const said = compareParameters.flatMap((name): [CompareParameter, string][] => {
    const value = parameters[name];
    // No runs are none, said or not; no charts are another thing than the usual ones.
    return value === undefined || (name === 'runs' && value === '') ? [] : [[name, value]];
  });
  return { place: 'compare', parameters: Object.fromEntries(said) };
}

export function addressOfContent({ parameters }: CompareViewContent, name: string): Record<string, string> {
  return { ...parameters, view: name };
}

/** What the view's name in an address asks for. `name`: as the address says it. */
export type AddressedView =
  /** The chosen one, or none: nothing is to do. */
  | { readonly do: 'nothing' }
  | { readonly do: 'choose'; readonly view: NamedView; readonly show: boolean }
  /** The address is to name the chosen one as it is called now; null: none. */
  | {
      readonly do: 'name';
      readonly name: string | null;
      readonly why: 'renamed' | 'kept' | 'gone' | 'unknown';
    };

export interface Addressed {
  readonly name: string | undefined;
  /** What the address said before, where a view was found for it. */
  readonly before: string | null;
  readonly found: NamedView | null;
  readonly chosen: NamedView | null;
  /** Beside the view's name the address says how things are set up, and is the truth about it. */
  readonly saysMore: boolean;
  /** The state outlives the address: what was chosen is still chosen where the address names none. */
  readonly outlives: boolean;
}

export function followAddress({ name, before, found, chosen, saysMore, outlives }: Addressed): AddressedView {
  if (name === undefined) {
    if (!outlives || chosen === null) return { do: 'nothing' };
    return { do: 'name', name: chosen.name, why: 'kept' };
  }
  if (found !== null) {
    const isChosen = found.id === chosen?.id;
    if (isChosen && (outlives || saysMore)) return { do: 'nothing' };
    return { do: 'choose', view: found, show: !saysMore };
  }
  if (name === before) {
    // Known a moment ago: it was renamed, or deleted.
    return chosen === null
      ? { do: 'name', name: null, why: 'gone' }
      : { do: 'name', name: chosen.name, why: 'renamed' };
  }
  return { do: 'name', name: outlives ? (chosen?.name ?? null) : null, why: 'unknown' };
}
