/** Goodness of every label at every iteration of a net that settles: who is ahead when, and what is drawn of it. */

import type { ImageInspection } from '../../../src-shared/views/inspection-view.ts';
import type { Curve } from '../../charts/chart-data.ts';
import { labelAhead } from '../../ui/label-ahead.ts';
import { runColour, runColourCount } from '../../ui/run-colours.ts';

/** Counted from 1, both included. */
export interface Judged {
  readonly first: number;
  readonly last: number;
}

export interface Verdict {
  /** Counted from 1. */
  readonly iteration: number;
  /** The label with the highest goodness, the lowest among equals. */
  readonly answer: number;
  /** How far it is ahead of the next. */
  readonly lead: number;
  readonly isJudged: boolean;
}

/** [iterations, classes] as one row for each iteration. */
export function rowsOf(goodness: ArrayLike<number>, classes: number): Float64Array[] {
  return Array.from({ length: classes === 0 ? 0 : goodness.length / classes }, (_, row) =>
    Float64Array.from({ length: classes }, (_value, label) => goodness[row * classes + label] as number),
  );
}

/** What was inspected as it stood at one iteration, counted from 1; null: as judged. */
export function inspectionAt(inspection: ImageInspection, iteration: number | null): ImageInspection {
  const { settling, classNames, answers, candidates } = inspection;
  const chosen = iteration === null ? undefined : settling?.iterations[iteration - 1];
  if (settling === null || iteration === null || chosen === undefined) return inspection;
  const row = (iteration - 1) * classNames.length;
  const scores = settling.goodness.slice(row, row + classNames.length);
  return {
    ...inspection,
    ...chosen,
    answers: answers.map((each) =>
      each.readout === 'goodness' ? { ...each, answer: labelAhead(scores, candidates).answer, scores } : each,
    ),
  };
}

export function verdictsOf(rows: readonly Float64Array[], judged: Judged | null): Verdict[] {
  return rows.map((row, index) => {
    const iteration = index + 1;
    const isJudged = judged !== null && iteration >= judged.first && iteration <= judged.last;
    return { iteration, ...labelAhead(row, null), isJudged };
  });
}

/** The label that is ahead in the mean of the iterations judged. */
export function judgedAnswer(rows: readonly Float64Array[], judged: Judged): number {
  return labelAhead(meanOf(rows, judged), null).answer;
}

/** At most as many labels as there are colours: those with the highest goodness where it is judged, and the true one. */
export function labelsShown(
  rows: readonly Float64Array[],
  judged: Judged | null,
  trueLabel: number | null,
): number[] {
  const mean = meanOf(rows, judged ?? { first: 1, last: rows.length });
  const byGoodness = [...mean.keys()].sort((a, b) => (mean[b] as number) - (mean[a] as number) || a - b);
  const best = byGoodness.slice(0, runColourCount);
  const whole =
    trueLabel === null || best.includes(trueLabel) || trueLabel >= mean.length
      ? best
      : [...best.slice(0, -1), trueLabel];
  return whole.sort((a, b) => a - b);
}

/** One curve over the iterations for each of those labels; the true one is drawn through, the others are dashed. */
export function labelCurves(
  rows: readonly Float64Array[],
  labels: readonly number[],
  classNames: readonly string[],
  trueLabel: number | null,
): Curve[] {
  const x = rows.map((_, index) => index + 1);
  return labels.map((label, place) => ({
    name: label === trueLabel ? `${nameOf(classNames, label)}, true` : nameOf(classNames, label),
    colour: runColour(place),
    dashed: trueLabel !== null && label !== trueLabel,
    series: { x, last: rows.map((row) => row[label] as number) },
  }));
}

export function nameOf(classNames: readonly string[], label: number): string {
  return classNames[label] ?? String(label);
}

function meanOf(rows: readonly Float64Array[], { first, last }: Judged): Float64Array {
  const chosen = rows.slice(first - 1, last);
  return Float64Array.from({ length: rows[0]?.length ?? 0 }, (_, label) =>
    chosen.reduce((sum, row) => sum + (row[label] as number) / chosen.length, 0),
  );
}
