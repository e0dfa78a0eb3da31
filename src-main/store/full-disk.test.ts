/** On a disk without a byte to spare runs can be looked at and deleted, which makes room. */

import { appendFileSync, existsSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { reasonOf } from '../../src-shared/base/errors.ts';
import { writeCheckpoint } from './checkpoints.ts';
import { runFolder, runsFolder } from './data-folder.ts';
import { evaluated, finished, measured, sampleRun, started } from './fixtures/sample-run.ts';
import { smallDisk } from './fixtures/small-disk.ts';
import { openReader, openRunStore } from './open.ts';
import type { RunStore } from './run-store.ts';

const noMount = 'mounting is not allowed here';

/** Two runs with checkpoints of 240 kB, those of a small net; the second one never told of its end. */
async function recordTwo(store: RunStore, folder: string): Promise<[string, string]> {
  const runs: [string, string] = [store.createRun(sampleRun), store.createRun(sampleRun)];
  for (const run of runs) {
    store.record(run, [started()]);
    for (let step = 1; step <= 2_000; step += 1) store.record(run, [measured(step, { loss: step })]);
    store.record(run, [evaluated(2_000, 0.1, true)]);
    const data = Float32Array.from({ length: 60_000 }, (_, at) => at);
    const tensors = { 'layer1/weights': { shape: [60_000], data } };
    await writeCheckpoint(runFolder(folder, run), { step: 2_000, epoch: 1, trainSeconds: 1, tensors });
  }
  store.record(runs[0], [finished(2_000)]);
  return runs;
}

/** Fills the disk to the last byte. */
function fill(disk: string): string {
  const ballast = join(disk, 'ballast');
  for (const bytes of [2 ** 16, 4096, 512, 1]) {
    try {
      for (;;) appendFileSync(ballast, Buffer.alloc(bytes));
    } catch (thrown) {
      if (!reasonOf(thrown).startsWith('ENOSPC')) throw thrown;
    }
  }
  expect(statfsSync(disk).bavail).toBe(0);
  return ballast;
}

test('by a program that opens the folder', async ({ skip }) => {
  const disk = smallDisk(2) ?? skip(noMount);
  const folder = join(disk, 'data');
  const store = await openRunStore(folder);
  const runs = await recordTwo(store, folder);
  store.close();
  fill(disk);
  await expect(openRunStore(folder)).rejects.toMatchObject({ code: 'store/disk-full' });
  const reader = await openReader(folder);
  expect(reader.listRuns().map(({ runId }) => runId)).toEqual(runs.toReversed());
  reader.close();
  const room = await openRunStore(folder, { evenWithoutRoom: true });
  for (const run of runs) room.deleteRun(run, true);
  room.close();
  expect(runs.map((run) => existsSync(runFolder(folder, run)))).toEqual([false, false]);
  const again = await openRunStore(folder);
  expect([again.listRuns(), again.checkIntegrity()]).toEqual([[], []]);
  again.close();
});

test('by a program that had it open before', async ({ skip }) => {
  const disk = smallDisk(2) ?? skip(noMount);
  const folder = join(disk, 'data');
  const store = await openRunStore(folder);
  const [run, unfinished] = await recordTwo(store, folder);
  const ballast = fill(disk);
  expect(() => store.deleteRun(unfinished)).toThrow(`Run ${unfinished} is running`);
  expect(existsSync(runFolder(folder, unfinished))).toBe(true);
  store.deleteRun(run);
  expect(store.listRuns().map(({ runId }) => runId)).toEqual([unfinished]);
  rmSync(ballast);
  store.close();
});

test.for([
  ['by a program that opens the folder', true],
  ['by a program that had it open before', false],
] as const)('runs that leave no room by going: %s', async ([, opensAnew], { skip }) => {
  const disk = smallDisk(3) ?? skip(noMount);
  const folder = join(disk, 'data');
  let store = await openRunStore(folder);
  const runs = await recordTwo(store, folder);
  rmSync(runsFolder(folder), { recursive: true });
  if (opensAnew) store.close();
  fill(disk);
  if (opensAnew) store = await openRunStore(folder, { evenWithoutRoom: true });
  for (const run of runs) store.deleteRun(run, true);
  store.close();
  const again = await openRunStore(folder, { evenWithoutRoom: true });
  expect([again.listRuns(), again.checkIntegrity()]).toEqual([[], []]);
  again.close();
});
