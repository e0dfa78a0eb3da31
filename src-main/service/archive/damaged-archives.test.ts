/** Archives that came to harm on their way: what is imported is what was exported, or nothing is. */

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { strToU8, unzipSync, zipSync } from 'fflate';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import { encode } from '../../../src-shared/contract/codec.ts';
import { parseSpec } from '../../../src-shared/spec/experiment-spec.ts';
import { catalogue } from '../../core/catalogue.ts';
import { writeCheckpoint } from '../../store/checkpoints.ts';
import { runFolder } from '../../store/data-folder.ts';
import {
  evaluated,
  finished,
  measured,
  memoryStore,
  sampleRun,
  started,
} from '../../store/fixtures/sample-run.ts';
import { readPreset } from '../presets.ts';
import { readArchive } from './read-archive.ts';
import type { ReadArchive } from './read-archive.ts';
import { writeArchive } from './write-archive.ts';

let folder: string;
/** One whose files are packed as they are written here, one whose headers hold the sizes, and one without digests. */
let archives: Record<'written' | 'packed again' | 'without digests', Uint8Array>;
let sound: ReadArchive;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ffwb-damaged-'));
  const store = memoryStore();
  const spec = parseSpec(catalogue, readPreset('quick-start'));
  const run = store.createRun({ ...sampleRun, spec });
  store.record(run, [started()]);
  for (let step = 1; step <= 200; step += 1) store.record(run, [measured(step, { loss: 1 / step })]);
  store.record(run, [evaluated(200, 0.25, true)]);
  const tensors = { 'layer1/weights/image': { shape: [2, 3], data: Float32Array.of(1, -2, 3, 4.5, 5, 6) } };
  const checkpoint = await writeCheckpoint(runFolder(folder, run), {
    step: 200,
    epoch: 2,
    trainSeconds: 2,
    tensors,
  });
  store.record(run, [{ type: 'checkpointed', step: 200, epoch: 2, trainSeconds: 2, ...checkpoint }]);
  store.record(run, [finished(200)]);
  const { bytes } = await writeArchive(store.exportRun(run), runFolder(folder, run), '0.1.0');
  store.close();
  const files = unzipSync(bytes);
  const {
    digest: _,
    files: __,
    ...manifest
  } = JSON.parse(Buffer.from(files['manifest.json'] ?? []).toString()) as Record<string, unknown>;
  archives = {
    written: bytes,
    'packed again': zipSync(files),
    'without digests': zipSync({ ...files, 'manifest.json': strToU8(JSON.stringify(manifest)) }),
  };
  sound = await readArchive('sound.ffrun', bytes);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test.each(['written', 'packed again', 'without digests'] as const)(
  '1,000 single flipped bits of an archive that is %s: each is refused or changes nothing',
  async (which) => {
    const archive = archives[which];
    const bits = fc.nat(archive.length * 8 - 1);
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(bits, async (bit) => {
        const damaged = archive.slice();
        damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7));
        const found = await readArchive('damaged.ffrun', damaged).catch((thrown: unknown) => {
          expect(thrown).toBeInstanceOf(WorkbenchError);
          refused += 1;
          return sound;
        });
        expect(found).toEqual(sound);
      }),
      { numRuns: 1000 },
    );
    // All but a few of what a zip says beside its files: dates and versions.
    expect(refused).toBeGreaterThan(800);
    expect(readdirSync(folder)).toEqual(['runs']);
  },
  60_000,
);

test('a byte that belongs to nothing is refused, wherever it stands', async () => {
  const { written } = archives;
  for (const bytes of [
    Buffer.concat([written, Uint8Array.of(0)]),
    Buffer.concat([Uint8Array.of(0), written]),
    Buffer.concat([written, written]),
  ])
    await expect(readArchive('a.ffrun', bytes)).rejects.toMatchObject({ code: 'archive/invalid' });
});

test('a file that was changed and packed anew is refused by its digest, the manifest by its own', async () => {
  const files = unzipSync(archives.written);
  const manifest = JSON.parse(Buffer.from(files['manifest.json'] ?? []).toString()) as Record<
    string,
    unknown
  >;
  const changes: Record<string, Record<string, Uint8Array>> = {
    'series.msgpack is not as it was written': { 'series.msgpack': encode([]) },
    'manifest.json is not as it was written': {
      'manifest.json': strToU8(JSON.stringify({ ...manifest, workbench: '9.9.9' })),
    },
  };
  for (const [problem, change] of Object.entries(changes))
    await expect(readArchive('a.ffrun', zipSync({ ...files, ...change }))).rejects.toMatchObject({
      details: { problem },
    });
  const { 'checkpoint.safetensors': _, ...without } = files;
  await expect(readArchive('a.ffrun', zipSync(without))).rejects.toMatchObject({
    details: { problem: 'checkpoint.safetensors is not as it was written' },
  });
});

test('about a kilobyte that claims gigabytes is refused without taking them', async () => {
  const hostile = new Uint8Array(1000);
  for (let at = 0; at < 1000; at += 5) hostile.set([0xdd, 0x00, 0x3d, 0x09, 0x00], at);
  const files = unzipSync(archives['without digests']);
  const before = process.memoryUsage().rss;
  await expect(
    readArchive('a.ffrun', zipSync({ ...files, 'series.msgpack': hostile })),
  ).rejects.toMatchObject({
    details: {
      problem: expect.stringMatching(/series.msgpack cannot be read: .*claims more items/) as string,
    },
  });
  expect(process.memoryUsage().rss - before).toBeLessThan(50 * 2 ** 20);
});
