/**
 * A run's weights as a safetensors file: the header's length (8 bytes, little-endian), a JSON header with type, shape and
 * place of every tensor, then their bytes, one after the other. https://github.com/huggingface/safetensors#format
 */

import { endianness } from 'node:os';

import { assert } from '../../../src-shared/base/assert.ts';
import type { RunDetail } from '../../../src-shared/views/run-view.ts';
import { newestWeights } from './newest-weights.ts';
import type { WeightsFile } from './newest-weights.ts';
import type { NumericArray } from './npy.ts';

/** The data begin at a multiple of this; the header is padded with spaces. */
const alignment = 8;

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
  assert(endianness() === 'LE', 'numbers stand in memory as in the file, little end first');
  // Wider numbers first, so that all stand at multiples of their size.
  const ordered = [...tensors].sort(([, a], [, b]) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT);
  let end = 0;
  const entries = ordered.map(([name, { shape, data }]) => {
    const begin = end;
    end += data.byteLength;
    const dtype = data instanceof Float64Array ? 'F64' : 'F32';
    return [name, { dtype, shape, data_offsets: [begin, end] }] as const;
  });
  const text = Buffer.from(JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) }));
  const header = Buffer.alloc(Math.ceil(text.length / alignment) * alignment, ' ');
  text.copy(header);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const blocks = ordered.map(([, { data }]) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return Buffer.concat([length, header, ...blocks]);
}

/** "layer1/weights [784, 500]", a line each. */
export function tableOfTensors(tensors: ReadonlyMap<string, NumericArray>): string {
  return [...tensors].map(([name, { shape }]) => `${name} [${shape.join(', ')}]`).join('\n');
}
