/** For which experiments the number of CPU threads is a matter of speed alone. */

import type { ExperimentSpec } from '../../src-shared/spec/experiment-spec.ts';

/** A thread of onnxruntime adds up products in blocks of another length where it has no more columns of them than that. */
const narrow = 64;

/**
 * Whether a step gives the same bits on any number of threads up to this: where layers are dense and each thread has many
 * columns of them. Of other layers, methods and read-outs it is not known.
 */
export function doThreadsAlterNothing(
  { layers, method, readouts }: Pick<ExperimentSpec, 'layers' | 'method' | 'readouts'>,
  threads: number,
): boolean {
  return (
    method.kind === 'forward-forward' &&
    layers.every(
      ({ kind, ...settings }) => kind === 'dense' && Number(settings['units']) > narrow * threads,
    ) &&
    readouts.every(({ kind }) => kind === 'goodness' || kind === 'softmax')
  );
}
