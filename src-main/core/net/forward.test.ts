import fc from 'fast-check';
import { expect, test } from 'vitest';

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { hintonRecipe, hybridRecipe } from '../engine/fixtures/program-cases.ts';
import type { Tensor } from '../engine/engine.ts';
import type { ReferenceTensor } from '../engine/reference/reference-ops.ts';
import { referenceOps as ops } from '../engine/reference/reference-ops.ts';
import { normalizationParts } from '../normalization/index.ts';
import { normalizeRows } from '../normalization/normalization.ts';
import { labelledInput, plainInput } from './forward.ts';
import type { NetInput } from './forward.ts';
import { sizeOfGrid } from './grid.ts';
import { imageValues } from './net.ts';

const numbersOf = (tensor: Tensor) => [...(tensor as ReferenceTensor).data];
const [images, classes] = [2, 4];
const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 32, maxLength: 32 });
const answers = fc.array(fc.nat({ max: classes - 1 }), { minLength: 4, maxLength: 4 });

/** What the first layer sees, row by row: its blocks, side by side, times the row scale. */
function seen({ blocks, rowScale, rows }: NetInput): number[] {
  const wide = Object.values(blocks).map((block) => ops.tile(block, 0, rows / (block.shape[0] as number)));
  const whole = ops.concat(wide, 1);
  return numbersOf(rowScale === null ? whole : ops.multiply(whole, rowScale));
}

test.each(normalizationParts.kinds())(
  'the first layer sees label and image normalized as one row, by %s, whether or not they are blocks of their own',
  (kind) => {
    const net = hintonRecipe(
      { inputSize: 20, units: [5], batch: 2 },
      {
        normalization: { kind },
        readouts: [{ kind: 'goodness', firstLayer: 1 }],
        negatives: { kind: 'uniform' },
      },
    );
    const placement = assertDefined(net.labels ?? undefined, 'labels');
    fc.assert(
      fc.property(values, answers, (pixels, labels) => {
        const image = ops.constant(pixels, [images, 16]);
        const oneHot = labels.map((label) => Array.from({ length: classes }, (_, at) => +(at === label)));
        const prepared = { image, sumOfSquares: ops.sumOfSquares(image, 1), product: null };
        const given = ops.constant(oneHot.flat(), [4, classes]);
        const rows = oneHot.map((label, row) => [
          ...label,
          ...pixels.slice(16 * (row % 2), 16 * (row % 2) + 16),
        ]);
        const normal = normalizeRows(ops, net.normalization, ops.constant(rows.flat(), [4, 20]));
        const expected = numbersOf(normal).map((each) => expect.closeTo(each, 9) as number);
        const whole = { ...net, labels: { ...placement, apart: false } };
        expect(seen(labelledInput(ops, whole, prepared, given))).toEqual(expected);
        const product = ops.fill(0, [images, 5]);
        expect(seen(labelledInput(ops, net, { ...prepared, product }, given))).toEqual(expected);
        const plain = ops.constant(rows.flat(), [4, sizeOfGrid(net.image)]);
        expect(seen(plainInput(ops, { ...net, labels: null }, plain))).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  },
);

test.each(normalizationParts.kinds())('blocks are as wide as the first layer reads them, by %s', (kind) => {
  const grid = { height: 6, width: 5, channels: 2 };
  const net = hybridRecipe(grid, [{ kind: 'dense', units: 5 }], {
    normalization: { kind },
    labels: { kind: 'in-block', pixels: 1 },
    negatives: { kind: 'uniform' },
    readouts: [{ kind: 'goodness', firstLayer: 1 }],
  });
  const image = ops.fill(0.5, [images, imageValues(net)]);
  const prepared = { image, sumOfSquares: ops.sumOfSquares(image, 1), product: ops.fill(0, [images, 5]) };
  const { blocks } = labelledInput(ops, net, prepared, ops.constant([1, 0, 0, 0, 0, 1, 0, 0], [2, classes]));
  const widths = Object.entries(blocks).map(([name, block]) => [name, block.shape[1]] as const);
  const read = Object.entries(net.layers[0]?.reads ?? {}).map(
    ([name, of]) => [name, sizeOfGrid(of)] as const,
  );
  expect(widths).toEqual(read);
});
