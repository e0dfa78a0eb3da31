import fc from 'fast-check';
import { expect, test } from 'vitest';

import { inShownUnit, metricWords } from './metric-words.ts';

test('metrics have a name in words, a unit and a factor', () => {
  const names = [
    'error/test/goodness',
    'error/train/goodness/layer2',
    'loss/layer1',
    'loss/softmax',
    'loss/probe/layer2',
    'layer1/pairwise-error',
    'batch/layer12/pairwise-error',
    'layer3/dead-units',
    'layer1/goodness/negative/deviation',
    'batch/error/goodness',
    'batch/error/goodness/layer2',
    'layer1/weights/unit-norm',
    'memory/resident-bytes',
    'text/accuracy/self-generated',
    'iteration3/error',
    'iteration12/goodness/wrong',
    'iteration3/toString',
    'something/else',
    'toString',
  ];
  expect(
    names.map((name) => {
      const { title, axis, factor } = metricWords(name);
      return [title, axis, factor];
    }),
  ).toEqual([
    ['Test error, goodness', 'Error (%)', 100],
    ['Training error, layer 2 alone', 'Error (%)', 100],
    ['Loss, layer 1', 'Loss of the batch', 1],
    ['Loss, softmax', 'Loss of the batch', 1],
    ['Loss, probe of layer 2', 'Loss of the batch', 1],
    ['Pairwise error, layer 1', 'Pairwise error (%)', 100],
    ['Pairwise error in the batch, layer 12', 'Pairwise error (%)', 100],
    ['Dead units, layer 3', 'Dead units (%)', 100],
    ['Goodness of negative, deviation, layer 1', 'Deviation of goodness', 1],
    ['Error on the newest batch, goodness', 'Error (%)', 100],
    ['Error on the newest batch, layer 2 alone', 'Error (%)', 100],
    ['Norm of a unit’s weights, mean, layer 1', 'Norm', 1],
    ['Memory', 'Resident memory (MB)', 1e-6],
    ['Right characters after its own', 'Right characters (%)', 100],
    ['Error at iteration 3', 'Error (%)', 100],
    ['Goodness of the best wrong label at iteration 12', 'Goodness of the layers', 1],
    ['iteration3/toString', 'Value', 1],
    ['something/else', 'Value', 1],
    ['toString', 'Value', 1],
  ]);
});

const piece = fc.constantFrom(
  ...[
    'batch',
    'layer1',
    'layer2',
    'goodness',
    'positive',
    'mean',
    'pairwise-error',
    'auc',
    'error',
    'test',
    'loss',
  ],
);
const metric = fc.oneof(
  fc.string(),
  fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join('/')),
);

test('what is measured of made images says who made them', () => {
  const names = [
    'samples/image-map/diversity',
    'samples/generator/classes',
    'samples/somebody/right-class',
    'layer2/verdict/ascent',
    'verdict/generator',
    'loss/image-map',
    'loss/discriminator',
    'samples/image-map/toString',
  ];
  expect(names.map((name) => [metricWords(name).title, metricWords(name).factor])).toEqual([
    ['Diversity of made images, map from activities', 1],
    ['Classes among made images, generator', 100],
    ['Made images of the right class, somebody', 100],
    ['Real against made (ascent of goodness), layer 2', 1],
    ['Real against made (generator), discriminator', 1],
    ['Loss, map from activities', 1],
    ['Loss, discriminator', 1],
    ['samples/image-map/toString', 1],
  ]);
});

test('every name has words, different ones for different names that are known', () => {
  fc.assert(
    fc.property(metric, metric, (one, other) => {
      const [words, others] = [metricWords(one), metricWords(other)];
      if (one !== '') expect(words.title).not.toBe('');
      if (one !== other) expect([words.title, one]).not.toEqual([others.title, other]);
      const isKnown = words.title !== one && others.title !== other;
      if (one !== other && isKnown) expect(words.title).not.toBe(others.title);
    }),
    { numRuns: 1000 },
  );
});

test('a curve in the unit it is shown in has the same places and other numbers', () => {
  const values = Float32Array.of(0.25, NaN);
  const series = {
    run: 'r',
    metric: 'layer1/dead-units',
    total: 2,
    inWindow: 2,
    lastStep: 2,
    exact: true,
    x: Float64Array.of(1, 2),
    minimum: values,
    maximum: values,
    last: values,
    nanCount: Uint32Array.of(0, 1),
    smoothed: null,
  };
  const shown = Float32Array.of(25, NaN);
  expect(inShownUnit(series)).toEqual({ ...series, minimum: shown, maximum: shown, last: shown });
  const other = { ...series, metric: 'layer1/auc' };
  expect(inShownUnit(other)).toBe(other);
});
