/** What is left out, on every engine: exactly what the formula says, as often as it says, and independently. */

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { randomStream } from '../../../src-shared/base/random.ts';
import type { Program } from '../engine/engine.ts';
import { engineKinds } from '../engine/index.ts';
import { runProgram } from '../engine/fixtures/run-program.ts';
import { cutoffOf, modulus, unitDropout } from './units.ts';

/** Factors [examples, units] by the formula, in whole numbers. */
function byFormula(brought: Float32Array, units: number, examples: number, rate: number): number[] {
  const cutoff = cutoffOf(rate);
  return Array.from({ length: examples * units }, (_, at) => {
    const [example, unit] = [Math.floor(at / units) % modulus, at % units];
    const drawn = (example * (brought[unit] as number) + (brought[units + unit] as number)) % modulus;
    return drawn < cutoff ? 0 : Math.fround(modulus / (modulus - cutoff));
  });
}

function program(rate: number, units: number, examples: number): Program {
  const dropout = unitDropout.create({ rate });
  return {
    name: 'factors',
    inputs: { brought: dropout.perTurn(units) },
    build: (ops, { brought }) => ({ factors: dropout.factors(ops, brought!, examples) }),
  };
}

const drawn = (seed: number, units: number, rate: number) =>
  unitDropout.create({ rate }).bring(units, randomStream(seed, 'dropout/layer1', 0, seed));

for (const kind of engineKinds.kinds()) {
  const engine = await engineKinds
    .get(kind)
    .open({ threads: 1, device: 'cpu' })
    .catch(() => null);

  test.skipIf(engine === null)(`${kind} leaves out what the formula says, to the bit`, async () => {
    const cases = fc.record({
      seed: fc.nat(1000),
      units: fc.integer({ min: 1, max: 40 }),
      examples: fc.constantFrom(1, 7, 4095),
      rate: fc.double({ min: 0.001, max: 0.95, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ seed, units, examples, rate }) => {
        const brought = drawn(seed, units, rate);
        const found = await runProgram(engine!, program(rate, units, examples), { brought });
        expect([...found['factors']!].map(Math.fround)).toEqual(byFormula(brought, units, examples, rate));
      }),
      { numRuns: kind === 'reference' ? 30 : 8 },
    );
  });
}

test('the largest numbers stay exact in single precision', () => {
  expect((modulus - 1) * (modulus - 1) + modulus - 1).toBeLessThan(2 ** 24);
});

test('a unit is left out at its rate, whatever others are and whatever it was before', () => {
  const [units, examples, rate, turns] = [40, 50, 0.3, 60];
  let [out, pairsOfUnits, pairsOfExamples] = [0, 0, 0];
  for (let turn = 0; turn < turns; turn += 1) {
    const factors = byFormula(drawn(turn, units, rate), units, examples, rate);
    for (let at = 0; at < factors.length; at += 1) {
      const isOut = factors[at] === 0;
      out += Number(isOut);
      pairsOfUnits += Number(isOut && factors[at % units === 0 ? at + 1 : at - 1] === 0);
      pairsOfExamples += Number(isOut && factors[(at + units) % factors.length] === 0);
    }
  }
  const all = units * examples * turns;
  expect(out / all).toBeCloseTo(rate, 2);
  expect(pairsOfUnits / all).toBeCloseTo(rate * rate, 2);
  expect(pairsOfExamples / all).toBeCloseTo(rate * rate, 2);
});
