/** That measures look at a net's examples in blocks that a computer has room for. */

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { flat } from '../net/grid.ts';
import { createRecipe } from '../net/recipe.ts';
import { blocksOf } from './measure.ts';

const recipeOf = (layer: { kind: string }, image = { height: 32, width: 32, channels: 3 }) =>
  createRecipe(
    {
      layers: [layer, layer],
      activation: { kind: 'relu' },
      normalization: { kind: 'root-mean-square' },
      optimizer: { kind: 'adam' },
      readouts: [{ kind: 'softmax' }],
    },
    { image, classes: 10, largestInput: 1 },
  );
const wideFields = recipeOf({ kind: 'local', field: 11, stride: 1, padding: 5, channels: 3 } as {
  kind: string;
});
const dense = recipeOf({ kind: 'dense', units: 3072 } as { kind: string }, flat(3072));

test('blocks hold every example once, in order', () => {
  fc.assert(
    fc.property(fc.constantFrom(wideFields, dense), fc.integer({ min: 0, max: 500 }), (net, count) => {
      const seen = [...blocksOf(net, count)].flatMap(({ begin, end }) =>
        Array.from({ length: end - begin }, (_, at) => begin + at),
      );
      expect(seen).toEqual(Array.from({ length: count }, (_, at) => at));
    }),
  );
});

test('fields that gather much are looked at in smaller blocks than a dense layer of as many units', () => {
  const [fields, plain] = [wideFields, dense].map((net) => [...blocksOf(net, 1000)][0]?.end ?? 0);
  // 64 tiles that see 14 x 14 x 3 numbers each, for ten labels: 56 megabytes.
  expect(fields).toBe(Math.floor(14_000_000 / (10 * 64 * 14 * 14 * 3)));
  expect(plain).toBe(Math.floor(2_500_000 / (10 * 3072)));
});

test('what runs under fewer labels is looked at in larger blocks', () => {
  expect([...blocksOf(dense, 1000, 2)][0]?.end).toBe(Math.floor(2_500_000 / (2 * 3072)));
});
