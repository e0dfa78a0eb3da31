/** Regions: equal parts of a layer that hold its places and nothing twice, each judged as a layer of its own would be. */

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { createPart } from '../../../src-shared/spec/part.ts';
import { hybridRecipe } from '../engine/fixtures/program-cases.ts';
import { runProgram } from '../engine/fixtures/run-program.ts';
import { referenceEngine } from '../engine/reference/reference-engine.ts';
import { referenceOps as ops } from '../engine/reference/reference-ops.ts';
import type { ReferenceTensor } from '../engine/reference/reference-ops.ts';
import type { Tensor } from '../engine/engine.ts';
import { goodnessParts } from '../goodness/index.ts';
import { plainOptimizer, plainStep, smallChoice } from '../method/fixtures/finite-differences.ts';
import { regionsOf, summedGoodness, unitsByRegion } from './region.ts';

const numbersOf = (tensor: Tensor) => [...(tensor as ReferenceTensor).data];
const divisions = fc
  .tuple(...Array.from({ length: 5 }, () => fc.integer({ min: 1, max: 3 })))
  .map(([rows, columns, tall, wide, channels]) => ({
    regions: { rows: rows!, columns: columns! },
    each: { tall: tall!, wide: wide! },
    grid: { height: rows! * tall!, width: columns! * wide!, channels: channels! },
  }));

test('every unit is in one region, and a region is a rectangle of places with all their channels', () => {
  fc.assert(
    fc.property(divisions, ({ regions, each, grid }) => {
      const order = unitsByRegion(grid, regions, 'layer1');
      const size = each.tall * each.wide * grid.channels;
      const found = order.map((unit) => {
        const place = Math.floor(unit / grid.channels);
        const [row, column] = [Math.floor(place / grid.width), place % grid.width];
        return Math.floor(row / each.tall) * regions.columns + Math.floor(column / each.wide);
      });
      expect(order.toSorted((a, b) => a - b)).toEqual(order.map((_, at) => at));
      expect(found).toEqual(order.map((_, at) => Math.floor(at / size)));
    }),
  );
});

test.each(goodnessParts.kinds())(
  'each region has the %s of its own units, and the layer their sum',
  (kind) => {
    const goodness = createPart(goodnessParts, smallChoice(goodnessParts.get(kind)));
    fc.assert(
      fc.property(divisions, fc.integer({ min: 1, max: 3 }), ({ regions: division, grid }, rows) => {
        const units = grid.height * grid.width * grid.channels;
        fc.pre((goodness.misfit?.(units / (division.rows * division.columns)) ?? null) === null);
        const values = Array.from({ length: rows * units }, (_, at) => Math.sin(3 * at) + 1);
        const activity = ops.constant(values, [rows, units]);
        const regions = regionsOf({ name: 'layer1', output: grid }, division, goodness, (each) => each / 2);
        const order = unitsByRegion(grid, division, 'layer1');
        const expected = Array.from({ length: rows * regions.count }, (_, at) => {
          const [row, region] = [Math.floor(at / regions.count), at % regions.count];
          const own = order.slice(region * regions.unitsEach, (region + 1) * regions.unitsEach);
          const part = ops.constant(
            own.map((unit) => values[row * units + unit] as number),
            [1, own.length],
          );
          return numbersOf(goodness.of(ops, part, ops.sumOfSquares(part, 1)))[0] as number;
        });
        const close = (list: readonly number[]) => list.map((each) => expect.closeTo(each, 9) as number);
        expect(numbersOf(regions.of(ops, activity))).toEqual(close(expected));
        expect(regions.threshold).toBe(units / regions.count / 2);
        const sums = Array.from({ length: rows }, (_, row) =>
          expected.slice(row * regions.count, (row + 1) * regions.count).reduce((sum, each) => sum + each, 0),
        );
        const whole = summedGoodness(goodness, regions).of(ops, activity, ops.sumOfSquares(activity, 1));
        expect(numbersOf(whole)).toEqual(close(sums));
      }),
      { numRuns: 50 },
    );
  },
);

const image = { height: 6, width: 6, channels: 1 };
const local = (field: number, stride: number) => ({ kind: 'local', field, stride, channels: 3 });

test('one region is the whole layer, to the last step', async () => {
  const engine = await referenceEngine.open({ threads: 1, device: 'auto' });
  const step = async (regions: object) => {
    const recipe = hybridRecipe(image, [local(3, 1), local(2, 2)], { optimizer: plainOptimizer, ...regions });
    const { program, inputs } = plainStep(recipe, { layers: [0, 1], readout: true }, 3);
    return runProgram(engine, program, inputs);
  };
  const [whole, one] = [await step({}), await step({ regions: { kind: 'grid', rows: 1, columns: 1 } })];
  for (const [name, values] of Object.entries(whole))
    expect([...one[name]!].map((value, at) => Math.abs(value - values[at]!) < 1e-12)).not.toContain(false);
});

test('what a region is judged by goes into its own units alone', async () => {
  const engine = await referenceEngine.open({ threads: 1, device: 'auto' });
  const changes = { optimizer: plainOptimizer, peer: { kind: 'none' } };
  const step = async (regions: object, dark: boolean) => {
    const recipe = hybridRecipe(image, [local(2, 2)], {
      ...changes,
      ...regions,
      normalization: { kind: 'none' },
      readouts: [{ kind: 'softmax', firstLayer: 1 }],
    });
    const { program, inputs } = plainStep(recipe, { layers: [0], readout: false }, 3);
    // The last place of the image, seen by the last position alone, gets far brighter.
    const bright = (values: Float32Array | Float64Array | undefined) =>
      Float64Array.from(values!, (value, at) => (!dark && at % 36 === 35 ? value + 3 : value));
    const outputs = await runProgram(engine, program, {
      ...inputs,
      image: bright(inputs['image']),
      partners: bright(inputs['partners']),
    });
    return [...outputs['layer1/weights/image']!].slice(0, 3 * 4); // of the first position
  };
  const grid = { regions: { kind: 'grid', rows: 3, columns: 3 } };
  expect(await step(grid, false)).toEqual(await step(grid, true));
  expect(await step({}, false)).not.toEqual(await step({}, true));
});

test.each<[string, () => unknown, string]>([
  [
    'a grid that does not fit',
    () => hybridRecipe(image, [local(2, 2)], { regions: { kind: 'grid', rows: 2, columns: 3 } }),
    'The experiment is not valid: regions: 2 x 3 regions do not divide the 3 x 3 places of layer1 (3 x 3 x 3) into equal parts.',
  ],
  [
    'a net without places',
    () =>
      hybridRecipe(image, [{ kind: 'dense', units: 9 }], {
        regions: { kind: 'grid' },
        readouts: [{ kind: 'probe' }],
      }),
    'The experiment is not valid: regions: no layer here has units at several places; take fields, convolutions or dense layers with places.',
  ],
])('%s is refused in one sentence', (_, make, sentence) => {
  expect(make).toThrow(sentence);
});
