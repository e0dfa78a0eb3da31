/** The class that came second. */

/** `candidates`: the classes that count; null: all. Null where there is no other class. */
export function runnerUp(
  scores: ArrayLike<number>,
  answer: number,
  candidates: readonly number[] | null,
): number | null {
  let best: number | null = null;
  for (let label = 0; label < scores.length; label += 1) {
    if (label === answer || candidates?.includes(label) === false) continue;
    if (best === null || (scores[label] as number) > (scores[best] as number)) best = label;
  }
  return best;
}
