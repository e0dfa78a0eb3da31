/** What a net sees of an image: its pixels as the net's numbers, and the label in the place of the first pixels. */

import type { Dataset } from '../core/dataset/dataset.ts';
import { byteValues } from '../core/train/batches.ts';
import type { Recipe } from '../core/train/recipe.ts';

/** A label, "neutral" for the value spread evenly, or "none" for the image as it is. */
export type ShownLabel = number | 'neutral' | 'none';

/** [inputSize], before the first layer's normalization, which only scales it as a whole. `pixels`: [inputSize] bytes. */
export function netInput(
  dataset: Dataset,
  recipe: Recipe,
  pixels: Uint8Array,
  label: ShownLabel,
): Float32Array {
  const values = byteValues(dataset);
  const input = Float32Array.from(pixels, (byte) => values[byte] as number);
  if (label === 'none') return input;
  input.fill(label === 'neutral' ? recipe.neutralValue : 0, 0, recipe.classes);
  if (label !== 'neutral') input[label] = recipe.labelValue;
  return input;
}

/** One example's bytes, a view. */
export function pixelsOf(dataset: Dataset, pixels: Uint8Array, index: number): Uint8Array {
  return pixels.subarray(index * dataset.inputSize, (index + 1) * dataset.inputSize);
}
