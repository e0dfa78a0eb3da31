/**
 * Choices of this machine, kept as JSON between starts. Several windows keep theirs in one place: a change is made of what
 * is kept and of what this window shows, each for itself, and of nothing but what it names. So no window takes back what
 * another one chose.
 */

export interface KeptPlace {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/**
 * `shown` with the change; the same change is made to what is kept. `change` says what is other in whatever it is given.
 * What is kept and cannot be read is as `parse` says.
 */
export function changeKept<T extends object>(
  place: KeptPlace,
  key: string,
  parse: (stored: string | null) => T,
  shown: T,
  change: (now: T) => Partial<T>,
): T {
  const kept = parse(place.getItem(key));
  place.setItem(key, JSON.stringify({ ...kept, ...change(kept) }));
  return { ...shown, ...change(shown) };
}

/** A list with one member more or less, which is otherwise as it was. */
export function withMember<T>(list: readonly T[], member: T, present: boolean): readonly T[] {
  if (list.includes(member) === present) return list;
  return present ? [...list, member] : list.filter((each) => each !== member);
}

/** A list whose member stands one place further up or down, where there is such a place. */
export function withMoved<T>(list: readonly T[], member: T, by: -1 | 1): readonly T[] {
  const at = list.indexOf(member);
  if (at < 0 || at + by < 0 || at + by >= list.length) return list;
  const others = list.toSpliced(at, 1);
  return others.toSpliced(at + by, 0, member);
}
