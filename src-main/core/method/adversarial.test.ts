/** Two nets against each other: each follows its own loss, and what they leave is there to be seen. On `reference`. */

import { expect, test } from 'vitest';

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { createPart } from '../../../src-shared/spec/part.ts';
import type { PartChoice } from '../../../src-shared/spec/part.ts';
import { referenceEngine } from '../engine/reference/reference-engine.ts';
import { layerParameters, makerParameters } from '../net/parameters.ts';
import { createRecipe } from '../net/recipe.ts';
import type { Recipe } from '../net/recipe.ts';
import { normalizationParts } from '../normalization/index.ts';
import { optimizerParts } from '../optimizer/index.ts';
import { adversarial as small, eventsOf, smallSpec, tell } from '../train/fixtures/small-training.ts';
import { adversarial } from './adversarial.ts';
import { plainOptimizer, plainSettings, plainStep, strayed } from './fixtures/finite-differences.ts';

const engine = await referenceEngine.open({ threads: 1, device: 'auto' });
const facts = { image: { height: 4, width: 3, channels: 2 }, classes: 4, largestInput: 2, smallestInput: -1 };

/** With optimizers that take off the gradient itself. */
function plainRecipe(normalization: string, dropout: PartChoice = { kind: 'none' }): Recipe {
  const recipe = createRecipe(
    {
      layers: [
        { kind: 'local', field: 2, stride: 1, channels: 2 },
        { kind: 'dense', units: 5 },
      ],
      activation: { kind: 'leaky-relu' },
      normalization: { kind: normalization },
      dropout,
      optimizer: plainOptimizer,
      readouts: [
        { kind: 'softmax', firstLayer: 1, ...plainSettings },
        { kind: 'generator', noise: 3, hiddenLayers: 2, units: 6 },
      ],
    },
    facts,
  );
  const optimizer = createPart(optimizerParts, plainOptimizer);
  return { ...recipe, makers: recipe.makers.map((maker) => ({ ...maker, optimizer })) };
}

const left = { kind: 'units', rate: 0.3 };
const kinds: [string, PartChoice | undefined][] = normalizationParts.kinds().map((kind) => [kind, undefined]);

test.each([...kinds, ['none', left] as [string, PartChoice]])(
  'the generator follows its loss, the discriminator and its verdict theirs: normalization %s, dropout %j',
  async (normalization, dropout) => {
    const recipe = plainRecipe(normalization, dropout);
    const maker = assertDefined(recipe.makers[0], 'a generator');
    const own = Object.keys(makerParameters(recipe, maker));
    const layers = recipe.layers.flatMap((entry) => Object.keys(layerParameters(entry)));
    const losses = Object.fromEntries([
      ...layers.map((name) => [name, 'loss/discriminator'] as const),
      ...own.map((name) => {
        const judges = name.startsWith('generator/verdict/');
        return [name, judges ? 'loss/discriminator' : 'loss/generator'] as const;
      }),
      ['softmax/weights/layer1', 'loss/softmax'] as const,
    ]);
    const step = plainStep(recipe, { layers: [0, 1], readout: true }, 3, adversarial);
    expect(await strayed(engine, step, losses)).toEqual({});
  },
);

test('its images and its verdict are recorded from the start on', async () => {
  const told = await tell(smallSpec(small), engine);
  const pictures = eventsOf(told, 'snapshot').filter(({ name }) => name === 'samples/generator');
  expect(pictures.map(({ step }) => step)).toEqual([0, 10, 20, 30]);
  expect(pictures[0]?.shape).toEqual([5, 10, 8, 8, 1]);
  const { values } = assertDefined(eventsOf(told, 'measured').at(-1), 'measures');
  const names = Object.keys(values).filter((name) => /^samples|verdict/.test(name));
  expect(names.toSorted()).toEqual([
    'samples/generator/classes',
    'samples/generator/distinct',
    'samples/generator/diversity',
    'verdict/generator',
  ]);
  expect(names.every((name) => (values[name] as number) >= 0)).toBe(true);
});
