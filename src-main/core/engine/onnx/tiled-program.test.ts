import { expect, test } from 'vitest';

import { assertDefined } from '../../../../src-shared/base/assert.ts';
import type { Engine, Program, Shape, Tensor, TensorOps } from '../engine.ts';
import { sizeOf } from '../engine.ts';
import { familyCases } from '../fixtures/family-cases.ts';
import { normals } from '../fixtures/operation-cases.ts';
import type { ProgramCase } from '../fixtures/operation-cases.ts';
import { stepCases } from '../fixtures/program-cases.ts';
import { bitsOf, runLoop, runProgram, tooFar } from '../fixtures/run-program.ts';
import type { NamedNumbers } from '../fixtures/run-program.ts';
import { stateCases } from '../fixtures/state-cases.ts';
import { engineKinds } from '../index.ts';
import { tiledProgram } from './tiled-program.ts';
import type { TiledProgram } from './tiled-program.ts';
import { traceProgram } from './tracer.ts';

/** So small that the little nets of the cases are split. */
const small = { tile: 8, smallest: 16, rows: 2 };

const reference = await engineKinds.get('reference').open({ threads: 1, device: 'auto' });
const onnx = await engineKinds.get('onnx').open({ threads: 1, device: 'cpu' });

/** What the tiled program gives after so many steps, its tiles put together. */
async function runTiled(
  engine: Engine,
  { program, tiles }: TiledProgram,
  inputs: NamedNumbers,
  steps: number,
): Promise<NamedNumbers> {
  const split = Object.entries(inputs).flatMap(([name, numbers]) =>
    assertDefined(tiles[name] ?? [{ name, begin: 0, shape: [numbers.length] }], name).map((tile) => {
      const begin = tile.begin * sizeOf(tile.shape.slice(1));
      return [tile.name, numbers.subarray(begin, begin + sizeOf(tile.shape))] as const;
    }),
  );
  const given = { ...(await runProgram(engine, program, Object.fromEntries(split), steps)) };
  for (const [name, own] of Object.entries(tiles)) {
    const parts = own.map((tile) => [...assertDefined(given[tile.name], tile.name)]);
    own.forEach((tile) => delete given[tile.name]);
    given[name] = Float64Array.from(parts.flat());
  }
  return given;
}

const named = (cases: readonly ProgramCase[]) =>
  cases.map((each): [string, ProgramCase] => [each.program.name, each]);
const cases = named([...stepCases, ...familyCases, ...stateCases]);

test.each(cases)('by tiles as whole, three steps on the reference: %s', async (_, { program, inputs }) => {
  const tiled = tiledProgram(program, small);
  const expected = await runProgram(reference, program, inputs, 3);
  expect(tooFar(expected, await runTiled(reference, tiled, inputs, 3), 1e-12)).toEqual({});
});

test.each(named([...stepCases, ...stateCases]))(
  'by tiles as whole, one step on the CPU: %s',
  async (_, { program, inputs }) => {
    const tiled = tiledProgram(program, small);
    const expected = await runProgram(onnx, program, inputs);
    expect(tooFar(expected, await runTiled(onnx, tiled, inputs, 1), 1e-5)).toEqual({});
  },
);

test('every step of the cases has state in tiles, but for a layer with a single position', () => {
  const whole = cases.filter(([, { program }]) => tiledProgram(program, small).program === program);
  expect(whole.map(([name]) => name)).toEqual([
    'local fields, second layer: step of layer2',
    'regions of local fields, second layer: step of layer2',
  ]);
});

/** A step of plain descent on `below`'s weights [out, in], and of a bias that is too small for tiles. */
function dense(out: number, inputs: number, rows: number): Program {
  const weights: Shape = [out, inputs];
  return {
    name: 'dense',
    inputs: { weights, smoothed: weights, bias: [1, out], image: [rows, inputs], rate: [1, 1] },
    state: ['weights', 'smoothed', 'bias'],
    build: (ops, tensors) => denseStep(ops, tensors),
  };
}

function denseStep(ops: TensorOps, tensors: Readonly<Record<string, Tensor>>) {
  const [weights, smoothed, bias, image, rate] = ['weights', 'smoothed', 'bias', 'image', 'rate'].map(
    (name) => assertDefined(tensors[name], name),
  ) as [Tensor, Tensor, Tensor, Tensor, Tensor];
  const total = ops.relu(ops.matMulAdd(image, weights, bias, { transposeB: true }));
  const below = ops.matMul(total, weights);
  const gradient = { transposeA: true, alpha: 0.1, beta: 0.9 };
  const next = ops.matMulAdd(total, ops.add(image, below), smoothed, gradient);
  return {
    weights: ops.subtract(ops.scale(weights, 0.999), ops.multiply(next, rate)),
    smoothed: next,
    bias: ops.subtract(bias, ops.multiply(ops.mean(total, 0), rate)),
    goodness: ops.sumOfSquares(total, 1),
  };
}

test('only tensors of the smallest size and above are split, in tiles of whole blocks', () => {
  const sizes = { tile: 2 ** 17, smallest: 2 ** 20, rows: 128 };
  const { program, tiles } = tiledProgram(dense(1024, 1024, 2), sizes);
  expect(Object.keys(tiles)).toEqual(['weights', 'smoothed']);
  expect(tiles['weights']?.map(({ begin, end }) => end - begin)).toEqual(Array(8).fill(128));
  expect(program.inputs).toMatchObject({ bias: [1, 1024], image: [2, 1024], 'weights/row896': [128, 1024] });
  expect(program.state).toContain('smoothed/row128');
  expect(program.state).not.toContain('smoothed');
  const uneven = tiledProgram(dense(1100, 1000, 2), sizes).tiles['weights'];
  expect(uneven?.map(({ begin, end }) => end - begin)).toEqual([128, 128, 128, 128, 128, 128, 128, 204]);
  const smaller = dense(1000, 1000, 2);
  expect(tiledProgram(smaller, sizes).program).toBe(smaller);
});

test('an update by tiles never puts a matrix together, and does each product once', () => {
  const { program } = tiledProgram(dense(4, 4, 3), small);
  const nodes = traceProgram(program).graph.nodes;
  const rowsPutTogether = nodes.filter(
    ({ operator, attributes }) => operator === 'Concat' && JSON.stringify(attributes['axis']) === '{"int":0}',
  );
  expect(rowsPutTogether).toEqual([]);
  // Per tile: forward, below, gradient; one for the sum of squares.
  expect(nodes.filter(({ operator }) => operator === 'Gemm')).toHaveLength(2 * 3 + 1);
});

test('what is wanted whole and by tiles is computed once', () => {
  const { program } = tiledProgram(
    {
      name: 'clipped',
      inputs: { x: [4, 4], y: [3, 4] },
      state: ['x'],
      build: (ops, { x, y }) => {
        const slope = ops.matMul(y as Tensor, y as Tensor, { transposeA: true });
        const size = ops.sum(ops.sum(ops.square(slope), 0), 1);
        return { x: ops.subtract(x as Tensor, ops.divide(slope, size)) };
      },
    },
    small,
  );
  const { nodes } = traceProgram(program).graph;
  expect(nodes.filter(({ operator }) => operator === 'Gemm')).toHaveLength(1);
});

const large = dense(1100, 1000, 100);
const largeInputs = {
  weights: normals('weights', 1_100_000, 0.03),
  smoothed: normals('smoothed', 1_100_000, 0.03),
  bias: normals('bias', 1100),
  image: normals('image', 100_000),
  rate: Float32Array.of(0.1),
};

async function bitsOfTurns(engine: Engine, calls: readonly number[] | 'one run per turn') {
  return (await runLoop(engine, large, ['image', 'rate'], largeInputs, calls)).map(bitsOf);
}

test('a loop over tiles gives the bits of single runs of the whole, however its turns are shared out', async () => {
  expect(Object.keys(tiledProgram(large).tiles)).toEqual(['weights', 'smoothed']);
  const expected = await bitsOfTurns(onnx, 'one run per turn');
  expect(expected).toHaveLength(5);
  expect(await bitsOfTurns(onnx, [4])).toEqual(expected);
  expect(await bitsOfTurns(onnx, [1, 3])).toEqual(expected);
});

// Only then: a thread with at most 64 columns of a tile adds them up in longer blocks.
test('tiles give the same bits on one and on two threads', { timeout: 60_000 }, async () => {
  const two = await engineKinds.get('onnx').open({ threads: 2, device: 'cpu' });
  expect(await bitsOfTurns(two, [2, 2])).toEqual(await bitsOfTurns(onnx, [4]));
});
