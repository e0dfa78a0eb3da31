/**
 * The test by goodness: of all ten labels for 10,000 images, and of the few that the softmax read-out finds most probable.
 * Sides take turns; what the few cost in error is measured on a net that was trained.
 */

import { assertDefined } from '../src-shared/base/assert.ts';
import type { Dataset } from '../src-main/core/dataset/dataset.ts';
import type { Engine } from '../src-main/core/engine/engine.ts';
import { errorsOf, goodnessPredictions } from '../src-main/core/measure/answers.ts';
import { Evaluator } from '../src-main/core/measure/evaluator.ts';
import { goodnessReadout } from '../src-main/core/net/net.ts';
import { SteppingNet } from './step-fixture.ts';
import { trainPreset } from './trained-net.ts';
import { ratiosOf, spreadOf, timed } from './turns.ts';
import type { ExperimentSpec } from '../src-shared/spec/experiment-spec.ts';

const few = [2, 3, 5];
const trainedPreset = 'quick-start';

/** Seconds of the clock and of all processors together, and ratios to all labels turn by turn. */
export async function measureLabelTest(
  engine: Engine,
  spec: ExperimentSpec,
  dataset: Dataset,
  rounds: number,
) {
  const net = new SteppingNet(spec, dataset, engine);
  const evaluator = new Evaluator(engine, net.recipe, dataset);
  const run = (limit: number, candidates: number | null) =>
    evaluator.answers('test', limit, net.runner.state, candidates);
  const sides = [null, ...few].map((candidates) => ({
    candidates,
    wall: [] as number[],
    processor: [] as number[],
  }));
  // Programs for the blocks that are timed, compiled beforehand.
  for (const { candidates } of sides) await run(Infinity, candidates);
  for (let round = 0; round < rounds; round += 1) {
    for (const { candidates, wall, processor } of sides) {
      const before = process.cpuUsage();
      wall.push((await timed(() => run(Infinity, candidates))) / 1000);
      const { user, system } = process.cpuUsage(before);
      processor.push((user + system) / 1e6);
    }
  }
  await evaluator.dispose();
  const every = assertDefined(sides[0], 'every label');
  return {
    images: dataset.splits.test.count,
    seconds: spreadOf(every.wall),
    processorSeconds: spreadOf(every.processor),
    candidates: sides.slice(1).map(({ candidates, wall, processor }) => ({
      candidates,
      seconds: spreadOf(wall),
      processorSeconds: spreadOf(processor),
      ratio: ratiosOf(wall, every.wall),
      processorRatio: ratiosOf(processor, every.processor),
    })),
    errors: await errorsAmong(engine),
  };
}

/** Of validation and test images: the error by goodness, and how many answers are others than among all labels. */
async function errorsAmong(engine: Engine) {
  const { recipe, dataset, epochs, state } = await trainPreset(trainedPreset, engine);
  const evaluator = new Evaluator(engine, recipe, dataset);
  const { name, begin, end } = assertDefined(goodnessReadout(recipe) ?? undefined, 'a goodness read-out');
  const told = [];
  for (const split of ['validation', 'test'] as const) {
    const answersAmong = async (candidates: number | null) =>
      assertDefined((await evaluator.answers(split, Infinity, state, candidates)) ?? undefined, split);
    const every = await answersAmong(null);
    const usual = goodnessPredictions(every, begin, end);
    const { [name]: error, softmax } = errorsOf(every, recipe);
    const candidates = [];
    for (const count of few) {
      const answers = await answersAmong(count);
      const others = goodnessPredictions(answers, begin, end).filter((label, at) => label !== usual[at]);
      candidates.push({ candidates: count, error: errorsOf(answers, recipe)[name], others: others.length });
    }
    told.push({ split, images: every.labels.length, error, softmax, candidates });
  }
  await evaluator.dispose();
  engine.release(Object.values(state));
  return { preset: trainedPreset, epochs, splits: told };
}
