import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { strToU8, zipSync } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { encode } from '../../../src-shared/contract/codec.ts';
import { parseSpec } from '../../../src-shared/spec/experiment-spec.ts';
import { catalogue } from '../../core/catalogue.ts';
import { writeCheckpoint } from '../../store/checkpoints.ts';
import { runFolder } from '../../store/data-folder.ts';
import {
  evaluated,
  finished,
  histogram,
  measured,
  memoryStore,
  sampleRun,
  started,
} from '../../store/fixtures/sample-run.ts';
import type { RunStore } from '../../store/run-store.ts';
import { readPreset } from '../presets.ts';
import { archiveName } from './archive-format.ts';
import {
  filesIn,
  leadingElsewhere,
  lyingZipBomb,
  packed,
  withRun as archiveWithRun,
  zipBomb,
} from './fixtures/hostile-archives.ts';
import type { ArchiveFiles } from './fixtures/hostile-archives.ts';
import { importArchive } from './import-archive.ts';
import { writeArchive } from './write-archive.ts';

let folder: string;
let store: RunStore;
let runId: string;
/** A good archive, and what is in it. */
let archive: Uint8Array;
let files: ArchiveFiles;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ffwb-archive-'));
  store = memoryStore();
  runId = await recordRun(store);
  ({ bytes: archive } = await writeArchive(store.exportRun(runId), runFolder(folder, runId), '0.1.0'));
  files = filesIn(archive);
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function recordRun(into: RunStore, weights = Float32Array.of(1, -2, 3, 4.5, 5, 6)): Promise<string> {
  const spec = parseSpec(catalogue, readPreset('quick-start'));
  const run = into.createRun({ ...sampleRun, spec, tags: ['a tag'] });
  into.record(run, [started()]);
  for (let step = 1; step <= 300; step += 1)
    into.record(run, [measured(step, { loss: step === 7 ? NaN : 1 / step })]);
  const bytes = Uint8Array.from({ length: 12 }, (_, i) => i * 20);
  into.record(run, [
    histogram(100, [1, 2, 3]),
    { type: 'snapshot', step: 0, epoch: 0, name: 'activity/layer1', shape: [2, 6], low: 0, high: 3, bytes },
    { type: 'snapshot', step: 100, epoch: 1, name: 'activity/layer1', shape: [2, 6], low: 0, high: 4, bytes },
    evaluated(300, 0.25, true),
    { type: 'warned', step: 5, message: 'careful' },
  ]);
  const tensors = { 'layer1/weights/image': { shape: [2, weights.length / 2], data: weights } };
  const state = { step: 300, epoch: 3, trainSeconds: 3, tensors };
  const checkpoint = await writeCheckpoint(runFolder(folder, run), state);
  into.record(run, [{ type: 'checkpointed', step: 300, epoch: 3, trainSeconds: 3, ...checkpoint }]);
  into.record(run, [finished(300)]);
  const { name } = into.getRun(run);
  into.rewrite(run, 'name', { from: name, to: '<b>name</b>' });
  into.rewrite(run, 'notes', { from: '', to: '<script>alert(1)</script>' });
  return run;
}

interface Elsewhere {
  readonly store: RunStore;
  readonly dataFolder: string;
}

function elsewhere(): Elsewhere {
  return { store: memoryStore(), dataFolder: join(folder, 'elsewhere') };
}

/** Files anywhere below the folder. */
function filesBelow(place: string): string[] {
  if (!existsSync(place)) return [];
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);
}

/** That these bytes are refused for this reason, and leave nothing behind. */
async function expectRefused(bytes: Uint8Array, problem: RegExp): Promise<void> {
  const place = elsewhere();
  await expect(importArchive('bad.ffrun', bytes, place)).rejects.toMatchObject({
    code: 'archive/invalid',
    details: { file: 'bad.ffrun', problem: expect.stringMatching(problem) as string },
  });
  expect([place.store.listRuns({ includeArchived: true }), filesBelow(place.dataFolder)]).toEqual([[], []]);
}

function changed(change: (files: ArchiveFiles) => Record<string, Uint8Array>): Uint8Array {
  return packed(change({ ...files }));
}

function withRun(change: Record<string, unknown>): Uint8Array {
  return archiveWithRun(files, change);
}

test('a run comes out of its archive as it went in, bit for bit, and text stays text', async () => {
  const place = elsewhere();
  expect(await importArchive('good.ffrun', archive, place)).toBe(runId);
  expect(place.store.exportRun(runId)).toEqual(store.exportRun(runId));
  const [checkpoint] = place.store.getRun(runId).checkpoints;
  const name = checkpoint?.file ?? '';
  const there = readFileSync(join(runFolder(place.dataFolder, runId), name));
  expect(there).toEqual(readFileSync(join(runFolder(folder, runId), name)));
  const again = await writeArchive(place.store.exportRun(runId), runFolder(place.dataFolder, runId), '0.1.0');
  expect(again.bytes).toEqual(archive);
});

test('an archive that is packed without deflating, and read from a file, is left as it is', async () => {
  const other = memoryStore();
  const run = await recordRun(store, new Float32Array(50_000).fill(0.5));
  const { bytes } = await writeArchive(store.exportRun(run), runFolder(folder, run), '0.1.0');
  const asRead = Buffer.from(zipSync(filesIn(bytes), { level: 0 }));
  const before = Buffer.from(asRead);
  await importArchive('a.ffrun', asRead, { dataFolder: join(folder, 'other'), store: other });
  expect(asRead.equals(before)).toBe(true);
  expect(other.exportRun(run)).toEqual({ ...store.exportRun(run), detail: other.getRun(run) });
  other.close();
});

test('a run that is here already stays as it is', async () => {
  const before = filesBelow(folder);
  await expect(importArchive('good.ffrun', archive, { store, dataFolder: folder })).rejects.toMatchObject({
    code: 'archive/present',
    details: { run: runId },
  });
  expect(filesBelow(folder)).toEqual(before);
});

test('a run without a checkpoint that can be read travels without', async () => {
  rmSync(runFolder(folder, runId), { recursive: true });
  const { bytes, checkpoint, damaged } = await writeArchive(
    store.exportRun(runId),
    runFolder(folder, runId),
    '0.1.0',
  );
  expect([checkpoint, damaged.length]).toEqual([null, 1]);
  const place = elsewhere();
  await importArchive('good.ffrun', bytes, place);
  expect(place.store.getRun(runId)).toMatchObject({ status: 'completed', checkpoints: [] });
});

test('what was being trained is interrupted, seen from here', async () => {
  const place = elsewhere();
  await importArchive('running.ffrun', withRun({ status: 'running' }), place);
  expect(place.store.getRun(runId).status).toBe('interrupted');
});

test('what is no zip file, or is cut short or changed, is refused', async () => {
  await expectRefused(new Uint8Array(0), /./);
  await expectRefused(strToU8('no zip file at all'), /./);
  await expectRefused(archive.subarray(0, archive.length / 2), /./);
  await expectRefused(zipSync({}), /./);
  for (const at of [0.1, 0.5, 0.9]) {
    const damaged = archive.slice();
    damaged.fill(0, Math.floor(at * damaged.length), Math.floor(at * damaged.length) + 40);
    await expectRefused(damaged, /./);
  }
});

test('names that lead elsewhere are refused', async () => {
  for (const name of leadingElsewhere)
    await expectRefused(
      changed((all) => ({ ...all, [name]: strToU8('x') })),
      /does not belong there|twice/,
    );
  const [checkpoint] = store.getRun(runId).checkpoints;
  for (const file of ['../../evil.safetensors', '/tmp/evil', 'checkpoint-1.safetensors/../x'])
    await expectRefused(withRun({ checkpoints: [{ ...checkpoint, file }] }), /checkpoints/);
  for (const other of ['../../evil', '..', '', 5]) await expectRefused(withRun({ runId: other }), /runId/);
  await expectRefused(withRun({ runId: '20200101-000000-abcd' }), /another run/);
});

test('a zip bomb is refused before it goes off', async () => {
  await expectRefused(zipBomb(files), /times its size/);
  await expectRefused(zipSync({ ...files, 'manifest.json': new Uint8Array(1e6) }), /too large/);
});

test('a zip that lies about its sizes is refused while it is unpacked', async () => {
  await expectRefused(lyingZipBomb(files), /more bytes than it says/);
});

test('a missing file, a wrong type and a version of the future are said in words', async () => {
  const { 'series.msgpack': _, ...rest } = files;
  await expectRefused(
    changed(() => rest),
    /has no series.msgpack/,
  );
  const manifest = (change: object) =>
    changed((all) => ({
      ...all,
      'manifest.json': strToU8(JSON.stringify({ format: 'ffwb-run-archive', version: 1, runId, ...change })),
    }));
  await expectRefused(manifest({ version: 2 }), /version 2, newer than/);
  await expectRefused(manifest({ format: 'other' }), /something else/);
  await expectRefused(withRun({ status: 'dancing' }), /status/);
  await expectRefused(withRun({ notes: 5 }), /notes/);
  await expectRefused(withRun({ spec: { version: 99 } }), /version 99, newer/);
  await expectRefused(withRun({ spec: { version: 1, evil: true } }), /evil/);
});

test('arrays that do not fit are refused', async () => {
  const withFile = (name: string, value: unknown) =>
    changed((all) => ({ ...all, [name]: value instanceof Uint8Array ? value : encode(value) }));
  const steps = Float64Array.of(1, 2);
  const bad = [
    [{ metric: 'a', steps, values: Float32Array.of(1) }],
    [{ metric: 'a', steps: Float64Array.of(2, 1), values: Float32Array.of(1, 2) }],
    [{ metric: 'a', steps: [1, 2], values: [1, 2] }],
    { metric: 'a' },
    Uint8Array.of(0xc1, 0xff),
    Uint8Array.of(0xdd, 0xff, 0xff, 0xff, 0xff),
  ];
  for (const value of bad) await expectRefused(withFile('series.msgpack', value), /series/);
  await expectRefused(withFile('films.msgpack', [{ name: 'x', shape: [1e6, 1e6] }]), /films/);
});

test('a checkpoint that is damaged or another is refused', async () => {
  const bytes = Uint8Array.from(files['checkpoint.safetensors'] ?? []);
  const last = bytes.length - 1;
  bytes[last] = (bytes[last] ?? 0) ^ 1;
  const damaged = changed((all) => ({ ...all, 'checkpoint.safetensors': bytes }));
  await expectRefused(damaged, /content changed/);
  const empty = changed((all) => ({ ...all, 'checkpoint.safetensors': new Uint8Array(0) }));
  await expectRefused(empty, /size/);
  await expectRefused(withRun({ checkpoints: [] }), /does not know/);
});

test('names of runs become plain names of files', () => {
  const names = ['quick start', '../../evil', '<b>"x"</b>', '', 'grün 数字', 'a'.repeat(500)];
  expect(names.map((name) => archiveName({ name, runId: 'ID' }, '.ffrun'))).toEqual([
    'quick-start-ID.ffrun',
    'evil-ID.ffrun',
    'b-x-b-ID.ffrun',
    'run-ID.ffrun',
    'grün-数字-ID.ffrun',
    `${'a'.repeat(60)}-ID.ffrun`,
  ]);
});
