import { expect, test } from 'vitest';

import { settling, smallSpec } from './fixtures/small-training.ts';
import { createRecipe } from '../net/recipe.ts';
import { refuseHopeless, specConcerns } from './concerns.ts';
import { createPlan } from './plan.ts';

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
    'candidates layer by layer',
    {
      negatives: { kind: 'uniform' },
      training: { kind: 'layer-by-layer' },
      readouts: [{ kind: 'goodness', firstLayer: 1, candidates: 3 }, { kind: 'softmax' }],
    },
    'warning: readouts, training',
  ],
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
  [
    'dropout on one batch for many steps',
    {
      ...meanOfSquares,
      dropout: { kind: 'units' },
      negatives: { kind: 'uniform' },
      training: { kind: 'every-batch' },
    },
    'error: dropout, training',
  ],
  [
    'dropout in a net of one layer',
    {
      dropout: { kind: 'units' },
      layers: [{ kind: 'dense' }],
      readouts: [{ kind: 'softmax', firstLayer: 1 }],
    },
    'warning: dropout, layers',
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

test('a label that most units of the first layer cannot see is said, and one that all see is not', () => {
  const colour = { ...facts, image: { height: 32, width: 32, channels: 3 } };
  const { readouts } = unlabelled;
  const block = {
    labels: { kind: 'in-block' },
    negatives: { kind: 'uniform' },
    readouts,
    layers: [local(8, 4)],
  };
  expect(concernsOf(block, colour)).toEqual(['warning: labels, layers']);
  expect(specConcerns(smallSpec(block), colour)[0]?.message).toMatch(/^only 14 % of the units of layer1/);
  const withPlaces = { kind: 'dense-places', rows: 4, columns: 4, channels: 4 };
  expect(concernsOf({ ...block, layers: [withPlaces, local(2, 1)] }, colour)).toEqual([]);
  expect(concernsOf({ ...block, layers: [local(32, 1)] }, colour)).toEqual([]);
  expect(concernsOf({ ...unlabelled, layers: [local(8, 4)] }, colour)).toEqual([]);
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

const competing = {
  ...unlabelled,
  method: { kind: 'class-groups' },
  layers: [
    { kind: 'convolution', field: 4, stride: 2, channels: 20 },
    { kind: 'dense', units: 30 },
  ],
  goodness: { kind: 'mean-of-squares' },
  threshold: undefined,
  peer: undefined,
  negatives: undefined,
  readouts: [{ kind: 'goodness', firstLayer: 1 }],
};

test('class groups with a mean of squares raise no concern, with a sum one about their softmax', () => {
  expect(concernsOf(competing)).toEqual([]);
  const sums = specConcerns(smallSpec({ ...competing, goodness: { kind: 'sum-of-squares' } }), facts);
  expect(sums.map(({ severity }) => severity)).toEqual(['warning']);
  expect(sums[0]?.message).toMatch(/^the classes' goodness in layer1 lies about \d+ apart/);
});

test.each<[string, object, typeof facts, string]>([
  [
    'fewer units than classes',
    { layers: [{ kind: 'dense', units: 7 }] },
    facts,
    'layers: layer1 has 7 units at a place, too few for a group for each of 10 classes; give it at least 10',
  ],
  [
    'units that do not divide',
    { layers: [{ kind: 'convolution', field: 4, stride: 2, channels: 32 }] },
    facts,
    'layers: the 32 units that layer1 has at a place do not divide into 10 equal groups; take 30 or 40',
  ],
  [
    'one class',
    {},
    { ...facts, classes: 1 },
    'layers: groups of units compete for the classes of a dataset, and this one has only one',
  ],
  [
    'more of the largest than a group has',
    { goodness: { kind: 'top-k', k: 4 }, layers: [{ kind: 'dense', units: 30 }] },
    facts,
    'goodness: ',
  ],
  [
    'candidates, where one pass tells all',
    { readouts: [{ kind: 'goodness', candidates: 3 }, { kind: 'softmax' }] },
    facts,
    'readouts: one pass gives the goodness of every class here, so candidates save nothing; leave them empty',
  ],
])('class groups of %s are refused in words', (_, changes, input, problems) => {
  expect(() => concernsOf({ ...competing, ...changes }, input)).toThrow(
    `The experiment is not valid: ${problems}`,
  );
});

test('class groups cannot be trained layer by layer', () => {
  const found = concernsOf({ ...competing, training: { kind: 'layer-by-layer' } });
  expect(found).toEqual(['error: method, training']);
});

test('layers that collaborate learn together, and not alone', () => {
  const objective = { kind: 'layer-collaboration' };
  expect(concernsOf({ objective })).toEqual([]);
  const byLayer = concernsOf({
    objective,
    negatives: { kind: 'uniform' },
    training: { kind: 'layer-by-layer' },
  });
  expect(byLayer).toEqual(['error: training, objective']);
  const divided = concernsOf({
    objective,
    layers: [{ kind: 'dense-places' }, { kind: 'dense', units: 20 }],
    regions: { kind: 'grid' },
  });
  expect(divided).toEqual(['error: objective, regions']);
  const alone = concernsOf({
    objective,
    layers: [{ kind: 'dense', units: 20 }],
    negatives: { kind: 'uniform' },
    readouts: [{ kind: 'goodness', firstLayer: 1 }],
  });
  expect(alone).toEqual(['warning: objective, layers']);
});

test('a net with top-down input raises no concern, small and large', () => {
  expect(concernsOf(settling)).toEqual([]);
  expect(concernsOf(settling, { ...facts, image: { height: 32, width: 32, channels: 3 } })).toEqual([]);
});

test.each<[string, object, string]>([
  [
    'layers trained one by one',
    { negatives: { kind: 'uniform' }, training: { kind: 'layer-by-layer' } },
    'error: feedback, training',
  ],
  ['units left out', { dropout: { kind: 'units' } }, 'error: feedback, dropout'],
  [
    'regions',
    { layers: [{ kind: 'dense-places' }, { kind: 'dense', units: 20 }], regions: { kind: 'grid' } },
    'error: feedback, regions',
  ],
])('top-down input does not go with %s', (_, changes, concern) => {
  expect(concernsOf({ ...settling, ...changes })).toEqual([concern]);
});

const feedback = (changes: object) => ({ feedback: { kind: 'synchronous', ...changes } });
const field = { kind: 'local', field: 3, stride: 1, padding: 1, channels: 2 };

test.each<[string, object, string]>([
  [
    'iterations beyond those run',
    feedback({ iterations: 4, lastJudged: 5 }),
    'feedback: iteration 5 is to be judged and only 4 are run; judge earlier ones, or run more',
  ],
  [
    'iterations the wrong way round',
    feedback({ firstJudged: 4, lastJudged: 3 }),
    'feedback: the first iteration judged, 4, comes after the last, 3',
  ],
  [
    'the label in the input',
    { labels: { kind: 'in-input' } },
    'feedback: top-down input brings the label down from the top, so the label must stand above the last layer',
  ],
  [
    'no labels at all',
    {
      labels: undefined,
      negatives: { kind: 'hybrid' },
      readouts: [{ kind: 'softmax' }],
    },
    'feedback: top-down input brings the label down from the top, so it needs negatives with wrong labels',
  ],
  [
    'a label on top that nobody sees',
    { feedback: undefined },
    'labels: a label above the last layer is seen by no layer without top-down input; take it, or write the label into the input',
  ],
  [
    'shared weights',
    { layers: [{ ...field, kind: 'convolution' }, field] },
    'layers: layer 1 shares its weights among places, and top-down input goes to layers that do not',
  ],
  [
    'fields that do not fit from above',
    { layers: [{ ...field, stride: 2 }, field] },
    'layers: seen from above, layer 1 would be 7 x 7 x 2 instead of 14 x 14 x 2; with top-down input its fields must give one layout on both sides, such as stride 1 padded to keep the size',
  ],
])('a settling net with %s is refused in words', (_, changes, problems) => {
  expect(() => concernsOf({ ...settling, ...changes })).toThrow(`The experiment is not valid: ${problems}.`);
});

test('phases go with what can learn from one half of the data alone', () => {
  const training = { kind: 'wake-and-sleep', wake: 3, sleep: 2 };
  expect(concernsOf({ training })).toEqual([]);
  expect(concernsOf({ training, objective: { kind: 'symba' } })).toEqual(['error: training, objective']);
  const rate = { ...training, sleepSmoothing: 0.99 };
  expect(concernsOf({ training: rate })).toEqual([]);
  expect(concernsOf({ training: rate, optimizer: { kind: 'adam', learningRate: 0.001 } })).toEqual([
    'error: training, optimizer',
  ]);
});

test('a run that would never sleep is refused, and one whose sleep is never withheld is told', () => {
  const dataset = { kind: 'synthetic', trainExamples: 200 };
  const training = { kind: 'wake-and-sleep', epochs: 3, batchSize: 20, wake: 10, sleep: 5 };
  expect(concernsOf({ dataset, training: { ...training, wake: 30 } })).toEqual(['error: training']);
  expect(concernsOf({ dataset, training: { ...training, withheldFrom: 2 } })).toEqual(['error: training']);
  expect(concernsOf({ dataset, training: { ...training, withheldFrom: 3 } })).toEqual([]);
  expect(concernsOf({ dataset, training: { ...training, withheldFrom: 4 } })).toEqual(['warning: training']);
});

test('a phase of no updates, and sleep withheld from the start, are refused in a sentence', () => {
  const training = { kind: 'wake-and-sleep', epochs: 3, batchSize: 20, wake: 10, sleep: 5 };
  const told = (changes: object) => {
    try {
      return smallSpec({ training: { ...training, ...changes } }).name;
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(told({ wake: 0 })).toMatch(/training[.]wake: a phase has at least one update; take/);
  expect(told({ sleep: 0 })).toMatch(/training[.]sleep: a phase has at least one update; take/);
  expect(told({ withheldFrom: 1 })).toMatch(
    /withheldFrom: sleep can be withheld from epoch 2 on at the earliest/,
  );
  // Where the spec does not say how many examples there are, the plan does.
  const spec = smallSpec({ training: { ...training, wake: 30 } });
  const recipe = createRecipe(spec, facts);
  expect(() => createPlan(spec, recipe, 200)).toThrow(
    /sleep never comes: .* after 30 updates, .* ends after 30/,
  );
});
