import { expect, test } from 'vitest';

import { articleRecipe, hintonRecipe } from '../engine/fixtures/program-cases.ts';
import { initialState, isParameter, stateShapes } from './net.ts';

const size = { inputSize: 20, units: [8, 6], batch: 5 };

test('a recipe knows the sizes of its net', () => {
  const { layers, imageSize, classes, neutralValue, goodnessReadout, softmaxReadout } = hintonRecipe(size);
  expect(layers.map(({ name, blocks, fanIn, threshold }) => ({ name, blocks, fanIn, threshold }))).toEqual([
    { name: 'layer1', blocks: { label: 4, image: 16 }, fanIn: 20, threshold: 8 },
    { name: 'layer2', blocks: { below: 8 }, fanIn: 8, threshold: 6 },
  ]);
  expect({ imageSize, classes, neutralValue, goodnessReadout }).toEqual({
    imageSize: 16,
    classes: 4,
    neutralValue: 0.25,
    goodnessReadout: { begin: 1, end: 2 },
  });
  expect(softmaxReadout).toMatchObject({ begin: 1, end: 2 });
});

test.each<[string, Parameters<typeof hintonRecipe>, string]>([
  [
    'a read-out beyond the net',
    [size, { readouts: [{ kind: 'softmax', lastLayer: 3 }] }],
    'readouts: layers 2 to 3 do not exist in a net of 2',
  ],
  [
    'a read-out of nothing',
    [size, { readouts: [{ kind: 'softmax', firstLayer: 2, lastLayer: 1 }] }],
    'readouts: layers 2 to 1 do not exist in a net of 2',
  ],
  [
    'hard negatives without softmax',
    [size, { readouts: [{ kind: 'goodness' }] }],
    'negatives: hard negatives need a softmax read-out',
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
  expect(adam.filter(isParameter)).toEqual([
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
