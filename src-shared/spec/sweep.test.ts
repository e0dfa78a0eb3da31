import { expect, test } from 'vitest';

import { readSweep } from './sweep.ts';

const whole = {
  version: 1,
  base: 'quick-start',
  axes: { 'optimizer.learningRate': { log: [0.001, 0.1] }, 'layers.0.units': { values: [50, 100] } },
  seeds: [1, 2],
  method: 'random',
  points: 5,
};

function problemOf(file: unknown): string {
  try {
    readSweep(file, 'mine');
  } catch (thrown) {
    return (thrown as Error).message.replace('mine is no sweep: ', '');
  }
  return 'none';
}

test('a sweep is completed with what is usual', () => {
  expect(readSweep(whole, 'mine')).toEqual({
    ...whole,
    samplingSeed: 1,
    objective: { readOut: null, split: 'validation' },
    budget: { seconds: null, epochs: null },
    halving: undefined,
  });
  expect(readSweep({ ...whole, method: 'halving' }, 'mine').halving).toEqual({
    factor: 3,
    firstEpochs: 1,
    draw: 'sobol',
  });
});

test('what was read reads the same again', () => {
  const read = readSweep({ ...whole, method: 'halving', halving: { factor: 2 } }, 'mine');
  expect(readSweep(JSON.parse(JSON.stringify(read)), 'mine')).toEqual(read);
});

test('each mistake is told by its place', () => {
  const withAxis = (path: string, axis: unknown) => problemOf({ ...whole, axes: { [path]: axis } });
  expect({
    nothing: problemOf(null),
    misspelt: problemOf({ ...whole, metod: 'grid' }),
    sort: withAxis('a', { logs: [1, 2] }),
    two: withAxis('a', { log: [1, 2], range: [1, 2] }),
    turned: withAxis('a', { range: [2, 1] }),
    zero: withAxis('a', { log: [0, 1] }),
    halves: withAxis('a', { integers: [0.5, 2] }),
    twice: withAxis('a', { values: [1, 1] }),
    steps: withAxis('a', { range: [1, 2], steps: 3 }),
    path: withAxis('a..b', { values: [1] }),
    seed: withAxis('seed', { values: [1] }),
    none: problemOf({ ...whole, axes: {} }),
    seeds: problemOf({ ...whole, seeds: [1, 1] }),
    grid: problemOf({ ...whole, method: 'grid' }),
    points: problemOf({ ...whole, points: undefined }),
    halving: problemOf({ ...whole, halving: {} }),
    epochs: problemOf({ ...whole, method: 'halving', axes: { 'training.epochs': { values: [1, 2] } } }),
    test: problemOf({ ...whole, objective: { split: 'test' } }),
    base: problemOf({ ...whole, base: 5 }),
  }).toMatchInlineSnapshot(`
    {
      "base": "base: must be a preset's name or an experiment.",
      "epochs": "axes.training.epochs: halving compares points after the same epochs, so their length cannot vary.",
      "grid": "points: a grid has as many points as its axes make; leave it out.",
      "halves": "axes.a.integers: both must be whole numbers.",
      "halving": "halving: goes with the method "halving" only.",
      "misspelt": "there is no "metod" (did you mean "method"?).",
      "none": "axes: at least one setting must vary.",
      "nothing": "Invalid input: expected object, received null.",
      "path": "axes.a..b: write a setting's path, such as optimizer.learningRate.",
      "points": "points: say how many; random draws them.",
      "seed": "axes.seed: seeds are told as "seeds".",
      "seeds": "seeds: no seed may be there twice.",
      "sort": "axes.a: needs one of values, range, log, integers, such as {"values": [1, 2]}.",
      "steps": "axes.a.steps: only a grid takes steps.",
      "test": "objective.split: must be "validation": what is chosen on the test split is not measured by it.",
      "turned": "axes.a.range: the first number must be below the second.",
      "twice": "axes.a.values: no value may be there twice.",
      "two": "axes.a: needs one of values, range, log, integers, such as {"values": [1, 2]}.",
      "zero": "axes.a.log: both numbers must be above 0.",
    }
  `);
});
