/** Every step at which something of a run's insides was recorded: where its one slider can stand. */

export interface Moments {
  /** Ascending, each once. */
  readonly steps: readonly number[];
  /** Equally long. */
  readonly epochs: readonly number[];
}

interface Recorded {
  readonly steps: ArrayLike<number>;
  readonly epochs: ArrayLike<number>;
}

export function joinMoments(recorded: readonly Recorded[]): Moments {
  const epochs = new Map<number, number>();
  for (const each of recorded) {
    for (let at = 0; at < each.steps.length; at += 1)
      epochs.set(each.steps[at] as number, each.epochs[at] as number);
  }
  const steps = [...epochs.keys()].sort((a, b) => a - b);
  return { steps, epochs: steps.map((step) => epochs.get(step) as number) };
}

/** Where the slider stands: at the step that was chosen, or the last before it; at the end where none was. */
export function momentIndex({ steps }: Moments, chosen: number | null): number {
  if (chosen === null) return Math.max(0, steps.length - 1);
  return Math.max(
    0,
    steps.findLastIndex((step) => step <= chosen),
  );
}
