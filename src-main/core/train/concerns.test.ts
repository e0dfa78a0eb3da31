import { expect, test } from 'vitest';

import { smallSpec } from './fixtures/small-training.ts';
import { refuseHopeless, specConcerns } from './concerns.ts';

const facts = { image: { height: 28, width: 28, channels: 1 }, classes: 10, largestInput: 1 };
const concernsOf = (changes: object, input = facts) =>
  specConcerns(smallSpec(changes), input).map(
    ({ severity, settings }) => `${severity}: ${settings.join(', ')}`,
  );

const meanOfSquares = {
  goodness: { kind: 'mean-of-squares' },
  threshold: { kind: 'number', value: 2 },
  peer: { kind: 'none' },
};

test("Hinton's recipe and the mean of squares with a threshold near 2 raise no concern", () => {
  expect([concernsOf({}), concernsOf(meanOfSquares)]).toEqual([[], []]);
});

test.each<[string, object, string]>([
  [
    'a mean of squares with a threshold in units',
    {
      ...meanOfSquares,
      layers: [
        { kind: 'dense', units: 500 },
        { kind: 'dense', units: 500 },
      ],
      threshold: { kind: 'units' },
    },
    'error: threshold, goodness',
  ],
  [
    'a bounded activation under a threshold it cannot pass',
    { activation: { kind: 'tanh' } },
    'error: threshold, goodness',
  ],
  ['hard negatives layer by layer', { training: { kind: 'layer-by-layer' } }, 'error: training, negatives'],
  [
    'a sum of squares with a threshold of 2',
    {
      layers: [
        { kind: 'dense', units: 500 },
        { kind: 'dense', units: 500 },
      ],
      threshold: { kind: 'number', value: 2 },
    },
    'warning: threshold, goodness',
  ],
  ['permuted labels', { negatives: { kind: 'permuted' } }, 'warning: negatives'],
  ['no normalization', { normalization: { kind: 'none' } }, 'warning: normalization'],
  ['a sum of squares without peer normalization', { peer: { kind: 'none' } }, 'warning: peer, goodness'],
  [
    'Adam at 0.03 on small batches of unit length',
    { ...meanOfSquares, normalization: { kind: 'length' }, optimizer: { kind: 'adam', learningRate: 0.03 } },
    'warning: optimizer, normalization, training',
  ],
])('%s is a known trap', (_, changes, expected) => {
  expect(concernsOf(changes)).toContain(expected);
});

const families: Record<string, object> = {
  minimized: { goodness: { kind: 'negative-sum-of-squares' } },
  'minimized mean': { ...meanOfSquares, goodness: { kind: 'negative-mean-of-squares' } },
  'sum of activities under layer norm': {
    goodness: { kind: 'sum-of-activities' },
    normalization: { kind: 'layer-norm' },
  },
  'top-k': { ...meanOfSquares, goodness: { kind: 'top-k', k: 5 } },
  'soft maximum under layer norm': {
    ...meanOfSquares,
    goodness: { kind: 'soft-maximum' },
    normalization: { kind: 'layer-norm' },
  },
};

test.each(Object.entries(families))('%s raises no concern under the threshold it expects', (_, changes) => {
  expect(concernsOf({ ...changes, threshold: { kind: 'expected' } })).toEqual([]);
});

test.each<[string, object, string]>([
  [
    'a minimized goodness under a positive threshold',
    { ...meanOfSquares, goodness: { kind: 'negative-mean-of-squares' } },
    'error: threshold, goodness',
  ],
  [
    'a minimized goodness of a bounded activation over a threshold it never falls below',
    {
      ...meanOfSquares,
      goodness: { kind: 'negative-mean-of-squares' },
      activation: { kind: 'tanh' },
      threshold: { kind: 'number', value: -1 },
    },
    'warning: threshold, goodness',
  ],
  [
    'a minimized sum of squares over a threshold near -2',
    {
      goodness: { kind: 'negative-sum-of-squares' },
      layers: [
        { kind: 'dense', units: 500 },
        { kind: 'dense', units: 500 },
      ],
      threshold: { kind: 'number', value: -2 },
    },
    'warning: threshold, goodness',
  ],
  [
    'the mean activity where it is only scaled',
    { goodness: { kind: 'sum-of-activities' }, threshold: { kind: 'expected' } },
    'warning: normalization, goodness',
  ],
])('%s is a known trap of its family', (_, changes, expected) => {
  expect(concernsOf(changes)).toEqual([expected]);
});

test('an objective in which the threshold cancels out has none that could be wrong', () => {
  const wild = { ...meanOfSquares, threshold: { kind: 'number', value: 1e6 } };
  expect([concernsOf({ ...wild, objective: { kind: 'symba' } }), concernsOf(wild)]).toEqual([
    [],
    ['error: threshold, goodness'],
  ]);
});

test('more of the most active units than a layer has are refused in words', () => {
  expect(() => concernsOf({ goodness: { kind: 'top-k', k: 21 } })).toThrow(
    'goodness: the 21 most active of 20 units cannot be taken',
  );
});

const unlabelled = {
  labels: undefined,
  negatives: { kind: 'hybrid' },
  readouts: [{ kind: 'softmax', firstLayer: 1 }],
};
const local = (field: number, stride: number) => ({ kind: 'local', field, stride, channels: 4 });

test.each<[string, object, string]>([
  ['a stride that leaves pixels out', { ...unlabelled, layers: [local(10, 7)] }, 'warning: layers'],
  [
    'a convolution with peer normalization',
    { ...unlabelled, layers: [{ kind: 'convolution', field: 4, stride: 2 }] },
    'warning: peer, layers',
  ],
  [
    'hybrids that look at classes',
    { ...unlabelled, negatives: { kind: 'hybrid', partner: 'other-class' } },
    'warning: negatives',
  ],
])('%s is said, not refused', (_, changes, expected) => {
  expect(concernsOf(changes)).toEqual([expected]);
});

test('fields that cover the image and plain hybrids raise no concern', () => {
  expect(concernsOf({ ...unlabelled, layers: [local(10, 6)] })).toEqual([]);
});

test('ten label pixels among thousands of inputs are weak', () => {
  expect(concernsOf({}, { ...facts, image: { height: 32, width: 32, channels: 3 } })).toEqual([
    'warning: labels',
  ]);
});

test('errors come first and forbid training, with a reason and a remedy; warnings do not', () => {
  const hopeless = smallSpec({ training: { kind: 'layer-by-layer' }, peer: { kind: 'none' } });
  const concerns = specConcerns(hopeless, facts);
  expect(concerns.map(({ severity }) => severity)).toEqual(['error', 'warning']);
  expect(() => refuseHopeless(concerns)).toThrow(
    /^Training would do nothing: layer by layer, the softmax read-out/,
  );
  expect(() => refuseHopeless(specConcerns(smallSpec({ peer: { kind: 'none' } }), facts))).not.toThrow();
  for (const { message, remedy } of concerns)
    expect([message, remedy].every((text) => text.length > 20)).toBe(true);
});
