import { expect, test } from 'vitest';

import { smallSpec } from '../core/train/fixtures/small-training.ts';
import { checkSweep } from './check-sweep.ts';
import { DatasetsAtHand } from './datasets-at-hand.ts';
import { smallChoice } from './fixtures/small-run.ts';

const datasets = new DatasetsAtHand();
const { engine: _engine, ...base } = smallSpec({ dataset: smallChoice });
const whole = {
  version: 1,
  base,
  axes: { 'layers.0.units': { values: [8, 16] } },
  seeds: [1, 2, 3],
  method: 'grid',
};
const check = (changes: object) => checkSweep({ ...whole, ...changes }, datasets, { folder: '/nowhere' });

test('a sound sweep is counted out', async () => {
  const { spec, points, runs, epochs, problems } = await check({});
  expect([spec?.method, points, runs, epochs, problems]).toEqual(['grid', [[8], [16]], 6, 18, []]);
});

test('points can be judged by the read-outs that all of them have', async () => {
  const readOutsOf = async (changes: object) => (await check(changes)).readOuts;
  const [first = ''] = await readOutsOf({});
  expect(first).not.toBe('');
  expect(await readOutsOf({ objective: { readOut: 'none' } })).toContain(first);
  expect(await readOutsOf({ axes: { 'layers.7.units': { values: [8] } } })).toEqual([]);
});

test('halving spares epochs', async () => {
  const { epochs } = await check({
    method: 'halving',
    points: 8,
    axes: { 'layers.0.units': { integers: [8, 64] } },
    halving: { factor: 2 },
  });
  // 8 points for one epoch, 4 for another, 2 to the third: of 24, over three seeds.
  expect(epochs).toBe(3 * (8 + 4 + 2));
});

test('every point that cannot train is told with its reason, and what is wrong with all of them once', async () => {
  const problemsOf = async (changes: object) => {
    const { spec, problems, problemCount } = await check(changes);
    expect(spec).toBeNull();
    return [problemCount, ...problems.map(({ settings, message }) => [settings, message])];
  };
  const units = 'layers.0.units';
  expect({
    some: await problemsOf({ axes: { [units]: { values: [8, 0, 'many'] } } }),
    place: await problemsOf({ axes: { 'layers.7.units': { values: [8, 9] } } }),
    together: await problemsOf({ axes: { 'readouts.0.firstLayer': { values: [1, 3] } } }),
    none: await problemsOf({ base: { ...base, dataset: { ...smallChoice, validationExamples: 0 } } }),
    readOut: await problemsOf({ objective: { readOut: 'softmx' } }),
    base: await problemsOf({ base: { ...base, layers: [] } }),
    file: await problemsOf({ method: 'gird' }),
  }).toMatchInlineSnapshot(`
    {
      "base": [
        1,
        [
          null,
          "base: layers: Too small: expected array to have >=1 items",
        ],
      ],
      "file": [
        1,
        [
          null,
          "This is no sweep: method: Invalid option: expected one of "grid"|"random"|"sobol"|"halving"",
        ],
      ],
      "none": [
        2,
        [
          null,
          "dataset: there are no validation examples, by which points are compared",
        ],
      ],
      "place": [
        2,
        [
          null,
          "layers has 2 entries, so there is no layers.7",
        ],
      ],
      "readOut": [
        2,
        [
          null,
          "objective.readOut: there is no read-out "softmx" (there are: goodness, softmax)",
        ],
      ],
      "some": [
        2,
        [
          {
            "layers.0.units": 0,
          },
          "layers.0.units: Too small: expected number to be >=1",
        ],
        [
          {
            "layers.0.units": "many",
          },
          "layers.0.units: Invalid input: expected number, received string",
        ],
      ],
      "together": [
        1,
        [
          {
            "readouts.0.firstLayer": 3,
          },
          "The experiment is not valid: readouts: there is no layer 3 in a net of 2 layers",
        ],
      ],
    }
  `);
});
