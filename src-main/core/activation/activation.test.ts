import { expect, test } from 'vitest';

import { randomStream } from '../../../src-shared/base/random.ts';
import { createPart } from '../../../src-shared/spec/part.ts';
import type { Tensor } from '../engine/engine.ts';
import type { ReferenceTensor } from '../engine/reference/reference-ops.ts';
import { referenceOps as ops } from '../engine/reference/reference-ops.ts';
import { activationParts } from './index.ts';

const numbersOf = (tensor: Tensor) => [...(tensor as ReferenceTensor).data];
const count = 20_000;

// Derivatives are checked in method/gradients.test.ts.
test.each(activationParts.kinds())(
  '%s tells its mean square, its bound and whether its derivative is a gate',
  (kind) => {
    const activation = createPart(activationParts, { kind });
    const random = randomStream(1, 'activation');
    const totals = ops.constant(
      Array.from({ length: count }, () => random.normal()),
      [count, 1],
    );
    const active = activation.apply(ops, totals);

    const [squares = NaN] = numbersOf(ops.sumOfSquares(active, 0));
    expect(Math.abs(squares / count - activation.meanSquare)).toBeLessThan(0.02);

    const far = numbersOf(activation.apply(ops, ops.scale(totals, 1e3))).map(Math.abs);
    expect(far.every((value) => value <= activation.bound)).toBe(true);

    const slopes = numbersOf(activation.chain(ops, ops.fill(1, [count, 1]), totals, active));
    const gates = numbersOf(active).map((value) => (value === 0 ? 0 : 1));
    expect(slopes.every((slope, index) => slope === gates[index])).toBe(activation.derivativeIsGate);
  },
);
