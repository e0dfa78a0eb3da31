/** What the command line says and does while the disk is full, its folder closed to it, or its database gone. */

import { spawn } from 'node:child_process';
import { appendFileSync, chmodSync, existsSync, mkdirSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, test, vi } from 'vitest';

import { reasonOf } from '../../../src-shared/base/errors.ts';
import type { RunDetail } from '../../../src-shared/views/run-view.ts';
import { backupsFolder, databaseFile } from '../../store/data-folder.ts';
import { smallDisk, strangerId, temporaryFolder } from '../../store/fixtures/small-disk.ts';
import { openRunStore } from '../../store/open.ts';
import { answerOf, endOf, runFfwb, set, startFfwb, tiny } from './fixtures/run-ffwb.ts';
import type { Ended } from './fixtures/run-ffwb.ts';

// Each starts processes, which may have to share a busy machine; and a full disk is given time.
vi.setConfig({ testTimeout: 180_000 });

const noMount = 'mounting is not allowed here';
/** A net whose checkpoint is some 700 kB, so that a disk can lack room for it and have room for everything else. */
const wide = [...tiny, '--epochs', '6', ...['layers.0.units=150', 'layers.1.units=150'].flatMap(set)];

/** Leaves so many bytes free, or less. Returns what to remove for room. */
function fillUp(disk: string, leave: number): string {
  const ballast = join(disk, 'ballast');
  const free = (): number => statfsSync(disk).bavail * statfsSync(disk).bsize;
  for (const bytes of [2 ** 16, 4096, 512, 1]) {
    try {
      while (free() > leave || (leave === 0 && bytes > 0)) appendFileSync(ballast, Buffer.alloc(bytes));
    } catch (thrown) {
      if (!reasonOf(thrown).startsWith('ENOSPC')) throw thrown;
    }
  }
  return ballast;
}

interface Stopped {
  readonly folder: string;
  readonly disk: string;
  readonly runId: string;
}

async function stoppedRun(disk: string): Promise<Stopped> {
  const folder = join(disk, 'data');
  const run = (await answerOf(folder, 'train', ...wide, '--stop-after', '2')) as RunDetail;
  return { folder, disk, runId: run.runId };
}

async function shown(folder: string, runId: string): Promise<RunDetail> {
  return (await answerOf(folder, 'show', runId)) as RunDetail;
}

test('a run whose last weights find no room is not complete: it ends with code 4, and goes on once there is room', async ({
  skip,
}) => {
  const { disk, folder, runId } = await stoppedRun(smallDisk(5) ?? skip(noMount));
  const ballast = fillUp(disk, 300_000);
  const { code, stderr } = await runFfwb(folder, 'resume', runId);
  expect([code, stderr]).toEqual([4, expect.stringContaining('The disk is full')]);
  // Whether that it failed finds room itself depends on what else was written; the next session knows either way.
  const { status: left, checkpoints: kept } = await shown(folder, runId);
  expect([['failed', 'interrupted'].includes(left), kept[0]?.step]).toEqual([true, 20]);
  rmSync(ballast);
  const resumed = await runFfwb(folder, 'resume', runId);
  const { status, step, checkpoints } = await shown(folder, runId);
  expect([resumed.code, status, checkpoints[0]?.step]).toEqual([0, 'completed', step]);
});

test('a run waits for room for its last weights, and is complete with them when it comes', async ({
  skip,
}) => {
  const { disk, folder, runId } = await stoppedRun(smallDisk(5) ?? skip(noMount));
  const ballast = fillUp(disk, 300_000);
  const child = startFfwb(folder, ['resume', runId]);
  const ended = endOf(child);
  let said = '';
  child.stderr?.on('data', (text: string) => (said += text));
  await vi.waitFor(() => expect(said).toContain('A checkpoint was not written'), { timeout: 60_000 });
  rmSync(ballast);
  expect((await ended).code).toBe(0);
  const { status, step, checkpoints } = await shown(folder, runId);
  expect([status, checkpoints[0]?.step]).toEqual(['completed', step]);
});

test('on a disk without a byte to spare runs can be listed and deleted', async ({ skip }) => {
  const { disk, folder, runId } = await stoppedRun(smallDisk(5) ?? skip(noMount));
  fillUp(disk, 0);
  expect(await answerOf(folder, 'runs')).toMatchObject([{ runId }]);
  expect(await answerOf(folder, 'delete', runId)).toEqual({ deleted: [runId] });
  expect(await answerOf(folder, 'runs')).toEqual([]);
});

/** As a user who owns nothing. */
function asStranger(folder: string, ...words: string[]): Promise<Ended> {
  const entry = fileURLToPath(new URL('./ffwb.ts', import.meta.url));
  const env = { ...process.env, FFWB_DATA_DIR: folder, HOME: '/nonexistent' };
  const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];
  return endOf(spawn(process.execPath, [entry, ...words], { env, stdio, uid: strangerId, gid: strangerId }));
}

test('a folder that may not be read is not called empty: every command says so and ends with code 4', async ({
  skip,
}) => {
  if (process.getuid?.() !== 0) return skip('this process may not start one of another user');
  const folder = temporaryFolder();
  (await openRunStore(folder)).close();
  chmodSync(folder, 0o700);
  if ((await asStranger(folder, '--version')).code !== 0) return skip('another user cannot read the program');
  for (const words of [['runs'], ['show', 'x'], ['resume', 'x'], ['delete', 'abcd'], ['doctor']]) {
    const { code, stdout, stderr } = await asStranger(folder, ...words);
    expect([words, code]).toEqual([words, 4]);
    expect(stdout + stderr).toContain(`${databaseFile(folder)} cannot be read: EACCES`);
    expect(stdout + stderr).not.toMatch(/Train something first|none yet/);
  }
});

test('a missing database is said, and a backup restored from the command line', async () => {
  const folder = temporaryFolder();
  const { runId } = (await answerOf(folder, 'train', ...tiny, '--epochs', '1')) as RunDetail;
  const store = await openRunStore(folder);
  mkdirSync(backupsFolder(folder));
  await store.backup(join(backupsFolder(folder), 'kept.sqlite'));
  store.close();
  rmSync(databaseFile(folder));
  const lost = 'is missing, though a folder of a run and a backup are there';
  for (const words of [['runs'], ['show', runId], ['resume', runId], ['delete', runId]]) {
    const { code, stderr } = await runFfwb(folder, ...words);
    expect([words, code, stderr]).toEqual([words, 4, expect.stringContaining(lost)]);
    expect(stderr).toContain('ffwb doctor --restore kept.sqlite');
  }
  expect(existsSync(databaseFile(folder))).toBe(false);
  const ill = await runFfwb(folder, 'doctor');
  expect([ill.code, ill.stdout]).toEqual([1, expect.stringContaining(lost)]);
  const begun = await runFfwb(folder, 'train', ...tiny, '--epochs', '1');
  expect([begun.code, begun.stderr]).toEqual([0, expect.stringContaining(lost)]);
  const healed = await runFfwb(folder, 'doctor', '--restore', 'kept.sqlite');
  expect([healed.code, healed.stdout]).toEqual([0, expect.stringContaining('holds one run')]);
  expect(await answerOf(folder, 'runs')).toMatchObject([{ runId }]);
});

test('a run that diverged is not told to go on', async () => {
  const folder = temporaryFolder();
  const settings = ['optimizer.learningRate=1000', 'optimizer.weightDecay=1'].flatMap(set);
  const hopeless = [...tiny, '--epochs', '20', ...settings];
  for (const words of [hopeless, [...hopeless, '--json']]) {
    const { code, stdout, stderr } = await runFfwb(folder, 'train', ...words);
    expect([code, stdout + stderr]).toEqual([6, expect.stringContaining('Lower the learning rate')]);
    expect(stdout + stderr).not.toContain('ffwb resume');
  }
});
