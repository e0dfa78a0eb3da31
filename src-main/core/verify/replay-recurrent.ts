/** The trace of a net with top-down input, that settles over iterations (format version 2). */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { PartChoice } from '../../../src-shared/spec/part.ts';
import { oneHotRows } from '../dataset/rows.ts';
import type { Engine } from '../engine/engine.ts';
import { answersProgram } from '../measure/evaluation-program.ts';
import type { Stage } from '../method/method.ts';
import { flat, sizeOfGrid } from '../net/grid.ts';
import type { NetLayer } from '../net/net.ts';
import { createRecipe } from '../net/recipe.ts';
import type { RecipeChoices } from '../net/recipe.ts';
import type { Comparison } from './comparison.ts';
import { partsOfRule } from './local-rule.ts';
import type { RecurrentTrace } from './recurrent-trace.ts';
import { Session, transposed } from './session.ts';
import type { Numbers } from './session.ts';

export function openRecurrent(trace: RecurrentTrace, engine: Engine): Session {
  const { layerSizes, classes, inputs, batch } = trace;
  const facts = { image: flat(layerSizes[0] as number), classes, largestInput: Math.max(...inputs) };
  const recipe = createRecipe(choicesOf(trace), facts);
  return new Session(recipe, engine, batch, (name) => {
    const index = recipe.layers.findIndex((entry) => name.startsWith(`${entry.name}/`));
    const entry = recipe.layers[index];
    if (entry === undefined) return null;
    if (name === `${entry.name}/bias`) return Float64Array.from(trace.biases[index] ?? []);
    const [up, down] = blocksOf(entry);
    const given = new Map([
      [`${entry.name}/weights/${up}`, trace.upWeights],
      [`${entry.name}/weights/${down}`, trace.downWeights],
    ]).get(name)?.[index];
    return given === undefined
      ? null
      : transposed(given, given.length / entry.layer.units, entry.layer.units);
  });
}

export async function replayRecurrent(
  trace: RecurrentTrace,
  session: Session,
  comparison: Comparison,
): Promise<void> {
  const { recipe } = session;
  const { batch, hyperparameters } = trace;
  const stage: Stage = { layers: recipe.layers.map((_, index) => index), readout: true };
  for (const [index, expected] of trace.steps.entries()) {
    const step = { stage, input: 'image', step: index + 1, gain: hyperparameters.gain } as const;
    const left = await session.step(step, batchOf(trace, trace.negativeLabels[index] ?? []));
    const at = `steps.${index}`;
    for (const [l, entry] of recipe.layers.entries()) {
      const { name } = entry;
      for (const side of ['positive', 'negative'] as const) {
        const found = assertDefined(left[`goodness/${side}/${name}`], name);
        expected[`${side}Goodness`].forEach((layers, iteration) =>
          comparison.add(
            `${at}.${side}Goodness.${iteration}.${l}`,
            layers[l],
            found.subarray(iteration * batch, (iteration + 1) * batch),
          ),
        );
      }
      const [up, down] = blocksOf(entry);
      comparison.add(`${at}.upWeights.${l}`, expected.upWeights[l], await weightsOf(session, entry, up));
      comparison.add(
        `${at}.downWeights.${l}`,
        expected.downWeights[l],
        await weightsOf(session, entry, down),
      );
      comparison.add(`${at}.biases.${l}`, expected.biases[l], await session.read(`${name}/bias`));
      comparison.add(`${at}.peerMeans.${l}`, expected.peerMeans[l], await session.read(`${name}/peerMean`));
    }
  }
  await compareAnswers(trace, session, comparison);
}

/** What the trained net makes of every label, as answers are read off it: goodness is the mean over iterations there. */
async function compareAnswers(trace: RecurrentTrace, session: Session, comparison: Comparison) {
  const { batch, classes, labels } = trace;
  const [first, last] = trace.hyperparameters.goodnessIterations;
  const goodness = new Float64Array(batch * classes);
  const answers = await session.run(answersProgram(session.recipe, batch), batchOf(trace, labels));
  for (const { name } of session.recipe.layers) {
    // Rows come label by label; the trace has them example by example.
    assertDefined(answers[`goodness/${name}`], name).forEach((value, row) => {
      const at = (row % batch) * classes + Math.floor(row / batch);
      goodness[at] = (goodness[at] as number) + value * (last - first + 1);
    });
  }
  comparison.add('goodnessPerLabel', trace.goodnessPerLabel, goodness);
  const predicted = labels.map((_, example) => {
    const row = goodness.subarray(example * classes, (example + 1) * classes);
    return row.indexOf(Math.max(...row));
  });
  comparison.add('prediction', trace.prediction, Float64Array.from(predicted));
}

/** What a layer sees from below, and what from above. */
function blocksOf({ reads }: NetLayer): [up: string, down: string] {
  const [up, down] = Object.keys(reads);
  return [assertDefined(up, 'below'), assertDefined(down, 'above')];
}

/** As a trace has them: [inputs, units]. */
async function weightsOf(session: Session, { name, layer, reads }: NetLayer, block: string) {
  const grid = assertDefined(reads[block], block);
  return transposed(await session.read(`${name}/weights/${block}`), layer.units, sizeOfGrid(grid));
}

function batchOf(
  { inputs, labels, classes }: RecurrentTrace,
  negatives: readonly number[],
): Record<string, Numbers> {
  const oneHot = (list: readonly number[]) => oneHotRows(Uint8Array.from(list), classes);
  return { image: Float64Array.from(inputs), labels: oneHot(labels), negatives: oneHot(negatives) };
}

function choicesOf({ layerSizes, hyperparameters: own }: RecurrentTrace): RecipeChoices {
  const { iterations, keep } = own;
  const [firstJudged, lastJudged] = own.goodnessIterations;
  return {
    labels: { kind: 'on-top', value: own.labelScale },
    layers: layerSizes.slice(1).map((units): PartChoice => ({ kind: 'dense', units })),
    feedback: { kind: 'synchronous', iterations, keep, firstJudged, lastJudged },
    ...partsOfRule(own),
    negatives: { kind: 'uniform' },
    readouts: [{ kind: 'goodness', firstLayer: 1 }],
  };
}
