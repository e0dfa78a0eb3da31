/** Read-outs that learn beside a net: what they learn, and that the net does not notice. */

import { expect, test } from 'vitest';

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { bitsOf } from '../engine/fixtures/run-program.ts';
import { referenceEngine } from '../engine/reference/reference-engine.ts';
import { eventsOf, lastState, layerByLayer, smallSpec, tell } from '../train/fixtures/small-training.ts';
import type { Told } from '../train/fixtures/small-training.ts';

const reference = await referenceEngine.open({ threads: 1, device: 'auto' });

const withoutLabels = { labels: undefined, negatives: { kind: 'hybrid', blurs: 2 } };
const sentBack = {
  method: { kind: 'back-propagation' },
  ...withoutLabels,
  goodness: undefined,
  threshold: undefined,
  peer: undefined,
  negatives: undefined,
};
const ways: [string, object][] = [
  ['under labels', { negatives: { kind: 'uniform' } }],
  ['without labels', withoutLabels],
  ['layer by layer', layerByLayer],
];

const tensorOf = (told: Told, name: string) => assertDefined(lastState(told).tensors[name], name).data;
const bits = (told: Told, wanted: (name: string) => boolean) =>
  bitsOf(
    Object.fromEntries(
      Object.entries(lastState(told).tensors).flatMap(([name, { data }]) =>
        wanted(name) ? [[name, data]] : [],
      ),
    ),
  );
const probe = { kind: 'probe' };
const softmaxOf = (layer: number) => ({ kind: 'softmax', firstLayer: layer, lastLayer: layer });

test.each(ways)(
  'a probe learns, bit for bit, what a softmax of that layer alone learns: %s',
  async (_, changes) => {
    for (const layer of [1, 2]) {
      const told = await tell(smallSpec({ ...changes, readouts: [softmaxOf(layer), probe] }), reference);
      const [softmax, own] = [`softmax/weights/layer${layer}`, `probe/layer${layer}/weights/layer${layer}`];
      expect(tensorOf(told, own)).toEqual(tensorOf(told, softmax));
      expect(Math.max(...tensorOf(told, own))).toBeGreaterThan(0);
      const { errors } = assertDefined(eventsOf(told, 'evaluated').at(-1), 'errors');
      expect(errors.test?.[`probe/layer${layer}`]).toBe(errors.test?.['softmax']);
    }
  },
);

test('the probe of the last layer learns what is sent back from the softmax there', async () => {
  const told = await tell(smallSpec({ ...sentBack, readouts: [softmaxOf(2), probe] }), reference);
  const softmax = tensorOf(told, 'softmax/weights/layer2');
  expect([...tensorOf(told, 'probe/layer2/weights/layer2')]).toEqual(
    Array.from(softmax, (weight) => expect.closeTo(weight, 10) as number),
  );
});

test.each([...ways, ['back-propagation', sentBack] as [string, object]])(
  'a probe changes nothing else: %s',
  async (_, changes) => {
    const with_ = await tell(smallSpec({ ...changes, readouts: [softmaxOf(2), probe] }), reference);
    const without = await tell(smallSpec({ ...changes, readouts: [softmaxOf(2)] }), reference);
    const own = (name: string) => !name.startsWith('probe/');
    expect(bits(with_, own)).toEqual(bits(without, own));
    expect(eventsOf(with_, 'started')[0]?.net.readouts.map(({ name }) => name)).toEqual([
      'softmax',
      'probe/layer1',
      'probe/layer2',
    ]);
  },
);

test.each([...ways, ['back-propagation', sentBack] as [string, object]])(
  'a map to images changes nothing else, and its error falls: %s',
  async (_, changes) => {
    const measures = { measures: { everySteps: 1 } };
    const beside = { readouts: [softmaxOf(2), { kind: 'image-map' }] };
    const with_ = await tell(smallSpec({ ...changes, ...measures, ...beside }), reference);
    const without = await tell(smallSpec({ ...changes, ...measures, readouts: [softmaxOf(2)] }), reference);
    const own = (name: string) => !name.startsWith('image-map/');
    expect(bits(with_, own)).toEqual(bits(without, own));
    const losses = eventsOf(with_, 'measured').flatMap(({ values }) => values['loss/image-map'] ?? []);
    expect(losses.at(-1)).toBeLessThan(0.7 * (losses[0] as number));
    const [{ net } = { net: null }] = eventsOf(with_, 'started');
    expect(net?.makers).toEqual([{ name: 'image-map', label: 'Linear map from activities', told: true }]);
  },
);

test('read-outs of a net that is told no label learn from the images as they are', async () => {
  const long = { training: { kind: 'together', epochs: 12, batchSize: 20 }, readouts: [softmaxOf(2), probe] };
  const told = await tell(smallSpec({ ...withoutLabels, ...long }), reference);
  const { errors } = assertDefined(eventsOf(told, 'evaluated').at(-1), 'errors');
  expect(Object.keys(errors.test ?? {})).toEqual(['softmax', 'probe/layer1', 'probe/layer2']);
  // Chance is four in five.
  for (const error of Object.values(errors.test ?? {})) expect(error).toBeLessThan(0.4);
  const measured = eventsOf(told, 'measured').flatMap(({ values }) => values['loss/probe/layer1'] ?? []);
  expect(measured.at(-1)).toBeLessThan(0.9 * (measured[0] as number));
});

test.each([2, 5])(
  '%i candidates change errors by goodness alone, and five of five nothing',
  async (candidates) => {
    const readouts = (count: number | null) => [
      { kind: 'goodness', firstLayer: 1, candidates: count },
      { kind: 'softmax' },
    ];
    const [among, every] = await Promise.all(
      [candidates, null].map((count) => tell(smallSpec({ readouts: readouts(count) }), reference)),
    );
    const [one, other] = [assertDefined(among, 'a run'), assertDefined(every, 'a run')];
    expect(bits(one, () => true)).toEqual(bits(other, () => true));
    const measured = (told: Told) => eventsOf(told, 'measured').map(({ values }) => values);
    expect(measured(one)).toEqual(measured(other));
    const errors = (told: Told, name: string) =>
      eventsOf(told, 'evaluated').map((event) => event.errors.train?.[name]);
    expect(errors(one, 'softmax')).toEqual(errors(other, 'softmax'));
    const isSame = errors(one, 'goodness').join() === errors(other, 'goodness').join();
    expect(isSame).toBe(candidates === 5);
  },
);
