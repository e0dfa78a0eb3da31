import { expect, test } from 'vitest';

import { articleRecipe, hintonRecipe, stepCase } from '../engine/fixtures/program-cases.ts';
import { runProgram, tooFar } from '../engine/fixtures/run-program.ts';
import { referenceEngine } from '../engine/reference/reference-engine.ts';
import { forwardForward, liftProgram } from './forward-forward.ts';

const engine = await referenceEngine.open({ threads: 1, device: 'auto' });
const size = { inputSize: 12, units: [6, 5, 7], batch: 4 };

test.each([1, 2])(
  'layer index %i learns the same from lifted activities as from the images',
  async (index) => {
    const recipe = articleRecipe(size);
    const stage = { layers: [index], readout: false };
    const image = stepCase('image', recipe, stage, 'image', size.batch);
    const below = stepCase('below', recipe, stage, 'below', size.batch);
    const { positives, negatives } = await runProgram(
      engine,
      liftProgram(recipe, index, size.batch),
      image.inputs,
    );
    const inputs = {
      ...image.inputs,
      ...below.inputs,
      positives: positives as Float64Array,
      negatives: negatives as Float64Array,
    };
    const expected = await runProgram(engine, image.program, image.inputs);
    expect(tooFar(expected, await runProgram(engine, below.program, inputs), 1e-12)).toEqual({});
  },
);

test('lifted activities are normalized', async () => {
  const recipe = hintonRecipe(size, { negatives: { kind: 'uniform' } });
  const { inputs } = stepCase('image', recipe, { layers: [0, 1, 2], readout: true }, 'image', size.batch);
  const { positives: values } = await runProgram(engine, liftProgram(recipe, 1, size.batch), inputs);
  const [units, rows] = [6, [...(values as Float64Array)]];
  for (let row = 0; row < size.batch; row += 1) {
    const squares = rows.slice(row * units, (row + 1) * units).map((value) => value ** 2);
    expect(squares.reduce((total, square) => total + square, 0) / units).toBeCloseTo(1, 8);
  }
});

test('a step asks for what its stage needs and changes what its stage trains', () => {
  const recipe = hintonRecipe(size);
  const describe = (layers: number[], readout: boolean) => {
    const stage = { layers, readout };
    const { program } = stepCase('x', recipe, stage, 'image', size.batch);
    const data = Object.keys(program.inputs).filter((name) => !name.includes('/'));
    const trained = Object.keys(forwardForward.trained(recipe, stage)).filter(
      (name) => !name.includes('smoothed'),
    );
    expect(program.state).toEqual(Object.keys(forwardForward.trained(recipe, stage)));
    return {
      name: program.name,
      data,
      trained,
      scalars: Object.keys(forwardForward.step(recipe, stage, 'image', size.batch).scalars(1, 1)),
    };
  };
  expect([describe([1], false), describe([], true)]).toEqual([
    {
      name: 'x: step of layer2',
      data: ['image', 'labels', 'uniform'],
      trained: ['layer2/weights/below', 'layer2/bias', 'layer2/peerMean'],
      scalars: ['optimizer/rate', 'optimizer/keep'],
    },
    {
      name: 'x: step of softmax',
      data: ['image', 'labels'],
      trained: ['softmax/weights/layer2', 'softmax/weights/layer3'],
      scalars: ['softmax/rate', 'softmax/keep'],
    },
  ]);
});
