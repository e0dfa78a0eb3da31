/** Which label has the highest goodness, and by how much. */

export interface LabelAhead {
  /** The lowest among equals. */
  readonly answer: number;
  /** How far it is ahead of the next. */
  readonly lead: number;
}

/** `values` by label. `candidates`: the labels that count; null: all. */
export function labelAhead(values: ArrayLike<number>, candidates: readonly number[] | null): LabelAhead {
  let [answer, highest, next] = [0, -Infinity, -Infinity];
  for (let label = 0; label < values.length; label += 1) {
    const value = values[label] as number;
    if (candidates?.includes(label) === false) continue;
    if (value > highest) [answer, highest, next] = [label, value, highest];
    else if (value > next) next = value;
  }
  return { answer, lead: highest - next };
}
