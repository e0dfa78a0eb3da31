/**
 * A draft of an experiment while it is being edited: plain JSON that may be incomplete or wrong. Here is how it is read
 * and changed; every change makes a new draft, so that what was there before can be compared or brought back. Whether a
 * draft is right is for the program to say.
 */

/** What JSON can hold. Never changed in place. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type Draft = Record<string, Json>;
/** A setting's place: `['layers', 0, 'units']`, written "layers.0.units". */
export type Path = readonly (string | number)[];

/** What arrived over the contract is JSON already. */
export function asDraft(value: Readonly<Record<string, unknown>>): Draft {
  return value as Draft;
}

export function pathText(path: Path): string {
  return path.join('.');
}

export function parsePath(text: string): Path {
  return text === '' ? [] : text.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key));
}

export function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** undefined where there is nothing. */
export function valueAt(value: Json | undefined, path: Path): Json | undefined {
  return path.reduce<Json | undefined>((inner, key) => {
    if (Array.isArray(inner)) return typeof key === 'number' ? inner[key] : undefined;
    return isObject(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined;
  }, value);
}

/** What is missing on the way is made; what is no object on the way gives way to one. */
export function setAt(draft: Draft, path: Path, value: Json): Draft {
  return changeAt(draft, path, () => value) as Draft;
}

/** Takes a key out of its object, or an item out of its list. */
export function removeAt(draft: Draft, path: Path): Draft {
  const [last, parent] = [path.at(-1), path.slice(0, -1)];
  if (last === undefined || valueAt(draft, path) === undefined) return draft;
  return changeAt(draft, parent, (inner) => {
    if (Array.isArray(inner)) return inner.filter((_, index) => index !== last);
    return Object.fromEntries(Object.entries(inner as Draft).filter(([key]) => key !== last));
  }) as Draft;
}

/** The list at `path`; empty where there is none. */
export function listAt(draft: Draft, path: Path): Json[] {
  const list = valueAt(draft, path);
  return Array.isArray(list) ? list : [];
}

/** Puts an item into the list at `path`, at `index`. */
export function insertItem(draft: Draft, path: Path, index: number, item: Json): Draft {
  return setAt(draft, path, listAt(draft, path).toSpliced(index, 0, item));
}

/** Moves the item at `from` to `to`; anything outside the list changes nothing. */
export function moveItem(draft: Draft, path: Path, from: number, to: number): Draft {
  const list = listAt(draft, path);
  const item = list[from];
  if (item === undefined || to < 0 || to >= list.length || from === to) return draft;
  return setAt(draft, path, list.toSpliced(from, 1).toSpliced(to, 0, item));
}

export function isEqual(one: Json | undefined, other: Json | undefined): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => isEqual(item, other[index]));
  }
  if (!isObject(one) || !isObject(other)) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && isEqual(one[key], other[key]))
  );
}

function changeAt(value: Json | undefined, path: Path, change: (inner: Json | undefined) => Json): Json {
  const [key, ...rest] = path;
  if (key === undefined) return change(value);
  if (Array.isArray(value) && typeof key === 'number') {
    return Object.assign([...value], { [key]: changeAt(value[key], rest, change) });
  }
  const object = isObject(value) ? value : {};
  return { ...object, [key]: changeAt(valueAt(object, [key]), rest, change) };
}
