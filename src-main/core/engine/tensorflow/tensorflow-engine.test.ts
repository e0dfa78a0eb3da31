/**
 * What is tensorflow's own: memory, worker threads, devices. That it computes the right thing is the conformance
 * suite's to show. Without a binding these tests are skipped, saying why.
 */

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

import { beforeAll, describe, expect, test } from 'vitest';

import { gpuOfMachine, nvidiaGpu } from '../machine-gpu.ts';
import { WorkbenchError } from '../../../../src-shared/base/errors.ts';
import type { Engine } from '../engine.ts';
import { loadTensorflow } from './load.ts';
import type { TensorflowModule } from './tensorflow-module.ts';
import { tensorflowEngine } from './tensorflow-engine.ts';
import type { WorkerAnswer } from './worker.fixture.ts';

const options = { threads: 2, device: 'auto' };

async function reasonNotToRun(): Promise<string | null> {
  try {
    await tensorflowEngine.open(options);
    return null;
  } catch (error) {
    if (!(error instanceof WorkbenchError)) throw error;
    return error.message;
  }
}

const reason = await reasonNotToRun();
const title = reason === null ? 'the tensorflow engine' : `skipped: ${reason}`;

describe.skipIf(reason !== null)(title, () => {
  let engine: Engine;
  let tf: TensorflowModule;
  beforeAll(async () => {
    engine = await tensorflowEngine.open(options);
    ({ tf } = loadTensorflow({ threads: 2, gpu: true }));
  });
  const tensorsAlive = (): object => ({
    tracked: tf.memory().numTensors,
    native: tf.backend().binding.getNumOfTensors(),
  });

  test('50 runs and a disposed program leave no tensor behind', async () => {
    const before = tensorsAlive();
    const program = await engine.compile({
      name: 'step',
      inputs: { x: [4, 3], w: [3, 2] },
      state: ['w'],
      build: (ops, { x, w }) => {
        const a = ops.relu(ops.matMul(x!, w!));
        const gradient = ops.matMul(x!, ops.scale(a, 0.1), { transposeA: true });
        return { w: ops.subtract(w!, gradient), energy: ops.sumOfSquares(a, 1), same: x! };
      },
    });
    const x = engine.upload(new Float32Array(12).fill(0.5), [4, 3]);
    let w = engine.upload(Float32Array.of(1, 2, 3, 4, 5, 6), [3, 2]);
    for (let step = 0; step < 50; step += 1) {
      const { w: next, energy, same } = await program.run({ x, w });
      engine.release([energy!, same!]);
      w = next!;
    }
    engine.release([x, w]);
    await program.dispose();
    expect(tensorsAlive()).toEqual(before);
  });

  test('a failed run leaves no tensor behind and says what libtensorflow said', async () => {
    const before = tensorsAlive();
    const program = await engine.compile({
      name: 'failing',
      inputs: { x: [1] },
      // No rule of ours refuses the softmax of a scalar; libtensorflow does.
      build: (ops, { x }) => ({
        square: ops.square(x!),
        y: ops.softmax(ops.reshape(ops.exponential(x!), [])),
      }),
    });
    const x = engine.upload(Float32Array.of(1), [1]);
    await expect(program.run({ x })).rejects.toThrow('logits must have >= 1 dimension');
    engine.release([x]);
    await program.dispose();
    expect(tensorsAlive()).toEqual(before);
  });

  test('uploaded data is a copy', async () => {
    const data = Float32Array.of(1, 2, 3);
    const tensor = engine.upload(data, [3]);
    data.fill(0);
    expect(await engine.download(tensor)).toEqual(Float32Array.of(1, 2, 3));
    engine.release([tensor]);
  });

  test('the device says what runs the kernels', () => {
    const { name, kind, threads, backend } = engine.device;
    const onCpu = { name: 'CPU, 2 threads', kind: 'cpu', threads: 2 };
    expect({ name, kind, threads }).toEqual(kind === 'cpu' ? onCpu : { name, kind: 'gpu', threads: null });
    expect(engine.notes).toEqual(
      kind === 'cpu' && gpuOfMachine() === nvidiaGpu
        ? [expect.stringContaining('libtensorflow finds none, or was built without CUDA')]
        : [],
    );
    expect(backend).toMatch(/^libtensorflow \d\S+ by TensorFlow\.js \d\S+, (CUDA|CPU kernels), from /);
  });

  test('a device it does not know is refused by name', async () => {
    await expect(tensorflowEngine.open({ threads: 1, device: 'webgpu' })).rejects.toThrow(
      'The engine "tensorflow" cannot be used: it has no device "webgpu"; it knows auto, cpu, cuda.',
    );
  });

  // tensorflow/tfjs#8388: with some builds of the binding a second worker thread cannot load it.
  test('worker threads load it one after another and at once, each with its threads and the same bits', async () => {
    const inTurn = [await askWorker(1), await askWorker(2)];
    const atOnce = await Promise.all([askWorker(2), askWorker(1), askWorker(2)]);
    const answers = [...inTurn, ...atOnce];
    expect(answers.map((answer) => answer.threads)).toEqual([1, 2, 2, 1, 2]);
    expect(answers.map((answer) => answer.product)).toEqual(new Array(5).fill([58, 64, 139, 154]));
    const bitsOf = (threads: number): Set<string> =>
      new Set(answers.filter((answer) => answer.threads === threads).map((answer) => answer.bits));
    expect([bitsOf(1).size, bitsOf(2).size]).toEqual([1, 1]);
  }, 60_000);
});

async function askWorker(threads: number): Promise<WorkerAnswer> {
  const worker = new Worker(new URL('./worker.fixture.ts', import.meta.url), { workerData: threads });
  const exited = once(worker, 'exit'); // may come together with the message
  const [answer] = (await once(worker, 'message')) as [WorkerAnswer];
  await exited;
  return answer;
}

test('where nothing is set up, the reason says how to set it up', () => {
  if (reason === null) return;
  expect(reason).toContain('npm run setup:tensorflow');
});
