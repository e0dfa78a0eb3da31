import { expect, test } from 'vitest';

import {
  articleRecipe,
  hintonRecipe,
  hybridRecipe,
  recurrentRecipe,
} from '../engine/fixtures/program-cases.ts';
import { flat } from './grid.ts';
import { netFacts } from './net-facts.ts';
import { goodnessReadout, imageValues, softmaxReadout } from './net.ts';
import { parameterShapes } from './parameters.ts';
import { initialState, stateShapes } from './state.ts';

const size = { inputSize: 20, units: [8, 6], batch: 5 };

test('a recipe knows the sizes of its net', () => {
  const recipe = hintonRecipe(size);
  const { layers, classes, labels } = recipe;
  expect(
    layers.map(({ name, reads, layer: { fanIn }, judged }) => [name, reads, fanIn, judged?.threshold]),
  ).toEqual([
    ['layer1', { label: flat(4), image: flat(16) }, 20, 8],
    ['layer2', { below: flat(8) }, 8, 6],
  ]);
  const placed = { value: 1, neutral: 0.25, stands: 'beside the image', cells: 4, shares: null };
  expect([classes, imageValues(recipe), labels]).toEqual([4, 16, placed]);
  expect(goodnessReadout(recipe)).toMatchObject({ begin: 1, end: 2 });
  expect(softmaxReadout(recipe)).toMatchObject({ begin: 1, end: 2 });
});

test('with top-down input every layer sees its neighbours, the last one the label, and the image is whole', () => {
  const recipe = recurrentRecipe({ ...size, units: [8, 6, 5] });
  expect(recipe.layers.map(({ reads, layer: { fanIn, products } }) => [reads, fanIn, products])).toEqual([
    [{ image: flat(20), above: flat(6) }, 26, 26 * 8],
    [{ below: flat(8), above: flat(5) }, 13, 13 * 6],
    [{ below: flat(6), label: flat(4) }, 10, 10 * 5],
  ]);
  expect([imageValues(recipe), recipe.labels]).toMatchObject([20, { stands: 'on top', cells: 0 }]);
  expect(netFacts(recipe).settling).toEqual({ iterations: 4, first: 2, last: 3 });
  const state = initialState(recipe, 1);
  const spreadOf = (name: string) => {
    const values = [...(state[name]?.data ?? [])];
    return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
  };
  // Both sides by their own fan-in, so that they weigh alike at the start.
  const spread = ['layer1/weights/image', 'layer1/weights/above', 'layer3/weights/label'].map(spreadOf);
  [20, 6, 4].forEach((fanIn, at) => {
    const ratio = (spread[at] ?? NaN) * Math.sqrt(fanIn);
    expect(Math.abs(Math.log(ratio))).toBeLessThan(0.6);
  });
});

test('a label of several pixels in colour leaves the image so much less', () => {
  const image = { height: 3, width: 4, channels: 3 };
  const labels = { labels: { kind: 'in-block', pixels: 2 }, negatives: { kind: 'uniform' } };
  const recipe = hybridRecipe(image, [{ kind: 'dense', units: 8 }], labels);
  expect([recipe.layers[0]?.reads, imageValues(recipe)]).toEqual([{ label: flat(24), image: flat(12) }, 12]);
});

test.each<[string, Parameters<typeof hintonRecipe>, string]>([
  [
    'a read-out beyond the net',
    [size, { readouts: [{ kind: 'softmax', lastLayer: 3 }] }],
    'readouts: there is no layer 3 in a net of 2 layers',
  ],
  [
    'a read-out of nothing',
    [size, { readouts: [{ kind: 'softmax', firstLayer: 2, lastLayer: 1 }] }],
    'readouts: the first layer, 2, comes after the last, 1',
  ],
  [
    'hard negatives without softmax',
    [size, { readouts: [{ kind: 'goodness' }] }],
    'negatives: what the net finds likely is told by a softmax read-out, and there is none',
  ],
  [
    'candidates without softmax',
    [
      size,
      { negatives: { kind: 'uniform' }, readouts: [{ kind: 'goodness', candidates: 2 }, { kind: 'probe' }] },
    ],
    'readouts: candidates are the labels that a softmax read-out finds most probable, and there is none; add one, or leave candidates empty',
  ],
  [
    'two read-outs of a kind',
    [size, { readouts: [{ kind: 'softmax' }, { kind: 'softmax', firstLayer: 1 }] }],
    'readouts: there can be one of each kind',
  ],
  [
    'labels that fill the image',
    [{ ...size, inputSize: 4 }],
    'labels: 4 classes leave none of the 4 inputs for the image',
  ],
])('%s is refused in words', (_, choices, problems) => {
  expect(() => hintonRecipe(...choices)).toThrow(`The experiment is not valid: ${problems}.`);
});

const image = { height: 8, width: 7, channels: 2 };
const local = (field: number, stride: number) => ({ kind: 'local', field, stride, channels: 3 });

test('local layers know their grids, and what their fields leave out', () => {
  const { layers } = hybridRecipe(image, [local(3, 2), local(2, 1)]);
  expect(layers.map(({ layer: { output, fanIn, field, unseen } }) => [output, fanIn, field, unseen])).toEqual(
    [
      // 8 rows: fields begin at 0, 2, 4, and the last row is seen by none.
      [{ height: 3, width: 3, channels: 3 }, 18, { height: 3, width: 3, channels: 2 }, 7 * 2],
      [{ height: 2, width: 2, channels: 3 }, 12, { height: 2, width: 2, channels: 3 }, 0],
    ],
  );
});

test.each<[string, Parameters<typeof hybridRecipe>, string]>([
  ['a field larger than the image', [image, [local(8, 1)]], 'a field of 8 x 8 is larger than the 8 x 7 x 2'],
  [
    'a field larger than the layer below',
    [image, [local(3, 2), local(4, 1)]],
    'a field of 4 x 4 is larger than the 3 x 3 x 3 below it',
  ],
  [
    'a probe on a layer there is not',
    [image, [local(3, 2)], { readouts: [{ kind: 'probe', firstLayer: 1, lastLayer: 2 }] }],
    'readouts: there is no layer 2 in a net of one layer',
  ],
  [
    'goodness per label without labels',
    [image, [local(3, 2)], { readouts: [{ kind: 'goodness', firstLayer: 1 }] }],
    'readouts: goodness per label needs a net that is told labels',
  ],
])('%s is refused in words', (_, choices, problems) => {
  expect(() => hybridRecipe(...choices)).toThrow(problems);
});

test('the state holds every parameter with what its optimizer keeps beside it', () => {
  expect(stateShapes(hintonRecipe(size))).toEqual({
    'layer1/weights/label': [8, 4],
    'layer1/weights/label/smoothedGradient': [8, 4],
    'layer1/weights/image': [8, 16],
    'layer1/weights/image/smoothedGradient': [8, 16],
    'layer1/bias': [1, 8],
    'layer1/bias/smoothedGradient': [1, 8],
    'layer1/peerMean': [1, 8],
    'layer2/weights/below': [6, 8],
    'layer2/weights/below/smoothedGradient': [6, 8],
    'layer2/bias': [1, 6],
    'layer2/bias/smoothedGradient': [1, 6],
    'layer2/peerMean': [1, 6],
    'softmax/weights/layer2': [6, 4],
    'softmax/weights/layer2/smoothedGradient': [6, 4],
  });
  const adam = Object.keys(stateShapes(articleRecipe(size)));
  expect(Object.keys(parameterShapes(articleRecipe(size)))).toEqual([
    'layer1/weights/label',
    'layer1/weights/image',
    'layer1/bias',
    'layer2/weights/below',
    'layer2/bias',
    'softmax/weights/layer1',
    'softmax/weights/layer2',
  ]);
  expect(adam.filter((name) => name.startsWith('layer2/bias'))).toEqual([
    'layer2/bias',
    'layer2/bias/firstMoment',
    'layer2/bias/secondMoment',
  ]);
});

test('a parameter starts from values of its own that only the seed changes', () => {
  const first = (seed: number, units = size.units) => initialState(hintonRecipe({ ...size, units }), seed);
  expect(first(1)).toEqual(first(1));
  const [one, two, longer] = [first(1), first(2), first(1, [8, 6, 5])];
  expect(one['layer1/weights/image']).not.toEqual(two['layer1/weights/image']);
  expect(longer['layer2/weights/below']).toEqual(one['layer2/weights/below']); // a third layer does not disturb it
  const numbers = (name: string) => [...new Set(one[name]?.data)];
  expect([numbers('layer1/bias'), numbers('layer1/peerMean'), numbers('softmax/weights/layer2')]).toEqual([
    [0],
    [0.5],
    [0],
  ]);
});
