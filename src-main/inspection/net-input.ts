/** What a net sees of an image: its pixels as the net's numbers, and the label in the place of the first pixels. */

import type { Bytes } from '../core/dataset/bytes.ts';
import type { Dataset } from '../core/dataset/dataset.ts';
import { byteValues } from '../core/dataset/rows.ts';
import { cellsOf } from '../core/label/label-code.ts';
import type { Net } from '../core/net/net.ts';

/** A label, "neutral" for the value spread evenly, or "none" for the image as it is. */
export type ShownLabel = number | 'neutral' | 'none';

/** [inputSize], the image as it is where the net is told no label, or not in its input; before the first layer's normalization, which only scales it as a whole. `pixels`: [inputSize] bytes. */
export function netInput(
  dataset: Dataset,
  { labels, classes }: Net,
  pixels: Uint8Array,
  label: ShownLabel,
): Float32Array {
  const values = byteValues(dataset);
  const input = Float32Array.from(pixels, (byte) => values[byte] as number);
  if (label === 'none' || labels === null || labels.stands === 'on top') return input;
  const row = new Float32Array(classes).fill(label === 'neutral' ? labels.neutral : 0);
  if (label !== 'neutral') row[label] = labels.value;
  input.set(cellsOf(labels, row));
  return input;
}

/** One example's bytes, not to be written to. */
export function pixelsOf(dataset: Dataset, pixels: Bytes, index: number): Uint8Array {
  return pixels.subarray(index * dataset.inputSize, (index + 1) * dataset.inputSize);
}
