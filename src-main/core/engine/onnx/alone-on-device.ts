/**
 * One at a time: onnxruntime's WebGPU provider has one device for the whole process and guards it against no other thread.
 * Runs that train side by side are threads of one process, and two that use the device at once end it.
 */

// As a whole: a Node that is too old for locks must still load what does not use a GPU.
import * as threads from 'node:worker_threads';

const name = 'the WebGPU device of this process';

/** Does this while no other thread of the process does anything on the device. Must not be called from within itself. */
export function aloneOnDevice<T>(work: () => Promise<T>): Promise<T> {
  return threads.locks.request(name, work);
}
