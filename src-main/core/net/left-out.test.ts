/** Dropout over a net: it hides units from the layer above while that learns, and from nothing that looks. */

import { expect, test } from 'vitest';

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { Engine } from '../engine/engine.ts';
import { hintonRecipe } from '../engine/fixtures/program-cases.ts';
import { runProgram } from '../engine/fixtures/run-program.ts';
import { referenceEngine } from '../engine/reference/reference-engine.ts';
import { answersProgram } from '../measure/evaluation-program.ts';
import { plainOptimizer, plainStep } from '../method/fixtures/finite-differences.ts';
import { bringLeftOut } from './left-out.ts';

const size = { inputSize: 20, units: [12, 7], batch: 1 };
const changes = {
  optimizer: plainOptimizer,
  negatives: { kind: 'uniform' },
  peer: { kind: 'none' },
  dropout: { kind: 'units', rate: 0.5 },
};
const recipe = hintonRecipe(size, changes);
const engine: Engine = await referenceEngine.open({ threads: 1, device: 'auto' });

test('weights from a unit that is left out stay as they are, all others of an active unit learn', async () => {
  const { program, inputs } = plainStep(recipe, { layers: [0, 1], readout: false }, 1);
  const numbers = assertDefined(bringLeftOut(recipe, 1), 'numbers')({ pass: 0, batch: 0 });
  const brought = assertDefined(numbers['dropout/layer1'], 'layer1');
  const [before, wide] = [assertDefined(inputs['layer2/weights/below'], 'weights'), size.units[0] as number];
  const moved = async (dropout: Float32Array) => {
    const outputs = await runProgram(engine, program, { ...inputs, 'dropout/layer1': dropout });
    const after = assertDefined(outputs['layer2/weights/below'], 'weights');
    return Array.from({ length: wide }, (_, unit) =>
      before.some((value, at) => at % wide === unit && value !== after[at]),
    );
  };
  // The first example of a batch goes by the second row alone; 4092 leaves nothing out.
  const withAll = await moved(Float32Array.from(brought, () => 4092));
  const withSome = await moved(brought as Float32Array);
  const isOut = Array.from({ length: wide }, (_, unit) => (brought[wide + unit] as number) < 4093 / 2);
  expect(new Set(isOut).size).toBe(2);
  expect(withAll.filter(Boolean).length).toBeGreaterThan(wide / 2);
  expect(withSome).toEqual(withAll.map((learns, unit) => learns && !isOut[unit]));
});

test('what a net answers does not depend on dropout', () => {
  const without = hintonRecipe(size, { ...changes, dropout: { kind: 'none' } });
  expect(answersProgram(recipe, 3).inputs).toEqual(answersProgram(without, 3).inputs);
  expect(bringLeftOut(without, 1)).toBe(null);
});

test('another batch, pass or seed leaves out other units; the same leaves out the same', () => {
  const at = (seed: number, pass: number, batch: number) => bringLeftOut(recipe, seed)?.({ pass, batch });
  const all = [at(1, 0, 0), at(2, 0, 0), at(1, 1, 0), at(1, 0, 1)].map((each) => JSON.stringify(each));
  expect(new Set(all).size).toBe(4);
  expect(at(1, 2, 3)).toEqual(at(1, 2, 3));
});
