/** A net with top-down input, looked into: its iterations one by one, its weights, and what it is shown. */

import { expect, test } from 'vitest';

import { settling } from '../core/train/fixtures/small-training.ts';
import { askingAbout } from './fixtures/ask-inspector.ts';
import { trainSmallRun } from './fixtures/small-run.ts';
import type { InspectionRequest } from './messages.ts';

const small = await trainSmallRun(settling);
const ask = askingAbout(small);
const at = { run: small.run.runId, step: null };
const image = { split: 'test', index: 3 } as const;
const close = (values: Iterable<number>, digits = 3) =>
  [...values].map((value) => expect.closeTo(value, digits) as number);

test('every iteration is shown as the judged ones are, which its answer is the mean of', async () => {
  const found = await ask('inspect/image', { ...at, image, positiveLabel: 1, negativeLabel: 2 });
  const { settling: settled, layers, goodnessByLabel, answers, inputs } = found;
  expect(settled?.judged).toEqual({ first: 2, last: 3 });
  expect(settled?.iterations).toHaveLength(4);
  const [, second, third] = settled?.iterations ?? [];
  expect(layers.map(({ positive, negative }) => [positive, negative])).toEqual(
    third?.layers.map(({ positive, negative }) => [positive, negative]),
  );
  const mean = goodnessByLabel.map(
    (_, place) => ((second?.goodnessByLabel[place] ?? NaN) + (third?.goodnessByLabel[place] ?? NaN)) / 2,
  );
  expect([...goodnessByLabel]).toEqual(close(mean));
  // Both layers answer here: what is summed is all there is.
  const summed = [0, 1, 2, 3].flatMap((iteration) =>
    [0, 1, 2, 3, 4].map((label) => {
      const all = settled?.iterations[iteration]?.goodnessByLabel;
      return (all?.[label] ?? NaN) + (all?.[5 + label] ?? NaN);
    }),
  );
  expect([...(settled?.goodness ?? [])]).toEqual(close(summed));
  const judged = [0, 1, 2, 3, 4].map(
    (label) => ((summed[5 + label] ?? NaN) + (summed[10 + label] ?? NaN)) / 2,
  );
  expect([...(answers[0]?.scores ?? [])]).toEqual(close(judged));
  for (const { layers: own, goodnessByLabel: byLabel } of settled?.iterations ?? [])
    own.forEach(({ judged: judgement, positive }, layer) => {
      expect(judgement?.goodness.positive).toBeCloseTo(byLabel[5 * layer + 1] ?? NaN, 3);
      const squares = positive.reduce((sum, value) => sum + value * value, 0);
      expect(judgement?.goodness.positive).toBeCloseTo(squares, 3);
    });
  expect(inputs.negative).toEqual(inputs.positive);
  expect(found.notes.join(' ')).toContain('goodness is the mean of iterations 2 to 3');
});

test('the weights shown are those from below, without the layer or the label above', async () => {
  const [first, second] = await Promise.all(
    [1, 2].map((layer) => ask('inspect/fields', { ...at, layer, units: [0, 5] })),
  );
  const weights = small.state.tensors['layer1/weights/image']?.data ?? [];
  expect(first?.weights).toHaveLength(2 * 64);
  expect([...(first?.weights.slice(64) ?? [])]).toEqual(close([...weights].slice(5 * 64, 6 * 64), 5));
  expect(second).toMatchObject({ linearApproximation: true, image: { height: 8, width: 8, channels: 1 } });
});

test('a whole split is answered, and every image is shown as it is', async () => {
  const found = await ask('inspect/split', { ...at, split: 'test', limit: 100, hardest: 3 });
  expect(found.readouts.map(({ readout }) => readout)).toEqual([
    'goodness',
    'softmax',
    'goodness/layer1',
    'goodness/layer2',
  ]);
  expect(found.hardest).toHaveLength(3);
  const draft = JSON.parse(
    JSON.stringify(small.spec),
  ) as InspectionRequest<'datasets/preview'>['input']['draft'];
  const preview = await ask('datasets/preview', { draft, split: 'train', indexes: [0, 1] });
  expect(preview.negative).toEqual(preview.positive);
  expect(preview.neutral).toEqual(preview.positive);
  expect(preview.notes.join(' ')).toContain('the image is the same under every label');
});
