/** The class that came second. */

/** null where there is no other class. */
export function runnerUp(scores: ArrayLike<number>, answer: number): number | null {
  let best: number | null = null;
  for (let label = 0; label < scores.length; label += 1) {
    if (label === answer) continue;
    if (best === null || (scores[label] as number) > (scores[best] as number)) best = label;
  }
  return best;
}
