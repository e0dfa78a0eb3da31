/** Chance for whole matrices, on every engine: what the formula says, evenly spread, and independent. */

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { randomStream } from '../../../src-shared/base/random.ts';
import { modulus } from '../dropout/units.ts';
import type { Program } from '../engine/engine.ts';
import { runProgram } from '../engine/fixtures/run-program.ts';
import { engineKinds } from '../engine/index.ts';
import { chanceShape, drawChance, spread } from './chance.ts';

/** [rows, columns] by the formula, in whole numbers. */
function byFormula(brought: Float32Array, rows: number, columns: number): number[] {
  const [slope, start] = brought.slice(columns) as unknown as [number, number];
  return Array.from({ length: rows * columns }, (_, at) => {
    const [row, column] = [Math.floor(at / columns) % modulus, at % columns];
    const drawn = (((row * slope + start) % modulus) + (brought[column] as number)) % modulus;
    return (drawn + 0.5) / modulus;
  });
}

function program(rows: number, columns: number): Program {
  return {
    name: 'chance',
    inputs: { brought: chanceShape(columns) },
    build: (ops, { brought }) => ({ spread: spread(ops, brought!, rows) }),
  };
}

for (const kind of engineKinds.kinds()) {
  const engine = await engineKinds
    .get(kind)
    .open({ threads: 1, device: 'cpu' })
    .catch(() => null);

  test.skipIf(engine === null)(`${kind} spreads numbers as the formula says`, async () => {
    const cases = fc.record({
      seed: fc.nat(1000),
      columns: fc.integer({ min: 1, max: 30 }),
      rows: fc.constantFrom(1, 7, 4100),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ seed, rows, columns }) => {
        const brought = drawChance(columns, randomStream(seed, 'chance'));
        const found = await runProgram(engine!, program(rows, columns), { brought });
        const expected = byFormula(brought, rows, columns);
        // Whole numbers agree to the bit; half a step is far more than what the last division rounds off.
        const whole = (values: ArrayLike<number>) =>
          Array.from(values, (value) => Math.floor(value * modulus));
        expect(whole(found['spread']!)).toEqual(whole(expected));
      }),
      { numRuns: kind === 'reference' ? 20 : 6 },
    );
  });
}

test('numbers are even, and any two of a matrix are independent', () => {
  const [rows, columns, turns] = [6, 5, 4000];
  const half = (value: number | undefined) => Number((value ?? 0) > 0.5);
  let [above, ofColumns, ofRows, ofBoth] = [0, 0, 0, 0];
  for (let turn = 0; turn < turns; turn += 1) {
    const values = byFormula(drawChance(columns, randomStream(turn, 'chance')), rows, columns);
    const first = half(values[0]);
    above += first;
    ofColumns += first * half(values[1]);
    ofRows += first * half(values[columns]);
    ofBoth += first * half(values[columns + 1]);
  }
  // The deviation of these shares is about 0.008.
  expect(Math.abs(above / turns - 0.5)).toBeLessThan(0.04);
  for (const pairs of [ofColumns, ofRows, ofBoth]) expect(Math.abs(pairs / turns - 0.25)).toBeLessThan(0.035);
});
