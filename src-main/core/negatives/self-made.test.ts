/** Negatives that a net makes itself: what they are made of, and how layers learn from them. On `reference`. */

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { randomStream } from '../../../src-shared/base/random.ts';
import { hybridRecipe } from '../engine/fixtures/program-cases.ts';
import { runProgram } from '../engine/fixtures/run-program.ts';
import { referenceEngine } from '../engine/reference/reference-engine.ts';
import { negativesProgram } from '../measure/insight-programs.ts';
import { plainOptimizer, plainStep } from '../method/fixtures/finite-differences.ts';
import { refuseHopeless, specConcerns } from '../train/concerns.ts';
import { selfMade, smallSpec } from '../train/fixtures/small-training.ts';
import { mixtureOf } from './self-made.ts';

const engine = await referenceEngine.open({ threads: 1, device: 'auto' });

test('a mixture is made of weights whose sum is 1: the own image, another one, and noise around both', () => {
  const settings = fc.record({
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    spread: fc.double({ min: 0, max: 3, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 30 }), settings, fc.nat(), (examples, chosen, seed) => {
      const weights = mixtureOf(examples, chosen, randomStream(seed, 'mixture'));
      const still = mixtureOf(examples, { ...chosen, spread: 0 }, randomStream(seed, 'mixture'));
      for (let row = 0; row < examples; row += 1) {
        const own = weights.subarray(row * examples, (row + 1) * examples);
        expect(own.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 4);
        const without = [...still.subarray(row * examples, (row + 1) * examples)];
        expect(without[row]).toBeCloseTo(1 - chosen.share, 6);
        const others = without.filter((_, at) => at !== row).toSorted((a, b) => b - a);
        expect([others[0], ...others.slice(1)]).toEqual([
          expect.closeTo(chosen.share, 6),
          ...others.slice(1).map(() => expect.closeTo(0, 12) as number),
        ]);
      }
    }),
  );
});

const layers = [
  { kind: 'dense', units: 6 },
  { kind: 'dense', units: 4 },
];
const changes = { optimizer: plainOptimizer, peer: { kind: 'none' } };
const stage = { layers: [0, 1], readout: true };
const grid = { height: 3, width: 4, channels: 1 };

test('layers learn as from the same negatives brought by the host: nothing is sent back through their making', async () => {
  const readouts = [{ kind: 'softmax', firstLayer: 1 }, { kind: 'image-map' }];
  const made = hybridRecipe(grid, layers, { ...changes, readouts, negatives: { kind: 'self-made' } });
  const given = hybridRecipe(grid, layers, { ...changes, readouts, negatives: { kind: 'noise' } });
  const [own, other] = [plainStep(made, stage, 4), plainStep(given, stage, 4)];
  const making = negativesProgram(made, 4);
  const wanted = Object.entries(own.inputs).filter(([name]) => name in making.inputs);
  const { negatives } = await runProgram(engine, making, Object.fromEntries(wanted));
  const negativeImages = Float32Array.from(assertDefined(negatives, 'negatives'));
  const [left, right] = [
    await runProgram(engine, own.program, own.inputs),
    await runProgram(engine, other.program, { ...own.inputs, ...other.inputs, negativeImages }),
  ];
  for (const name of Object.keys(right))
    expect([name, ...(left[name] ?? [])]).toEqual([
      name,
      ...Array.from(right[name] ?? [], (value) => expect.closeTo(value, 5) as number),
    ]);
  expect([...negativeImages].every((value) => value >= 0 && value <= 1)).toBe(true);
});

test('what cannot make negatives is refused in one sentence', () => {
  const reasonOf = (draft: object): string => {
    try {
      refuseHopeless(specConcerns(smallSpec({ ...selfMade, ...draft }), facts));
      return 'accepted';
    } catch (error) {
      return (error as Error).message;
    }
  };
  const facts = { image: { height: 8, width: 8, channels: 1 }, classes: 5, largestInput: 1 };
  expect([
    reasonOf({}),
    reasonOf({ readouts: [{ kind: 'softmax' }] }),
    reasonOf({ training: { kind: 'layer-by-layer', epochs: 1 } }),
    reasonOf({ readouts: [{ kind: 'image-map' }] }),
    reasonOf({ readouts: [{ kind: 'softmax' }, { kind: 'image-map' }, { kind: 'generator' }] }),
  ]).toEqual([
    'accepted',
    expect.stringContaining('through a linear map to images') as string,
    expect.stringContaining('trained last') as string,
    expect.stringContaining('add a softmax') as string,
    expect.stringContaining('learns only against a discriminator') as string,
  ]);
});
