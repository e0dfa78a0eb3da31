/**
 * The graphs that the published presets train with, node by node, as they were recorded: however the code that writes a
 * step is arranged, the engine is to be given the same work. A deliberate change is measured first (`npm run bench`), said
 * why, and recorded with `npm test -- src-main/core/method/step-graph.test.ts -u`.
 */

import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { parseSpec } from '../../../src-shared/spec/experiment-spec.ts';
import { catalogue } from '../catalogue.ts';
import { loopGraph } from '../engine/onnx/loop-graph.ts';
import type { OnnxGraph } from '../engine/onnx/onnx-model.ts';
import { graphLines } from './fixtures/graph-lines.ts';
import { flat } from '../net/grid.ts';
import { createRecipe } from '../net/recipe.ts';
import { forwardForward } from './forward-forward.ts';
import type { Stage, StageInput } from './method.ts';

interface Step {
  readonly preset: string;
  readonly stage: Stage;
  readonly input: StageInput;
  /** Examples in a batch. */
  readonly batchSize: number;
  /** What every turn of the loop brings, besides the numbers of the optimizer. */
  readonly brought: readonly string[];
  /** The largest pixel of MNIST, as the preset scales pixels. */
  readonly largestInput: number;
}

/** From a preset to what the engine is given; the only part that knows how a step is made. */
function graphOf({ preset, stage, input, batchSize, brought, largestInput }: Step): OnnxGraph {
  const file = new URL(`../../../resources/presets/${preset}.json`, import.meta.url);
  const spec = parseSpec(catalogue, JSON.parse(readFileSync(file, 'utf8')));
  const recipe = createRecipe(spec, { image: flat(784), classes: 10, largestInput });
  const step = forwardForward.step(recipe, stage, input, batchSize);
  const scalars = Object.keys(step.scalars(1, 1)).map((name) => `scalar/${name}`);
  return loopGraph(step.program, [...brought, ...scalars]).graph;
}

const hinton = { preset: 'hinton', batchSize: 100, largestInput: 1 };
/** All 50,000 examples are one batch, which stays on the device. */
const article = { preset: 'article', batchSize: 50_000, brought: [], largestInput: (1 - 0.1307) / 0.3081 };

test.each<[string, Step]>([
  [
    'hinton-step-graph',
    {
      ...hinton,
      stage: { layers: [0, 1, 2], readout: true },
      input: 'image',
      brought: ['image', 'labels', 'uniform'],
    },
  ],
  ['article-first-layer-graph', { ...article, stage: { layers: [0], readout: false }, input: 'image' }],
  ['article-second-layer-graph', { ...article, stage: { layers: [1], readout: false }, input: 'below' }],
])('%s is as recorded', async (name, step) => {
  const text = `${graphLines(graphOf(step)).join('\n')}\n`;
  await expect(text).toMatchFileSnapshot(`fixtures/${name}.txt`);
});
