/** A teacher and the net it teaches: what each learns from, and what passes from one to the other. */

import { expect, test } from 'vitest';

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { hybridRecipe } from '../engine/fixtures/program-cases.ts';
import { bitsOf } from '../engine/fixtures/run-program.ts';
import { referenceEngine } from '../engine/reference/reference-engine.ts';
import type { Recipe } from '../net/recipe.ts';
import { flat } from '../net/grid.ts';
import { below } from '../net/names.ts';
import {
  eventsOf,
  lastState,
  onDevice,
  smallDataset,
  smallSpec,
  taught,
  tell,
} from '../train/fixtures/small-training.ts';
import type { Told } from '../train/fixtures/small-training.ts';
import { distillation } from './distillation.ts';

const reference = await referenceEngine.open({ threads: 1, device: 'auto' });

const bits = (tensors: Readonly<Record<string, { readonly data: Float32Array | Float64Array }>>) =>
  bitsOf(Object.fromEntries(Object.entries(tensors).map(([name, { data }]) => [name, data])));
const errorsAt = (told: Told, epoch: number) =>
  assertDefined(
    eventsOf(told, 'evaluated').find((event) => event.epoch === epoch)?.errors.test ?? undefined,
    'errors',
  );

test('the teacher is, bit for bit, the same net by Forward-Forward on the device before', async () => {
  const alone = await tell(smallSpec({ device: { ...onDevice.device, number: 1 } }), reference);
  const told = await tell(smallSpec(taught), reference);
  expect(bits(below('teacher', lastState(told).tensors))).toEqual(bits(lastState(alone).tensors));
  const [own, whole] = [errorsAt(alone, 3), errorsAt(told, 6)];
  expect(whole['softmax/teacher']).toBe(own['softmax']);
  expect(whole['goodness/teacher']).toBe(own['goodness']);
  expect(whole['softmax/copied']).toBe(own['softmax/copied']);
  expect(whole['goodness/copied']).toBe(own['goodness/copied']);
});

test('the net starts from weights of its own, waits for the teacher, and then learns from it', async () => {
  const told = await tell(
    smallSpec({ ...taught, training: { kind: 'together', epochs: 12, batchSize: 20 } }),
    reference,
  );
  const waiting = errorsAt(told, 12);
  const end = errorsAt(told, 24);
  // Chance is four in five.
  expect(waiting['softmax']).toBeGreaterThan(0.6);
  expect(end['softmax']).toBeLessThan(0.35);
  expect(end['softmax/teacher']).toBe(waiting['softmax/teacher']);
  const first = lastState(await tell(smallSpec(taught), reference, { stopAfterEpochs: 1 })).tensors;
  expect(bits(below('layer1/weights', first))).not.toEqual(bits(below('teacher/layer1/weights', first)));
});

test('the net is told no label: other ones change nothing that it learns from its teacher', async () => {
  const spec = smallSpec(taught);
  const resumeFrom = lastState(await tell(spec, reference, { stopAfterEpochs: 3 }));
  const { train } = smallDataset.splits;
  const dataset = {
    ...smallDataset,
    splits: {
      ...smallDataset.splits,
      train: { ...train, labels: train.labels.map((label) => (label + 1) % 5) },
    },
  };
  const whole = await tell(spec, reference, { resumeFrom });
  const mislabelled = await tell(spec, reference, { resumeFrom, dataset });
  expect(bits(lastState(mislabelled).tensors)).toEqual(bits(lastState(whole).tensors));
});

test('what cannot teach is refused in words', () => {
  const taughtBy = distillation(1);
  const misfit = (recipe: Recipe) => taughtBy.misfit(recipe);
  const labelled = { labels: { kind: 'in-input' }, negatives: { kind: 'uniform' } };
  expect(misfit(hybridRecipe(flat(20), [{ kind: 'dense', units: 5 }], labelled))).toContain(
    'drawn knowing the right one',
  );
  const probed = { readouts: [{ kind: 'probe' }] };
  expect(misfit(hybridRecipe(flat(20), [{ kind: 'dense', units: 5 }], probed))).toContain('needs a softmax');
});
