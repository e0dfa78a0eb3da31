import { expect, test } from 'vitest';

import { randomStream } from '../../src-shared/base/random.ts';
import { selfMade, smallSpec } from '../core/train/fixtures/small-training.ts';
import { drawWrongLabels } from '../core/negatives/from-labels.ts';
import { DatasetsAtHand } from './datasets-at-hand.ts';
import { smallChoice } from './fixtures/small-run.ts';
import { previewInput } from './preview-input.ts';

const normalized = { ...smallChoice, pixelMean: 0.1, pixelDeviation: 0.5 };
const atHand = await new DatasetsAtHand().load(normalized, { folder: '' });
const { splits } = atHand.dataset;
const preview = (changes: object, split: 'train' | 'test', indexes: number[]) =>
  previewInput(
    smallSpec({ dataset: normalized, labels: { kind: 'in-input', value: 3 }, ...changes }),
    atHand,
    split,
    indexes,
  );
const row = (values: Float32Array | null, index: number) =>
  Array.from(values ?? []).slice(index * 64, (index + 1) * 64);
const oneHot = (label: number) => [0, 1, 2, 3, 4].map((each) => (each === label ? 3 : 0));

test('a label stands in the first pixels, the rest is the image in the numbers of the net', async () => {
  const shown = await preview({ negatives: { kind: 'uniform' } }, 'test', [4, 0]);
  [4, 0].forEach((index, at) => {
    const values = [...splits.test.pixels.subarray(index * 64, (index + 1) * 64)].map((byte) =>
      Math.fround((byte / 255 - 0.1) / 0.5),
    );
    const { label, negative } = shown.examples[at] ?? { label: -1, negative: -1 };
    expect(label).toBe(splits.test.labels[index]);
    expect(row(shown.raw, at)).toEqual(values);
    expect(row(shown.positive, at)).toEqual([...oneHot(label), ...values.slice(5)]);
    expect(row(shown.negative, at)).toEqual([...oneHot(negative ?? -1), ...values.slice(5)]);
    expect(row(shown.neutral, at)).toEqual([
      ...new Array<number>(5).fill(Math.fround(0.6)),
      ...values.slice(5),
    ]);
  });
});

test('a label in a block stands in several pixels, its opposite in those of the other classes', async () => {
  const shown = await preview({ labels: { kind: 'in-block', pixels: 2, value: 3 } }, 'test', [4]);
  const block = (of: number) => [0, 1, 2, 3, 4].flatMap((each) => (each === of ? [3, 3] : [-3, -3]));
  const image = row(shown.raw, 0).slice(10);
  expect(row(shown.positive, 0)).toEqual([...block(shown.examples[0]?.label ?? -1), ...image]);
  row(shown.neutral, 0)
    .slice(0, 10)
    .forEach((value) => expect(value).toBeCloseTo(-9 / 5, 5));
});

test('negatives drawn from the labels are those of the first epoch', async () => {
  const spec = smallSpec();
  const random = randomStream(spec.seed, 'negatives', 0);
  const negatives = drawWrongLabels(splits.train.labels, 5, random);
  const shown = await preview({ negatives: { kind: 'uniform' } }, 'train', [0, 7, 199]);
  expect(shown.examples.map(({ negative }) => negative)).toEqual(
    [0, 7, 199].map((index) => negatives[index]),
  );
  expect(shown.notes[0]).toBe('Negatives are drawn anew for every epoch; these are of the first.');
});

test('for hard negatives a random wrong label stands in, and the notes say so', async () => {
  const shown = await preview({}, 'train', [0, 1, 2, 3]);
  expect(shown.examples.map(({ negative }) => negative)).toEqual([null, null, null, null]);
  shown.examples.forEach(({ label }, at) => {
    const standIn = row(shown.negative, at).slice(0, 5).indexOf(3);
    expect(standIn).toBeGreaterThanOrEqual(0);
    expect(standIn).not.toBe(label);
  });
  expect(shown.notes[0]).toContain('a random wrong label stands in');
});

test('training images are augmented as the experiment says, the others never', async () => {
  const augmentation = [{ kind: 'shift', maximum: 2 }];
  const indexes = [0, 1, 2, 3, 4, 5];
  const [train, held] = [
    await preview({ augmentation }, 'train', indexes),
    await preview({ augmentation }, 'test', indexes),
  ];
  expect(train).toEqual(await preview({ augmentation }, 'train', indexes));
  const isMoved = ({ raw, positive }: typeof train) =>
    indexes.map((at) => row(raw, at).slice(5).join() !== row(positive, at).slice(5).join());
  expect(isMoved(train)).toContain(true);
  expect(isMoved(held)).toEqual(indexes.map(() => false));
});

test('an example that does not exist is refused in words', async () => {
  await expect(preview({}, 'test', [100])).rejects.toThrow(
    'The test split has 100 examples, so there is no example 100.',
  );
});

test('without labels the negatives are those that training makes, of the images shown', async () => {
  const unlabelled = {
    labels: undefined,
    negatives: { kind: 'hybrid', blurs: 1 },
    readouts: [{ kind: 'softmax' }],
  };
  const shown = await preview(unlabelled, 'test', [0, 1, 2]);
  expect([shown.neutral, shown.examples.map(({ negative }) => negative)]).toEqual([null, [null, null, null]]);
  expect(shown.positive).toEqual(shown.raw);
  const images = [0, 1, 2].map((index) => row(shown.raw, index));
  const hybrids = images.map((own, index) => {
    const negative = row(shown.negative, index);
    const partner = [1, 2].map((step) => images[(index + step) % 3] as number[]);
    return partner.some((other) => negative.every((value, at) => [own[at], other[at]].includes(value)));
  });
  expect(hybrids).toEqual([true, true, true]);
  expect(shown.notes[0]).toContain('No label is told');
});

test('a net that makes its negatives itself has none to show before it is there', async () => {
  const shown = await preview(selfMade, 'test', [0, 1]);
  expect([shown.negative, shown.positive]).toEqual([null, shown.raw]);
  expect(shown.notes[0]).toContain('so there are none to show yet');
});
