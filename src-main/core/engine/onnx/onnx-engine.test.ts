import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { expect, test } from 'vitest';

import type { EngineTensor } from '../engine.ts';
import { articleRecipe, hintonRecipe, stepCase } from '../fixtures/program-cases.ts';
import { bitsOf, runProgram } from '../fixtures/run-program.ts';
import { onnxEngine } from './onnx-engine.ts';

const open = (threads: number) => onnxEngine.open({ threads, device: 'cpu', sharesCores: false });

const together = { layers: [0, 1], readout: true };

/** A step of each optimizer on a net whose products are shared among threads. */
function stepsOf(units: number, inputSize: number, batch: number) {
  const size = { inputSize, units: [units, units], batch };
  return [
    stepCase('hinton', hintonRecipe(size), together, 'image', batch),
    stepCase('article', articleRecipe(size), together, 'image', batch),
  ];
}

// Threads get in each other's way on a busy machine: hence the time.
test('the CPU gives the same bits with as many threads, run after run', { timeout: 60_000 }, async () => {
  for (const { program, inputs } of stepsOf(90, 300, 50)) {
    const [engine, again] = [await open(2), await open(2)];
    const expected = bitsOf(await runProgram(engine, program, inputs, 2));
    expect(bitsOf(await runProgram(engine, program, inputs, 2))).toEqual(expected);
    expect(bitsOf(await runProgram(again, program, inputs, 2))).toEqual(expected);
  }
});

// Only then: a thread with at most 64 columns of a product adds them up in longer blocks.
test(
  'the CPU gives the same bits on one and on two threads for wide layers',
  { timeout: 60_000 },
  async () => {
    for (const { program, inputs } of stepsOf(500, 784, 100)) {
      const expected = bitsOf(await runProgram(await open(1), program, inputs));
      expect(bitsOf(await runProgram(await open(2), program, inputs))).toEqual(expected);
    }
  },
);

test('threads that sleep while they wait give the same bits', { timeout: 60_000 }, async () => {
  for (const { program, inputs } of stepsOf(90, 300, 50)) {
    const sleeping = await onnxEngine.open({ threads: 2, device: 'cpu', sharesCores: true });
    const expected = bitsOf(await runProgram(await open(2), program, inputs, 2));
    expect(bitsOf(await runProgram(sleeping, program, inputs, 2))).toEqual(expected);
  }
});

test('where nobody says how threads wait it finds out, with the same bits', { timeout: 60_000 }, async () => {
  for (const { program, inputs } of stepsOf(90, 300, 50)) {
    const found = await onnxEngine.open({ threads: 2, device: 'cpu' });
    const expected = bitsOf(await runProgram(await open(2), program, inputs, 2));
    expect(bitsOf(await runProgram(found, program, inputs, 2))).toEqual(expected);
  }
});

test('a device names what computes', async () => {
  const engine = await open(2);
  expect(engine.device).toEqual({
    name: 'CPU, 2 threads',
    kind: 'cpu',
    threads: 2,
    precision: 'float32',
    backend: expect.stringMatching(/^onnxruntime \d+[.]\d+[.]\d+, cpu$/) as string,
    deterministic: true,
  });
  expect((await open(1)).device.name).toBe('CPU, 1 thread');
  await engine.dispose();
});

test('a device this build does not have is refused, with those it has', async () => {
  await expect(onnxEngine.open({ threads: 1, device: 'abacus' })).rejects.toThrow(
    /^The engine "onnx" cannot be used: this build of onnxruntime has no "abacus" provider \(it has cpu/,
  );
});

test('memory of released tensors is used again, so a loop settles on a fixed set of buffers', async () => {
  const engine = await open(1);
  const program = await engine.compile({
    name: 'copy',
    inputs: { a: [1000] },
    build: (ops, { a }) => ({ b: ops.scale(a as never, 2) }),
  });
  const seen = new Set<unknown>();
  for (let round = 0; round < 5; round += 1) {
    const a = engine.upload(new Float32Array(1000).fill(round), [1000]);
    const { b } = await program.run({ a });
    seen.add((a as unknown as { data: unknown }).data).add((b as unknown as { data: unknown }).data);
    engine.release([a, b as NonNullable<typeof b>]);
  }
  expect(seen.size).toBe(2);
  await engine.dispose();
});

test('what turns bring takes the same memory however many come in a call', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const arrays = (): number => {
    collectGarbage();
    return process.memoryUsage().arrayBuffers;
  };
  const [size, longest] = [100_000, 40];
  const engine = await open(1);
  const loop = await engine.compileLoop(
    {
      name: 'sum',
      state: ['x'],
      inputs: { x: [1, 1], y: [1, size] },
      build: (ops, { x, y }) => ({ x: ops.add(x as never, ops.sum(y as never, 1)) }),
    },
    ['y'],
  );
  const y = new Float32Array(size).fill(1e-6);
  let x = engine.upload(Float32Array.of(0), [1, 1]);
  const before = arrays();
  for (let turns = 1; turns <= longest; turns += 1) {
    const { state } = await loop.run({ x }, turns, () => ({ y }));
    x = state['x'] as EngineTensor;
  }
  // A room for the longest call, which may be twice as large; every length in memory of its own would be ten times that.
  expect(arrays() - before).toBeLessThan(2 * longest * size * Float32Array.BYTES_PER_ELEMENT);
  expect((await engine.download(x))[0]).toBeCloseTo((0.1 * longest * (longest + 1)) / 2, 2);
  await loop.dispose();
  await engine.dispose();
});
