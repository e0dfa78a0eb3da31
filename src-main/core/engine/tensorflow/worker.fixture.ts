/**
 * A worker thread that opens the tensorflow engine and answers with what it found: its device, a matrix product, and
 * the bits of a longer computation. For tests.
 */

import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';

import { tensorflowEngine } from './tensorflow-engine.ts';

export interface WorkerAnswer {
  readonly threads: number | null;
  readonly product: readonly number[];
  readonly bits: string;
}

async function answer(threads: number): Promise<WorkerAnswer> {
  const engine = await tensorflowEngine.open({ threads, device: 'cpu' });
  const small = await engine.compile({
    name: 'product',
    inputs: { a: [2, 3], b: [3, 2] },
    build: (ops, { a, b }) => ({ y: ops.matMul(a!, b!) }),
  });
  const inputs = {
    a: engine.upload(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]),
    b: engine.upload(Float32Array.of(7, 8, 9, 10, 11, 12), [3, 2]),
  };
  const { y } = await small.run(inputs);
  const longer = await engine.compile({
    name: 'longer',
    inputs: { w: [300, 300] },
    state: ['w'],
    build: (ops, { w }) => {
      const z = ops.matMulAdd(w!, w!, w!, { transposeA: true, beta: 0.5 });
      return { w: ops.divide(z, ops.squareRoot(ops.shift(ops.sumOfSquares(z, 1), 1))) };
    },
  });
  let w = engine.upload(
    Float32Array.from({ length: 90_000 }, (_, i) => Math.sin(i)),
    [300, 300],
  );
  for (let step = 0; step < 30; step += 1) w = (await longer.run({ w }))['w']!;
  const bits = createHash('sha256')
    .update(await engine.download(w))
    .digest('hex');
  return { threads: engine.device.threads, product: [...(await engine.download(y!))], bits };
}

parentPort?.postMessage(await answer(workerData as number));
