import { expect, test } from 'vitest';

import type { Program } from '../engine.ts';
import { recordProgram } from './recorder.ts';

/** The calls as `output = Operation(inputs) -frees`. */
function callsOf(program: Program): string[] {
  return recordProgram(program).calls.map(({ operation, inputs, output, frees }) => {
    return `${output} = ${operation}(${inputs})${frees.length > 0 ? ` -${frees}` : ''}`;
  });
}

test('the same call on the same operands is recorded once, and what no output needs is left out', () => {
  const calls = callsOf({
    name: 'shared',
    inputs: { x: [2, 2], w: [2, 2] },
    build: (ops, { x, w }) => {
      ops.exponential(x!); // slot 2, which nothing uses
      return { y: ops.add(ops.matMul(x!, w!), ops.matMul(x!, w!)) };
    },
  });
  expect(calls).toEqual(['3 = MatMul(0,1)', '4 = AddV2(3,3) -3']);
});

test('a result is freed after its last use; inputs, constants and outputs are not', () => {
  const calls = callsOf({
    name: 'frees',
    inputs: { x: [2, 2] },
    build: (ops, { x }) => {
      const squares = ops.square(x!);
      const roots = ops.squareRoot(squares);
      return { roots, sums: ops.add(ops.scale(squares, 2), roots) };
    },
  });
  expect(calls).toEqual(['1 = Square(0)', '2 = Sqrt(1)', '4 = Mul(1,3) -1', '5 = AddV2(4,2) -4']);
});

test('every output has a slot of its own, also where it is an input, a constant or another output', () => {
  const recording = recordProgram({
    name: 'outputs',
    inputs: { x: [2] },
    build: (ops, { x }) => {
      const doubled = ops.add(x!, x!);
      return { same: x!, one: ops.fill(1, []), doubled, again: doubled };
    },
  });
  const slots = Object.values(recording.outputs).map((output) => output.slot);
  const copies = recording.calls.filter((call) => call.operation === 'Identity');
  expect({
    distinct: new Set(slots).size,
    copies: copies.length,
    frees: recording.calls.flatMap((c) => c.frees),
  }).toEqual({
    distinct: 4,
    copies: 3,
    frees: [],
  });
});
