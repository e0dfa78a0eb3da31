/** A layer that nobody can differentiate: what it gives, and what learns above and below it. */

import { expect, test } from 'vitest';

import { referenceEngine } from '../engine/reference/reference-engine.ts';
import { runProgram } from '../engine/fixtures/run-program.ts';
import { backPropagation } from '../method/back-propagation.ts';
import { createRecipe } from '../net/recipe.ts';
import { inputFacts } from '../dataset/rows.ts';
import { specConcerns } from '../train/concerns.ts';
import {
  aroundBox,
  eventsOf,
  lastState,
  sentBack,
  smallDataset,
  smallSpec,
  tell,
} from '../train/fixtures/small-training.ts';
import { BlackBoxLayer } from './black-box.ts';

const reference = await referenceEngine.open({ threads: 1, device: 'auto' });
const facts = inputFacts(smallDataset);
const reads = { below: { height: 1, width: 1, channels: 12 } };

async function given(box: number): Promise<number[]> {
  const layer = new BlackBoxLayer(9, box, reads);
  const outputs = await runProgram(
    reference,
    {
      name: 'box',
      inputs: { below: [4, 12] },
      build: (ops, { below }) => ({
        given: layer.totalInput(ops, {}, { blocks: { below: below! }, rowScale: null }, 4),
      }),
    },
    { below: Float32Array.from({ length: 48 }, (_, at) => Math.sin(at * at)) },
  );
  return [...outputs['given']!];
}

test('it says yes or no, the same box always the same', async () => {
  const first = await given(1);
  expect(new Set(first)).toEqual(new Set([0, 1]));
  expect(await given(1)).toEqual(first);
  expect(await given(2)).not.toEqual(first);
});

test('Forward-Forward trains below and above it, and nothing of it', async () => {
  const told = await tell(
    smallSpec({ ...aroundBox, training: { kind: 'together', epochs: 12, batchSize: 20 } }),
    reference,
  );
  const first = await tell(smallSpec(aroundBox), reference, { stopAfterEpochs: 1 });
  const [end, start] = [lastState(told).tensors, lastState(first).tensors];
  expect(Object.keys(end).filter((name) => name.startsWith('layer2/'))).toEqual([]);
  for (const name of ['layer1/weights/image', 'layer3/weights/below'])
    expect([...end[name]!.data]).not.toEqual([...start[name]!.data]);
  const { errors } = eventsOf(told, 'evaluated').at(-1)!;
  // Chance is four in five.
  expect(errors.test!['softmax']).toBeLessThan(0.4);
});

test('back-propagation trains what is above it, leaves what is below, and says so', async () => {
  const spec = smallSpec({ ...sentBack, ...aroundBox });
  const [early, late] = [
    lastState(await tell(spec, reference, { stopAfterEpochs: 1 })).tensors,
    lastState(await tell(spec, reference)).tensors,
  ];
  expect([...late['layer1/weights/image']!.data]).toEqual([...early['layer1/weights/image']!.data]);
  expect([...late['layer3/weights/below']!.data]).not.toEqual([...early['layer3/weights/below']!.data]);
  expect(specConcerns(spec, facts).map(({ message }) => message)).toContain(
    'nothing can be sent back through layer2, so back-propagation leaves what is below it as it was drawn',
  );
  const alone = smallSpec({
    layers: [{ kind: 'black-box', units: 9 }],
    readouts: [{ kind: 'softmax', firstLayer: 1 }],
  });
  expect(() => createRecipe(alone, facts)).toThrow('no layer here has anything to learn with');
  const onTop = smallSpec({ ...sentBack, layers: aroundBox.layers.slice(0, 2) });
  expect(backPropagation.misfit(createRecipe(onTop, facts))).toBe(
    'layers: back-propagation sends nothing through a black box, and here no layer stands above it',
  );
});

test('layer by layer it has no stage, and top-down input does not go to it', async () => {
  const training = { kind: 'layer-by-layer', epochs: 1, batchSize: 20 };
  const told = await tell(smallSpec({ ...aroundBox, training }), reference);
  // Two layers and the read-out, of ten steps each.
  expect(eventsOf(told, 'started')[0]).toMatchObject({ totalSteps: 30 });
  const settling = {
    labels: { kind: 'on-top' },
    feedback: { kind: 'synchronous', iterations: 3, firstJudged: 1, lastJudged: 2 },
  };
  expect(() => createRecipe(smallSpec({ ...aroundBox, ...settling }), facts)).toThrow(
    'layer 2 learns nothing, and top-down input goes to layers that do',
  );
});
