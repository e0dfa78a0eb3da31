/** Which examples a cell of the confusion matrix stands for. */

/** Positions of the examples with label `label` that were answered `answered`, in the order of the split. */
export function examplesInCell(
  labels: ArrayLike<number>,
  answers: ArrayLike<number>,
  label: number,
  answered: number,
): number[] {
  const found: number[] = [];
  for (let index = 0; index < labels.length; index += 1)
    if (labels[index] === label && answers[index] === answered) found.push(index);
  return found;
}

export interface Mistake {
  readonly label: number;
  readonly answered: number;
  readonly count: number;
}

/** The cells off the diagonal that hold something, largest first. `confusion` is [classes (true), classes (answered)]. */
export function commonMistakes(confusion: ArrayLike<number>, classes: number): Mistake[] {
  const mistakes = Array.from({ length: classes * classes }, (_, cell) => ({
    label: Math.floor(cell / classes),
    answered: cell % classes,
    count: confusion[cell] ?? 0,
  }));
  return mistakes
    .filter(({ label, answered, count }) => label !== answered && count > 0)
    .sort((a, b) => b.count - a.count || a.label - b.label || a.answered - b.answered);
}
