import { expect, test } from 'vitest';

import { createPart } from '../../../src-shared/spec/part.ts';
import { goodnessParts } from '../goodness/index.ts';
import { thresholdParts } from './index.ts';

const squares = createPart(goodnessParts, { kind: 'sum-of-squares' });

test('a threshold is one number for all layers, or grows with the layer', () => {
  expect([
    createPart(thresholdParts, { kind: 'number' })(1000, squares, 1),
    createPart(thresholdParts, { kind: 'number', value: 3 })(1000, squares, 1),
    createPart(thresholdParts, { kind: 'units' })(1000, squares, 1),
    createPart(thresholdParts, { kind: 'units', factor: 0.5 })(1000, squares, 1),
  ]).toEqual([2, 3, 1000, 500]);
});

test('a threshold as expected follows the goodness: a sum grows with the layer, what is minimized is below 0', () => {
  const kinds = ['sum-of-squares', 'mean-of-squares', 'negative-sum-of-squares', 'negative-mean-of-squares'];
  const expected = createPart(thresholdParts, { kind: 'expected', factor: 0.5 });
  expect(kinds.map((kind) => expected(1000, createPart(goodnessParts, { kind }), 0))).toEqual([
    500, 0.5, -500, -0.5,
  ]);
});

test('a threshold by depth changes by its factor from layer to layer', () => {
  const byDepth = createPart(thresholdParts, { kind: 'by-depth', first: 4, factor: 0.25 });
  expect([0, 1, 2].map((depth) => byDepth(1000, squares, depth))).toEqual([4, 1, 0.25]);
});
