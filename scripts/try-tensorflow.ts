/**
 * node scripts/try-tensorflow.ts FOLDER: loads the TensorFlow.js that was built in FOLDER in two worker threads, one
 * after the other, multiplies two matrices in each and prints what did it. Exits with 1 when that fails. A process of
 * its own, since a faulty native library can end its process.
 */

import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

import { loadTensorflow } from '../src-main/core/engine/tensorflow/load.ts';

/** Runs this file as a worker thread and resolves with the line it reports. */
function inWorker(folder: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(import.meta.filename, { workerData: folder });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('a worker thread ended without a result')));
  });
}

function multiply(folder: string): string {
  const { tf, origin, made } = loadTensorflow({ threads: 2, gpu: true }, folder);
  if (origin !== 'build/tensorflow') throw new Error(`${origin} was loaded instead of what was built`);
  const backend = tf.backend();
  const { binding } = backend;
  const a = tf.tensor(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3], 'float32');
  const b = tf.tensor(Float32Array.of(7, 8, 9, 10, 11, 12), [3, 2], 'float32');
  const attributes = [
    { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
    { name: 'transpose_a', type: binding.TF_ATTR_BOOL, value: false },
    { name: 'transpose_b', type: binding.TF_ATTR_BOOL, value: false },
  ];
  const product = [...backend.executeSingleOutput('MatMul', attributes, [a, b]).dataSync()].join();
  if (product !== '58,64,139,154') throw new Error(`a matrix product came out as [${product}]`);
  const device = made.gpu ? 'a GPU' : 'CPU kernels (no CUDA GPU is used)';
  return `libtensorflow ${binding.TF_Version} multiplied two matrices on ${device}, in two worker threads.`;
}

if (isMainThread) {
  const folder = process.argv[2];
  if (folder === undefined) throw new Error('Which folder?');
  await inWorker(folder);
  process.stdout.write(`${await inWorker(folder)}\n`);
} else {
  parentPort?.postMessage(multiply(workerData as string));
}
