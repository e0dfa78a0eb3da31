import { expect, test } from 'vitest';

import { randomStream } from '../../src-shared/base/random.ts';
import { smallSpec } from '../core/train/fixtures/small-training.ts';
import { uniformNegatives } from '../core/negatives/from-labels.ts';
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
const row = (values: Float32Array, index: number) => [...values.subarray(index * 64, (index + 1) * 64)];
const oneHot = (label: number) => [0, 1, 2, 3, 4].map((each) => (each === label ? 3 : 0));

test('a label stands in the first pixels, the rest is the image in the numbers of the net', () => {
  const shown = preview({ negatives: { kind: 'uniform' } }, 'test', [4, 0]);
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

test('negatives drawn from the labels are those of the first epoch', () => {
  const spec = smallSpec();
  const drawn = uniformNegatives.create({});
  const negatives =
    drawn.source === 'labels'
      ? drawn.draw(splits.train.labels, 5, randomStream(spec.seed, 'negatives', 0))
      : [];
  const shown = preview({ negatives: { kind: 'uniform' } }, 'train', [0, 7, 199]);
  expect(shown.examples.map(({ negative }) => negative)).toEqual(
    [0, 7, 199].map((index) => negatives[index]),
  );
  expect(shown.notes[0]).toBe('Negatives are drawn anew for every epoch; these are of the first.');
});

test('for hard negatives a random wrong label stands in, and the notes say so', () => {
  const shown = preview({}, 'train', [0, 1, 2, 3]);
  expect(shown.examples.map(({ negative }) => negative)).toEqual([null, null, null, null]);
  shown.examples.forEach(({ label }, at) => {
    const standIn = row(shown.negative, at).slice(0, 5).indexOf(3);
    expect(standIn).toBeGreaterThanOrEqual(0);
    expect(standIn).not.toBe(label);
  });
  expect(shown.notes[0]).toContain('a random wrong label stands in');
});

test('training images are augmented as the experiment says, the others never', () => {
  const augmentation = [{ kind: 'shift', maximum: 2 }];
  const indexes = [0, 1, 2, 3, 4, 5];
  const [train, held] = [
    preview({ augmentation }, 'train', indexes),
    preview({ augmentation }, 'test', indexes),
  ];
  expect(train).toEqual(preview({ augmentation }, 'train', indexes));
  const isMoved = ({ raw, positive }: typeof train) =>
    indexes.map((at) => row(raw, at).slice(5).join() !== row(positive, at).slice(5).join());
  expect(isMoved(train)).toContain(true);
  expect(isMoved(held)).toEqual(indexes.map(() => false));
});

test('an example that does not exist is refused in words', () => {
  expect(() => preview({}, 'test', [100])).toThrow(
    'The test split has 100 examples, so there is no example 100.',
  );
});
