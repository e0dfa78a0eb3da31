/** What single iterations are found to say is what answers read off them would say. On `reference`. */

import { expect, test } from 'vitest';

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { normals } from '../engine/fixtures/operation-cases.ts';
import { recurrentRecipe } from '../engine/fixtures/program-cases.ts';
import { inputFacts } from '../dataset/rows.ts';
import { referenceEngine } from '../engine/reference/reference-engine.ts';
import { createRecipe } from '../net/recipe.ts';
import { initialState } from '../net/state.ts';
import { eventsOf, settling, smallDataset, smallSpec, tell } from '../train/fixtures/small-training.ts';
import { answersProgram } from './evaluation-program.ts';
import { Evaluator } from './evaluator.ts';
import { iterationsProgram, summedByIteration } from './iteration-program.ts';
import { iterations as measure } from './iterations.ts';
import { ProgramRunner } from './program-runner.ts';

const reference = await referenceEngine.open({ threads: 1, device: 'auto' });
const iterations = 4;

/** The small net, judged by some of its iterations. */
function recipeJudging(firstJudged: number, lastJudged: number) {
  const feedback = { kind: 'synchronous', iterations, firstJudged, lastJudged };
  return createRecipe(smallSpec({ ...settling, feedback }), inputFacts(smallDataset));
}

const recipe = recipeJudging(2, 3);
const state = Object.fromEntries(
  Object.entries(initialState(recipe, 3)).map(([name, { shape, data }]) => [
    name,
    reference.upload(data, shape),
  ]),
);

test('the error of an iteration is that of a net which is judged by it alone', async () => {
  const evaluator = new Evaluator(reference, recipe, smallDataset);
  const answers = assertDefined((await evaluator.answers('validation', 40, state)) ?? undefined, 'answers');
  const { values } = await evaluator.layerMeasures(answers, state);
  const expected: Record<string, number> = {};
  for (let at = 1; at <= iterations; at += 1) {
    const alone = new Evaluator(reference, recipeJudging(at, at), smallDataset);
    const { report, measured } = await alone.errors(40, state);
    const { labels, goodness, classes } = assertDefined(measured ?? undefined, 'answers');
    const sums = (label: number, example: number) =>
      goodness.reduce((sum, layer) => sum + (layer[label * labels.length + example] as number), 0);
    const mean = (of: (example: number) => number) =>
      Array.from(labels, (_, example) => of(example)).reduce((sum, each) => sum + each, 0) / labels.length;
    const right = mean((example) => sums(labels[example] as number, example));
    const wrong = mean((example) =>
      Math.max(
        ...Array.from({ length: classes }, (_, label) =>
          label === labels[example] ? -Infinity : sums(label, example),
        ),
      ),
    );
    expected[`iteration${at}/error`] = assertDefined(report.validation?.['goodness'], 'an error');
    expected[`iteration${at}/goodness/right`] = expect.closeTo(right, 9) as number;
    expected[`iteration${at}/goodness/wrong`] = expect.closeTo(wrong, 9) as number;
  }
  expect(Object.fromEntries(Object.entries(values).filter(([name]) => name.startsWith('iteration')))).toEqual(
    expected,
  );
  expect(values['iteration1/error']).not.toBe(values['iteration4/error']);
});

test('answers take the mean of the iterations that are judged', async () => {
  const net = recurrentRecipe({ inputSize: 12, units: [7, 5, 6], batch: 3 });
  const own = Object.fromEntries(
    Object.entries(initialState(net, 1)).map(([name, { shape, data }]) => [
      name,
      reference.upload(data, shape),
    ]),
  );
  const programs = new ProgramRunner(reference);
  const image = normals('image', 3 * 12).map(Math.abs);
  const answers = await programs.run(answersProgram(net, 3), own, { image });
  const looked = await programs.run(iterationsProgram(net, 3, false), own, { image });
  for (const { name } of net.layers) {
    const [second, third] = [looked[`iteration2/goodness/${name}`], looked[`iteration3/goodness/${name}`]];
    const mean = second?.map((value, row) => (value + (third?.[row] ?? NaN)) / 2) ?? [];
    expect([...(answers[`goodness/${name}`] ?? [])]).toEqual(
      [...mean].map((value) => expect.closeTo(value, 10) as number),
    );
  }
  expect(summedByIteration(net, looked).map((row) => row.length)).toEqual(new Array(4).fill(12));
});

test('a net of one pass has no iterations to measure', () => {
  expect(
    [recipe, createRecipe(smallSpec(), inputFacts(smallDataset))].map((each) => measure.fits(each)),
  ).toEqual([true, false]);
});

test('a run that settles keeps what every iteration makes of the probe', async () => {
  const told = await tell(smallSpec(settling), reference, { stopAfterEpochs: 1 });
  const kept = eventsOf(told, 'snapshot').filter(({ name }) => name.startsWith('iterations/'));
  expect(kept.map(({ step, name, shape }) => [step, name, shape])).toEqual(
    [0, 10].flatMap((step) => [
      [step, 'iterations/goodness', [4, 5]],
      [step, 'iterations/layer1', [4, 2, 24]],
      [step, 'iterations/layer2', [4, 2, 20]],
    ]),
  );
  // The last iteration judged, the third, is what "activity/layer1" shows.
  const valuesOf = (name: string): number[] => {
    const found = eventsOf(told, 'snapshot').findLast((snapshot) => snapshot.name === name);
    const { low, high, bytes } = assertDefined(found, name);
    return Array.from(bytes, (byte) => low + (byte / 255) * (high - low));
  };
  const third = valuesOf('iterations/layer1').slice(2 * 2 * 24, 3 * 2 * 24);
  valuesOf('activity/layer1').forEach((value, unit) => {
    expect(Math.abs(value - (third[unit] ?? NaN))).toBeLessThan(0.05);
  });
  const measured = eventsOf(told, 'measured').flatMap(({ values }) => Object.keys(values));
  expect(measured).toContain('iteration4/error');
});
