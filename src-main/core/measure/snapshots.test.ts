import fc from 'fast-check';
import { expect, test } from 'vitest';

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { mnist } from '../dataset/mnist.ts';
import { synthetic } from '../dataset/synthetic.ts';
import { engineKinds } from '../engine/index.ts';
import { eventsOf, lastState, smallDataset, smallSpec, tell } from '../train/fixtures/small-training.ts';
import { chooseProbe, quantize } from './snapshots.ts';

const reference = await engineKinds.get('reference').open({ threads: 1, device: 'cpu' });

test('bytes give the numbers back to half a level, and the ends exactly', () => {
  const numbers = fc.float32Array({ minLength: 1, maxLength: 50, noNaN: true, min: -1000, max: 1000 });
  fc.assert(
    fc.property(numbers, fc.constantFrom('from lowest' as const, 'around zero' as const), (values, range) => {
      const { low, high, bytes } = quantize(values, range);
      if (range === 'around zero') expect(low).toBe(-high);
      else expect([low, high]).toEqual([Math.min(...values), Math.max(...values)]);
      const level = (high - low) / 255;
      values.forEach((value, at) => {
        const back = low + ((bytes[at] as number) / 255) * (high - low);
        expect(Math.abs(back - value)).toBeLessThanOrEqual(level * 0.501 + 1e-30);
      });
    }),
  );
  expect(quantize(Float32Array.of(NaN, 1, 3, Infinity), 'from lowest')).toEqual({
    low: 1,
    high: 3,
    bytes: Uint8Array.of(0, 0, 255, 255),
  });
  expect(quantize(Float32Array.of(NaN), 'around zero')).toMatchObject({ bytes: Uint8Array.of(0) });
});

test('the probe is the first seven of ten digits under 7 and 0, else the first example under the next label', async () => {
  const digits = await mnist
    .create({ trainExamples: 10, validationExamples: 50, testExamples: 10 })
    .load({ folder: '' });
  const seven = digits.splits.validation.labels.indexOf(7);
  expect(chooseProbe(digits)).toEqual({ split: digits.splits.validation, index: seven, label: 7, wrong: 0 });
  const { validation } = smallDataset.splits;
  const label = validation.labels[0] as number;
  expect(chooseProbe(smallDataset)).toEqual({ split: validation, index: 0, label, wrong: (label + 1) % 5 });
  const none = { count: 0, pixels: new Uint8Array(0), labels: new Uint8Array(0) };
  const { splits } = smallDataset;
  expect(chooseProbe({ ...smallDataset, splits: { ...splits, validation: none } }).split).toBe(splits.test);
});

test('a run keeps the probe once, and activities and fields at its start and with every full measure', async () => {
  const told = await tell(smallSpec(), reference);
  const snapshots = eventsOf(told, 'snapshot');
  const each = ['activity/layer1', 'activity/layer2', 'fields/layer1'];
  expect(snapshots.map(({ step, epoch, name }) => `${step} ${epoch} ${name}`)).toEqual([
    '0 0 probe/image',
    '0 0 probe/labels',
    ...[0, 10, 20, 30].flatMap((step) => each.map((name) => `${step} ${step / 10} ${name}`)),
  ]);
  const probe = chooseProbe(smallDataset);
  expect(snapshots[0]).toMatchObject({
    shape: [8, 8, 1],
    low: 0,
    high: 255,
    bytes: probe.split.pixels.subarray(0, 64).slice(),
  });
  expect(snapshots[1]).toMatchObject({ shape: [2], bytes: Uint8Array.of(probe.label, probe.wrong) });
  const last = assertDefined(snapshots.at(-1), 'a snapshot');
  expect(last.shape).toEqual([16, 8, 8, 1]);
  const data = (block: string) =>
    assertDefined(lastState(told).tensors[`layer1/weights/${block}`], block).data;
  for (const unit of [0, 15]) {
    const weights = [
      ...data('label').subarray(unit * 5, unit * 5 + 5),
      ...data('image').subarray(unit * 59, unit * 59 + 59),
    ];
    weights.forEach((weight, at) => {
      const back = last.low + ((last.bytes[unit * 64 + at] as number) / 255) * (last.high - last.low);
      expect(Math.abs(back - weight)).toBeLessThan((last.high - last.low) / 500);
    });
  }
  for (const { name, shape, low, bytes } of snapshots.filter(({ name: of }) => of.startsWith('activity'))) {
    expect([name, shape, low, bytes.length]).toEqual(
      name === 'activity/layer1' ? [name, [2, 24], 0, 48] : [name, [2, 20], 0, 40],
    );
    expect(bytes.subarray(0, shape[1])).not.toEqual(bytes.subarray(shape[1]));
  }
});

test('snapshots change no number, and can be left out', async () => {
  const [kept, left] = [
    await tell(smallSpec(), reference),
    await tell(smallSpec({ measures: { everySteps: 4, snapshots: false } }), reference),
  ];
  expect(eventsOf(left, 'snapshot')).toEqual([]);
  expect(lastState(left).tensors).toEqual(lastState(kept).tensors);
  expect(left.events.length).toBe(kept.events.length - 14);
});

test('a net with fewer units than are kept gives them all', async () => {
  const dataset = await synthetic
    .create({ size: 8, classes: 3, trainExamples: 20, validationExamples: 0, testExamples: 0 })
    .load({ folder: '' });
  const spec = smallSpec({
    layers: [{ kind: 'dense', units: 3 }],
    negatives: { kind: 'uniform' },
    readouts: [{ kind: 'goodness', firstLayer: 1 }],
  });
  const snapshots = eventsOf(await tell(spec, reference, { dataset, stopAfterEpochs: 0 }), 'snapshot');
  expect(snapshots.map(({ name, shape }) => [name, shape])).toEqual([
    ['probe/image', [8, 8, 1]],
    ['probe/labels', [2]],
    ['activity/layer1', [2, 3]],
    ['fields/layer1', [3, 8, 8, 1]],
  ]);
});
