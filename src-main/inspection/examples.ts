/** Examples of a dataset, page by page. */

import type { ExampleInfo, ExamplePage } from '../../src-shared/views/inspection-view.ts';
import type { Dataset, SplitName } from '../core/dataset/dataset.ts';
import { pixelsOf } from './net-input.ts';

export interface ExampleRequest {
  readonly split: SplitName;
  /** Of this class only; null: all. */
  readonly label: number | null;
  readonly offset: number;
  readonly limit: number;
}

export function examplePage(dataset: Dataset, { split, label, offset, limit }: ExampleRequest): ExamplePage {
  const { labels, pixels, count } = dataset.splits[split];
  const examples: ExampleInfo[] = [];
  let total = 0;
  for (let index = 0; index < count; index += 1) {
    const own = labels[index] as number;
    if (label !== null && own !== label) continue;
    if (total >= offset && examples.length < limit) examples.push({ index, label: own });
    total += 1;
  }
  const bytes = new Uint8Array(examples.length * dataset.inputSize);
  examples.forEach(({ index }, row) => bytes.set(pixelsOf(dataset, pixels, index), row * dataset.inputSize));
  return { total, image: dataset.image, classNames: dataset.classNames, examples, pixels: bytes };
}
