import { expect, test } from 'vitest';

import type { ImageInspection } from '../../../src-shared/views/inspection-view.ts';
import { differenceOf, goodnessByLabel, labelMarks, regionRange, sharedRange } from './layer-goodness.ts';

const layer = (name: string) => ({
  name,
  units: 1,
  positive: Float32Array.of(1),
  negative: Float32Array.of(0),
  output: { height: 1, width: 1, channels: 1 },
  weightSets: 1,
  judged: {
    threshold: 1,
    goodness: { positive: 1, negative: 0 },
    probability: { positive: 0.5, negative: 0.3 },
    regions: null,
  },
});
const inspection: ImageInspection = {
  at: { run: 'r', step: 1, epoch: 1 },
  image: { height: 1, width: 1, channels: 1 },
  classNames: ['a', 'b', 'c'],
  pixels: Uint8Array.of(0),
  trueLabel: 1,
  positiveLabel: 1,
  negativeLabel: 0,
  inputs: { positive: Float32Array.of(0), negative: Float32Array.of(0) },
  layers: [layer('layer1'), layer('layer2')],
  goodnessByLabel: Float32Array.of(1, 2, 3, 4, 9, 6),
  answers: [{ readout: 'goodness', answer: 1, scores: Float32Array.of(4, 9, 6) }],
  candidates: null,
  settling: null,
  notes: [],
  milliseconds: 1,
};

test('each layer has its bars, and the sum is the one the read-out answers by', () => {
  expect(goodnessByLabel(inspection)).toEqual([
    { title: 'layer1', values: Float64Array.of(1, 2, 3), answer: 2 },
    { title: 'layer2', values: Float64Array.of(4, 9, 6), answer: 1 },
    {
      title: 'Sum, by which the goodness read-out answers',
      values: Float64Array.of(4, 9, 6),
      answer: 1,
    },
  ]);
});

test('a label that is no candidate is no answer, however high its goodness', () => {
  const answers = goodnessByLabel({ ...inspection, candidates: [2, 0] }).map(({ answer }) => answer);
  expect(answers).toEqual([2, 2, 2]);
});

test('a net that is told no label has no goodness of labels', () => {
  expect(goodnessByLabel({ ...inspection, goodnessByLabel: new Float32Array(0), answers: [] })).toEqual([]);
});

test('without a goodness read-out all layers are summed, and the title says so', () => {
  expect(goodnessByLabel({ ...inspection, answers: [] }).at(-1)).toEqual({
    title: 'Sum over all layers',
    values: Float64Array.of(5, 11, 9),
    answer: 1,
  });
});

test('marks name the answer and the true label, once where they are the same', () => {
  expect([labelMarks(1, 1), labelMarks(1, 2), labelMarks(1, null)]).toEqual([
    [{ category: 1, label: 'answer, true' }],
    [
      { category: 1, label: 'answer' },
      { category: 2, label: 'true' },
    ],
    [{ category: 1, label: 'answer' }],
  ]);
});

test('both labels share one scale, from zero', () => {
  expect([sharedRange([1, 2], [0.5, 5]), sharedRange([-1], [3]), sharedRange([0], [0])]).toEqual([
    [0, 5],
    [-1, 3],
    [0, 1],
  ]);
  expect(differenceOf(Float32Array.of(3, 1), Float32Array.of(1, 4))).toEqual(Float32Array.of(2, -3));
});

test('regions of both inputs share a range that reaches as far above the threshold as below it', () => {
  const regions = { rows: 1, columns: 2, threshold: 10 };
  const range = regionRange({
    ...regions,
    positive: Float32Array.of(11, 14),
    negative: Float32Array.of(NaN, 3),
  });
  expect(range).toEqual([-7, 7]);
  const silent = { positive: Float32Array.of(10, 10), negative: Float32Array.of(10, 10) };
  expect(regionRange({ ...regions, ...silent })).toEqual([-1, 1]);
});
