/** A run's weights as a safetensors file, the format that checkpoints have too, under the names of the NPZ export. */

import type { RunDetail } from '../../../src-shared/views/run-view.ts';
import { encodeStart } from '../../store/checkpoint-format.ts';
import { newestWeights } from './newest-weights.ts';
import type { WeightsFile } from './newest-weights.ts';
import type { NumericArray } from './npy.ts';

/** Errors: those of newestWeights. */
export async function safetensorsOf(run: RunDetail, folder: string, workbench: string): Promise<WeightsFile> {
  const newest = await newestWeights(run, folder);
  const { checkpoint, weights } = newest;
  const bytes = encodeSafetensors(weights, {
    run: run.runId,
    step: String(checkpoint.step),
    epoch: String(checkpoint.epoch),
    workbench,
    spec: JSON.stringify(run.spec),
    tensors: tableOfTensors(weights),
  });
  return { ...newest, bytes };
}

/** The bytes of a file. `metadata`: the header's __metadata__, texts by key. */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, NumericArray>,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const { start, tensors: ordered } = encodeStart(Object.fromEntries(tensors), metadata);
  const blocks = ordered.map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return Buffer.concat([start, ...blocks]);
}

/** "layer1/weights [784, 500]", a line each. */
export function tableOfTensors(tensors: ReadonlyMap<string, NumericArray>): string {
  return [...tensors].map(([name, { shape }]) => `${name} [${shape.join(', ')}]`).join('\n');
}
