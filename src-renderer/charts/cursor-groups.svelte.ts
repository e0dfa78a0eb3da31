/** The position that the charts of a group point at together. It is no data and no choice: it ends with the pointer. */

export class CursorGroup {
  #x = $state<number | null>(null);

  /** On the x axis; null while nobody points. */
  get x(): number | null {
    return this.#x;
  }

  point(x: number | null): void {
    this.#x = x;
  }
}

const groups = new Map<string, CursorGroup>();

/** The group of that name; without a name, one of the chart's own. */
export function cursorGroup(name: string | undefined): CursorGroup {
  if (name === undefined) return new CursorGroup();
  const group = groups.get(name) ?? new CursorGroup();
  groups.set(name, group);
  return group;
}
