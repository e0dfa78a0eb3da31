/** The engine that looks into nets: quick to open, on the CPU, so that trainings keep the GPU to themselves. */

import { WorkbenchError } from '../../src-shared/base/errors.ts';
import type { Engine } from '../core/engine/engine.ts';
import { engineKinds } from '../core/engine/index.ts';

/** Few, because trainings go on beside it. */
const threads = 2;

/** ONNX Runtime; the reference engine where that does not load. */
export async function openInspectionEngine(): Promise<Engine> {
  const options = { threads, device: 'cpu' };
  try {
    return await engineKinds.get('onnx').open(options);
  } catch (error) {
    if (!(error instanceof WorkbenchError) || error.code !== 'engine/unavailable') throw error;
    return engineKinds.get('reference').open(options);
  }
}
