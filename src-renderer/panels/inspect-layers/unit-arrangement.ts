/**
 * A layer's units have no place of their own; heat maps lay them out row by row in a rectangle near a square, the same
 * for every label, run and moment, so that a unit is always found where it was.
 */

export interface UnitArrangement {
  readonly rows: number;
  readonly columns: number;
}

/** No rectangle longer than this many times its height is taken only because it leaves no gap. */
const longest = 2.5;

/** Without a gap where a rectangle of sane proportions exists, else the smallest one that has room for all. */
export function arrangeUnits(units: number): UnitArrangement {
  for (let rows = Math.floor(Math.sqrt(units)); rows >= 1; rows -= 1) {
    const columns = units / rows;
    if (columns > longest * rows) break;
    if (Number.isInteger(columns)) return { rows, columns };
  }
  const columns = Math.max(1, Math.ceil(Math.sqrt(units)));
  return { rows: Math.max(1, Math.ceil(units / columns)), columns };
}
