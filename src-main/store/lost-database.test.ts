/** A database that is gone beside what belongs to it is said to be lost, and comes back where that is possible. */

import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test, vi } from 'vitest';

import type { WorkbenchError } from '../../src-shared/base/errors.ts';
import { listBackups, newBackupFile, requestRestore } from './backup-files.ts';
import { writeCheckpoint } from './checkpoints.ts';
import { databaseFile, runFolder } from './data-folder.ts';
import { finished, sampleRun, started } from './fixtures/sample-run.ts';
import { temporaryFolder } from './fixtures/small-disk.ts';
import { emptyDatabase, missingDatabase } from './lost-database.ts';
import { openReader, openRunStore } from './open.ts';
import type { RunStore } from './run-store.ts';

const now = new Date('2025-11-24T12:30:00Z');

async function open(folder: string): Promise<{ store: RunStore; told: WorkbenchError[] }> {
  const told: WorkbenchError[] = [];
  const store = await openRunStore(folder, { now: () => now, onFailure: (error) => told.push(error) });
  return { store, told };
}

/** A folder with a run, its checkpoint, a backup of both; opened and closed in peace. */
async function fullFolder(): Promise<string> {
  const folder = temporaryFolder();
  const { store, told } = await open(folder);
  const run = store.createRun(sampleRun);
  store.record(run, [started(), finished(3)]);
  await writeCheckpoint(runFolder(folder, run), { step: 3, epoch: 0, trainSeconds: 1, tensors: {} });
  await store.backup(newBackupFile(folder, 'backup', now));
  store.close();
  expect(told).toEqual([]);
  return folder;
}

function loseDatabase(folder: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(databaseFile(folder) + suffix, { force: true });
}

test('a missing database is said to be lost, by readers and writers, until a backup is restored', async () => {
  const folder = await fullFolder();
  loseDatabase(folder);
  const backup = 'workbench-backup-20251124T123000.sqlite';
  await expect(openReader(folder)).rejects.toMatchObject({ code: 'store/lost', exitCode: 4 });
  const { message, next } = missingDatabase(folder);
  expect([message, next]).toEqual([
    `The database ${databaseFile(folder)} is missing, though a folder of a run and a backup are there.`,
    `Put it back, or restore a backup: in the window, among its backups; or with: ffwb doctor --restore ${backup}`,
  ]);
  const first = await open(folder);
  first.store.close();
  const second = await open(folder);
  second.store.close();
  expect([...first.told, ...second.told].map((error) => [error.code, error.details['what']])).toEqual([
    ['store/lost', 'is missing'],
    ['store/lost', 'holds no runs'],
  ]);
  requestRestore(folder, backup);
  const { store, told } = await open(folder);
  expect([store.listRuns().length, told]).toEqual([1, []]);
  store.close();
});

test('nothing is lost where nothing was, nor where the runs were deleted', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'runs'));
  expect(missingDatabase(folder).code).toBe('store/missing');
  const full = await fullFolder();
  const { store } = await open(full);
  store.deleteRun(store.listRuns()[0]?.runId ?? '');
  store.close();
  const again = await open(full);
  again.store.close();
  expect([again.told, emptyDatabase(full)]).toEqual([[], null]);
});

test.skipIf(process.platform === 'win32')(
  'a database that is deleted while it is open is told of, copied, and put back at the end with all that came later',
  async () => {
    const folder = await fullFolder();
    const { store, told } = await open(folder);
    loseDatabase(folder);
    await vi.waitFor(() => expect(told).toHaveLength(1), { timeout: 60_000 });
    const copy = listBackups(folder).find(({ file }) => file.includes('rescued'));
    expect(told[0]).toMatchObject({ code: 'store/gone', exitCode: 4 });
    expect(told[0]?.message).toContain(`a copy of it is ${join(folder, 'backups', copy?.file ?? 'none')}.`);
    store.createRun({ ...sampleRun, preset: 'later' });
    store.close();
    const again = await open(folder);
    expect([again.store.listRuns().length, again.store.checkIntegrity(), again.told]).toEqual([2, [], []]);
    again.store.close();
  },
);

test.skipIf(process.platform === 'win32')(
  'what was put in its place meanwhile stays, and what was recorded becomes a backup; a deleted folder stays deleted',
  async () => {
    const folder = await fullFolder();
    const { store } = await open(folder);
    renameSync(join(folder, 'backups', listBackups(folder)[0]?.file ?? ''), databaseFile(folder));
    store.createRun(sampleRun);
    store.close();
    expect(listBackups(folder).map(({ file }) => file)).toEqual(['workbench-rescued-20251124T123000.sqlite']);
    const { store: doomed } = await open(folder);
    rmSync(folder, { recursive: true });
    doomed.close();
    expect(existsSync(folder)).toBe(false);
  },
);
