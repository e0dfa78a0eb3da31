import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { reasonOf } from '../../src-shared/base/errors.ts';
import { checkpointFileName } from './checkpoint-files.ts';
import type { StoredState } from './checkpoint-format.ts';
import { checkCheckpoint, readCheckpoint, writeCheckpoint } from './checkpoints.ts';
import { smallDisk, temporaryFolder } from './fixtures/small-disk.ts';

const state: StoredState = {
  step: 1_200,
  epoch: 3,
  trainSeconds: 0.1 + 0.2,
  tensors: {
    'layer1/weights': { shape: [2, 3], data: Float32Array.of(1, -0, NaN, Infinity, 5e-45, 0.1) },
    'layer1/mean': { shape: [3], data: Float64Array.of(Math.PI, -1e300, 5e-324) },
    odd: { shape: [], data: Float32Array.of(7) },
    none: { shape: [0, 4], data: new Float32Array(0) },
    __proto__of: { shape: [1], data: Float32Array.of(1) },
  },
};

function bytesOf(data: ArrayBufferView | undefined): Uint8Array {
  return data === undefined
    ? new Uint8Array()
    : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** What reading the file throws, in words. */
function problemOf(path: string, sha256: string | null): Promise<string> {
  return readCheckpoint(path, sha256).then(() => 'none', reasonOf);
}

test('what is read is what was written, bit for bit', async () => {
  const folder = join(temporaryFolder(), 'runs', 'new');
  const { file, sha256, bytes } = await writeCheckpoint(folder, state);
  expect(await checkCheckpoint(file, readFileSync(join(folder, file)), sha256)).toBe(state.step);
  expect([await readCheckpoint(join(folder, file), sha256), readdirSync(folder), bytes]).toEqual([
    state,
    [checkpointFileName(1_200)],
    readFileSync(join(folder, file)).length,
  ]);
});

test('a large tensor is written and read in pieces', async () => {
  const folder = temporaryFolder();
  const data = Float32Array.from({ length: 1_500_001 }, (_, i) => Math.sin(i));
  const large = { ...state, tensors: { large: { shape: [data.length], data } } };
  const { file, sha256 } = await writeCheckpoint(folder, large);
  const read = await readCheckpoint(join(folder, file), sha256);
  expect(Buffer.compare(bytesOf(read.tensors['large']?.data), bytesOf(data)) === 0).toBe(true);
});

test('the file is in the safetensors format', async () => {
  const folder = temporaryFolder();
  const { file } = await writeCheckpoint(folder, state);
  const bytes = readFileSync(join(folder, file));
  const length = Number(bytes.readBigUInt64LE());
  expect([length % 8, JSON.parse(bytes.toString('utf8', 8, 8 + length))]).toMatchObject([
    0,
    {
      __metadata__: { format: 'ffwb-checkpoint', version: '1', step: '1200' },
      'layer1/mean': { dtype: 'F64', shape: [3], data_offsets: [0, 24] },
      'layer1/weights': { dtype: 'F32', shape: [2, 3], data_offsets: [24, 48] },
    },
  ]);
});

test('a truncated, altered, missing or foreign file is damaged, and says how', async () => {
  const folder = temporaryFolder();
  const { file, sha256, bytes } = await writeCheckpoint(folder, state);
  const path = join(folder, file);
  const whole = readFileSync(path);
  const problems: string[] = [];
  const look = async (): Promise<void> => {
    const problem = await problemOf(path, sha256);
    expect(await checkCheckpoint(file, readFileSync(path), sha256).then(() => 'none', reasonOf)).toBe(
      problem,
    );
    problems.push(problem);
  };
  for (const length of [bytes - 1, 100, 3, 0]) {
    truncateSync(path, length);
    await look();
    writeFileSync(path, whole);
  }
  writeFileSync(path, whole.with(bytes - 1, 255));
  await look();
  writeFileSync(path, Buffer.from('PK not a checkpoint at all'));
  await look();
  problems.push(await problemOf(join(folder, 'none'), null));
  expect(problems.map((each) => each.replace(/^The checkpoint \S+ is damaged: /, ''))).toEqual([
    'it should hold 56 bytes of data, but holds 55.',
    expect.stringContaining('its header cannot have') as string,
    'it has only 3 bytes.',
    'it has only 0 bytes.',
    'its content changed since it was written.',
    expect.stringContaining('its header cannot have') as string,
    expect.stringContaining('ENOENT') as string,
  ]);
});

test('no header, however hostile, does more than be refused', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'hostile');
  const metadata = { format: 'ffwb-checkpoint', version: '1', step: '1', epoch: '1', trainSeconds: '1' };
  const entry = fc.record({
    dtype: fc.constantFrom('F32', 'F64', 'I8'),
    shape: fc.array(fc.oneof(fc.integer({ min: -1, max: 5 }), fc.constant(2 ** 40))),
    data_offsets: fc.array(fc.integer({ min: -8, max: 64 }), { maxLength: 3 }),
  });
  const header = fc.oneof(
    fc.json(),
    fc.dictionary(fc.string(), entry).map((each) => JSON.stringify({ __metadata__: metadata, ...each })),
  );
  await fc.assert(
    fc.asyncProperty(header, fc.uint8Array({ maxLength: 64 }), async (json, data) => {
      const length = Buffer.alloc(8);
      length.writeBigUInt64LE(BigInt(Buffer.byteLength(json)));
      const bytes = Buffer.concat([length, Buffer.from(json), data]);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      writeFileSync(path, bytes);
      const outcome = await readCheckpoint(path, null).catch((thrown: unknown) => thrown);
      if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 'checkpoint/damaged' });
      const inMemory = await checkCheckpoint('hostile', bytes, sha256).catch((thrown: unknown) => thrown);
      const expected = outcome instanceof Error ? outcome : (outcome as StoredState).step;
      expect(inMemory).toEqual(expected);
    }),
  );
});

test('on a full disk the error says so, and the checkpoint before stays', async ({ skip }) => {
  const folder = smallDisk(1) ?? skip('mounting is not allowed here');
  await writeCheckpoint(folder, state);
  const large = { shape: [400_000], data: new Float32Array(400_000) };
  await expect(writeCheckpoint(folder, { ...state, step: 2_000, tensors: { large } })).rejects.toThrow(
    'The disk is full; the checkpoint of step 2000 could not be written.',
  );
  expect(readdirSync(folder)).toEqual([checkpointFileName(1_200)]);
});

test('where a folder cannot be made, the error says so', async () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  await expect(writeCheckpoint(join(file, 'run'), state)).rejects.toMatchObject({ code: 'store/read-only' });
});
