import { expect, test } from 'vitest';

import type { Program, Tensor } from '../engine.ts';
import { traceProgram } from './tracer.ts';

const program = (
  build: (ops: Parameters<Program['build']>[0], a: Tensor) => Record<string, Tensor>,
): Program => ({
  name: 'traced',
  inputs: { a: [2, 3] },
  build: (ops, tensors) => build(ops, tensors['a'] as Tensor),
});

const operatorsOf = (traced: Program) => traceProgram(traced).graph.nodes.map((node) => node.operator);

test('the same work written twice is done once', () => {
  const twice = program((ops, a) => {
    const square = () => ops.sum(ops.square(ops.shift(a, 1)), 1);
    return { result: ops.add(square(), square()) };
  });
  expect(operatorsOf(twice)).toEqual(['Add', 'Mul', 'ReduceSum', 'Add']);
});

test('work that differs only in an attribute or a constant is done apart', () => {
  const apart = program((ops, a) => ({
    sums: ops.add(ops.sum(a, 0), ops.sum(ops.concat([a], 1), 0)),
    products: ops.add(
      ops.matMul(a, a, { transposeA: true }),
      ops.matMul(a, a, { transposeA: true, alpha: 2 }),
    ),
    factors: ops.add(ops.scale(a, 2), ops.scale(a, 3)),
  }));
  expect(operatorsOf(apart)).toEqual([
    'ReduceSum',
    'Concat',
    'ReduceSum',
    'Add',
    'Gemm',
    'Gemm',
    'Add',
    'Mul',
    'Mul',
    'Add',
  ]);
});

test('every output has a node of its own, also where it is an input, a constant or another output', () => {
  const { graph, outputs } = traceProgram(
    program((ops, a) => {
      const square = ops.square(a);
      return { input: a, square, again: square, constant: ops.fill(1, [2]) };
    }),
  );
  const produced = new Set(graph.nodes.flatMap((node) => node.outputs));
  const names = Object.values(outputs).map((output) => output.name);
  expect(new Set(names).size).toBe(4);
  expect(names.every((name) => produced.has(name))).toBe(true);
  expect(Object.values(outputs).map((output) => output.shape)).toEqual([[2, 3], [2, 3], [2, 3], [2]]);
});
