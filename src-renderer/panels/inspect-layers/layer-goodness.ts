/** Goodness of every label, layer by layer and in sum, as bars. */

import type { ImageInspection, RegionGoodness } from '../../../src-shared/views/inspection-view.ts';
import { labelAhead } from '../../ui/label-ahead.ts';

export interface LabelGoodness {
  readonly title: string;
  /** By label. */
  readonly values: Float64Array;
  /** The candidate with the highest goodness, the lowest label among equals. */
  readonly answer: number;
}

/**
 * One entry per layer, then the sum the goodness read-out answers by. Without such a read-out the sum is over all layers,
 * and says so. None where the net is told no label.
 */
export function goodnessByLabel(inspection: ImageInspection): LabelGoodness[] {
  const { layers, classNames, goodnessByLabel: all, answers, candidates } = inspection;
  if (all.length === 0) return [];
  const classes = classNames.length;
  const entry = (title: string, values: Float64Array): LabelGoodness => {
    return { title, values, answer: labelAhead(values, candidates).answer };
  };
  const rows = layers.map(({ name }, layer) =>
    entry(name, Float64Array.from(all.subarray(layer * classes, (layer + 1) * classes))),
  );
  const readout = answers.find((answer) => answer.readout === 'goodness');
  if (readout !== undefined)
    return [...rows, entry('Sum, by which the goodness read-out answers', Float64Array.from(readout.scores))];
  const sum = new Float64Array(classes);
  for (const { values } of rows) values.forEach((value, label) => (sum[label] = (sum[label] ?? 0) + value));
  return [...rows, entry('Sum over all layers', sum)];
}

/** What stands above which bar. */
export function labelMarks(answer: number, trueLabel: number | null): { category: number; label: string }[] {
  if (trueLabel === answer) return [{ category: answer, label: 'answer, true' }];
  const marks = [{ category: answer, label: 'answer' }];
  return trueLabel === null ? marks : [...marks, { category: trueLabel, label: 'true' }];
}

/** One scale for both inputs: from zero where nothing is negative. */
export function sharedRange(positive: ArrayLike<number>, negative: ArrayLike<number>): [number, number] {
  let [low, high] = [0, 0];
  for (const values of [positive, negative]) {
    for (let unit = 0; unit < values.length; unit += 1) {
      const value = values[unit] as number;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low < high ? [low, high] : [0, 1];
}

/** How far any region of either input is from the threshold, to both sides of it. */
export function regionRange({ positive, negative, threshold }: RegionGoodness): [number, number] {
  const far = [...positive, ...negative].map((value) => Math.abs(value - threshold));
  const reach = far.reduce((most, each) => (Number.isFinite(each) ? Math.max(most, each) : most), 0) || 1;
  return [-reach, reach];
}

/** positive - negative, unit by unit. */
export function differenceOf(positive: Float32Array, negative: Float32Array): Float32Array {
  return positive.map((value, unit) => value - (negative[unit] ?? NaN));
}
