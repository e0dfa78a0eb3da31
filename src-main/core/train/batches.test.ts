import fc from 'fast-check';
import { expect, test } from 'vitest';

import { createPart } from '../../../src-shared/spec/part.ts';
import { augmentationParts } from '../augment/index.ts';
import { wholeOf } from '../dataset/bytes.ts';
import type { Dataset, Split } from '../dataset/dataset.ts';
import type { TurnInputs } from '../engine/engine.ts';
import { negativeParts } from '../negatives/index.ts';
import { BatchSource } from './batches.ts';
import { imageRows, indexRange } from '../dataset/rows.ts';
import type { BatchOptions } from './batches.ts';

const classes = 3;
const count = 24;
const image = { height: 3, width: 3, channels: 1 };

/** Example i has pixel value i + 1 everywhere and label i % 3. */
function splitOf(examples: number): Split {
  return {
    count: examples,
    pixels: Uint8Array.from({ length: examples * 9 }, (_, at) => Math.floor(at / 9) + 1),
    labels: Uint8Array.from({ length: examples }, (_, index) => index % classes),
  };
}

const dataset: Dataset = {
  name: 'counted',
  classNames: ['a', 'b', 'c'],
  image,
  inputSize: 9,
  splits: { train: splitOf(count), validation: splitOf(0), test: splitOf(0) },
  pixelMean: 0,
  pixelDeviation: 1,
  fingerprint: '',
};

const pairs = (kind: string, once = false) =>
  createPart(negativeParts, kind === 'hard' ? { kind } : { kind, once });
const shift = createPart(augmentationParts, { kind: 'shift', maximum: 1 });

function source(changes: Partial<BatchOptions> = {}): BatchSource {
  const usual = {
    seed: 1,
    batchSize: 5,
    shuffled: true,
    imageValues: 6,
    pairs: pairs('uniform'),
    augmentations: [],
  };
  return new BatchSource(dataset, { ...usual, ...changes });
}

const position = (pass: number, batch: number) => ({ pass, batch });
type Batch = Readonly<Record<'image' | 'labels' | 'negatives' | 'uniform', Float32Array>>;
const copy = (batch: TurnInputs) => structuredClone(batch) as Batch;

/** Which examples a batch holds: their number is in every pixel. */
const examplesOf = (batch: Batch) =>
  [...batch.image].filter((_, at) => at % 6 === 0).map((value) => Math.round(value * 255) - 1);
const labelsOf = (rows: Float32Array | undefined) =>
  Array.from({ length: (rows?.length ?? 0) / classes }, (_, row) =>
    rows?.subarray(row * classes, (row + 1) * classes).indexOf(1),
  );

/** Batches 0 .. 3 of an epoch: 20 of the 24 examples. */
const epochOf = (from: BatchSource, epoch: number) =>
  [0, 1, 2, 3].map((batch) => copy(from.at(position(epoch, batch))));

const everyOption = fc.record({
  seed: fc.nat(),
  shuffled: fc.boolean(),
  batchSize: fc.constantFrom(1, 5, 8, count),
  pairs: fc.constantFrom(pairs('uniform'), pairs('uniform', true), pairs('permuted'), pairs('hard')),
  augmentations: fc.constantFrom([], [shift], [shift, shift]),
});

test('a batch depends on its position alone, not on what was asked before', () => {
  const somePositions = fc.array(fc.record({ epoch: fc.nat({ max: 3 }), batch: fc.nat({ max: 2 }) }), {
    maxLength: 6,
  });
  fc.assert(
    fc.property(everyOption, somePositions, (options, asked) => {
      const batches = Math.floor(count / options.batchSize);
      const one = source(options);
      for (const { epoch, batch } of asked) {
        const at = position(epoch, batch % batches);
        expect(copy(one.at(at))).toEqual(copy(source(options).at(at)));
      }
    }),
  );
});

test('a batch is the rows of the table that it names, with the same besides', () => {
  fc.assert(
    fc.property(everyOption, fc.nat({ max: 3 }), fc.nat({ max: 2 }), (options, epoch, nth) => {
      const at = position(epoch, nth % Math.floor(count / options.batchSize));
      const table = source(options).imageTable();
      expect(table === null).toBe(options.augmentations.length > 0);
      if (table === null) return;
      const { rows, besides } = source(options).rowsAt(at);
      const [examples, values] = table.shape as [number, number];
      expect(examples * values).toBe(table.data.length);
      const image = [...rows].flatMap((row) => [...table.data.subarray(row * values, (row + 1) * values)]);
      expect(copy({ ...besides, image: Float32Array.from(image) })).toEqual(copy(source(options).at(at)));
    }),
  );
});

test('rows of a batch belong together: image, label and a wrong label', () => {
  for (const batch of epochOf(source(), 0)) {
    const examples = examplesOf(batch);
    const right = examples.map((example) => example % classes);
    expect(labelsOf(batch.labels)).toEqual(right);
    expect(labelsOf(batch.negatives).some((label, row) => label === right[row] || label === undefined)).toBe(
      false,
    );
  }
});

test('an epoch shows no example twice, and every epoch in another order', () => {
  const orders = [0, 1, 2].map((epoch) => epochOf(source(), epoch).flatMap(examplesOf));
  for (const order of orders) expect(new Set(order).size).toBe(20);
  expect(new Set(orders.map(String)).size).toBe(3);
  expect(epochOf(source({ seed: 2 }), 0).flatMap(examplesOf)).not.toEqual(orders[0]);
});

test('unshuffled, examples come as they stand', () => {
  const batches = epochOf(source({ shuffled: false }), 7);
  expect(batches.flatMap(examplesOf)).toEqual([...indexRange(0, 20)]);
});

test('the whole set in one batch is the same for every epoch, so that a resumed run keeps its rounding', () => {
  const whole = source({ batchSize: count, pairs: pairs('uniform', true) });
  expect(whole.fixed).toBe(true);
  const [first, later] = [copy(whole.at(position(0, 0))), copy(whole.at(position(9, 0)))];
  expect(examplesOf(first)).toEqual([...indexRange(0, count)]);
  expect(later).toEqual(first);
});

test('negatives drawn once stay with their example; others change from epoch to epoch', () => {
  const byExample = (once: boolean, epoch: number) => {
    const batches = epochOf(source({ shuffled: false, pairs: pairs('uniform', once) }), epoch);
    return batches.flatMap((batch) => labelsOf(batch.negatives));
  };
  expect(byExample(true, 0)).toEqual(byExample(true, 5));
  expect(byExample(false, 0)).not.toEqual(byExample(false, 5));
});

test('hard negatives are left to the step', () => {
  const batch = copy(source({ pairs: pairs('hard') }).at(position(0, 0)));
  expect(Object.keys(batch)).toEqual(['image', 'labels', 'uniform']);
  expect([...batch.uniform].every((value) => value >= 0 && value < 1)).toBe(true);
});

test('augmentation changes images anew in every epoch and leaves the dataset alone', () => {
  const before = wholeOf(dataset.splits.train.pixels).slice();
  const shifted = source({ shuffled: false, augmentations: [shift] });
  expect(shifted.fixed).toBe(false);
  const [plain, first, second] = [source({ shuffled: false }), shifted, shifted].map((from, epoch) =>
    copy(from.at(position(epoch, 0))),
  ) as [Batch, Batch, Batch];
  expect(first.image).not.toEqual(plain.image);
  expect(second.image).not.toEqual(first.image);
  // What a shift brings in is blank; the rest is the example's own.
  first.image.forEach((value, at) => expect([0, plain.image[at]]).toContain(value));
  expect(dataset.splits.train.pixels).toEqual(before);
});

test('image rows leave out the pixels of the label and are scaled as the dataset says', () => {
  const scaled = { ...dataset, pixelMean: 0.1, pixelDeviation: 0.5 };
  const rows = imageRows(scaled, scaled.splits.train, Uint32Array.of(4, 0), 6);
  const value = (byte: number) => Math.fround((byte / 255 - 0.1) / 0.5);
  expect([...rows]).toEqual([...new Array<number>(6).fill(value(5)), ...new Array<number>(6).fill(value(1))]);
});
