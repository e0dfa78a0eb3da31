import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';

import type { WorkbenchError } from '../../src-shared/base/errors.ts';
import { databaseFile } from './data-folder.ts';
import { evaluated, finished, measured, sampleRun, started } from './fixtures/sample-run.ts';
import { makeReadOnly, smallDisk, temporaryFolder } from './fixtures/small-disk.ts';
import { applicationId } from './migrate.ts';
import { openReader, openRunStore } from './open.ts';

/** A folder whose store holds one run with some thousand values. */
async function folderWithRun(folder = temporaryFolder()): Promise<{ folder: string; run: string }> {
  const store = await openRunStore(folder);
  const run = store.createRun(sampleRun);
  store.record(run, [started()]);
  for (let step = 1; step <= 20_000; step += 1) store.record(run, [measured(step, { loss: step })]);
  store.record(run, [evaluated(20_000, 0.1, true), finished(20_000)]);
  store.close();
  return { folder, run };
}

async function errorOf(opened: Promise<{ close(): void }>): Promise<WorkbenchError> {
  return opened.then(
    (store) => {
      store.close();
      throw new Error('it opened');
    },
    (thrown: unknown) => thrown as WorkbenchError,
  );
}

test('what was recorded is there when the folder is opened again', async () => {
  const { folder, run } = await folderWithRun();
  const store = await openRunStore(folder);
  expect([
    store.getRun(run).status,
    store.getSeries(run, ['loss'])[0]?.values.length,
    store.checkIntegrity(),
  ]).toEqual(['completed', 20_000, []]);
  store.close();
  expect(readdirSync(folder).toSorted()).toEqual(['workbench.lock', 'workbench.reserve', 'workbench.sqlite']);
});

test('the writing connection has a write-ahead log, foreign keys and full synchronization', async () => {
  const folder = temporaryFolder();
  (await openRunStore(folder)).close();
  const db = new Database(databaseFile(folder), { readonly: true });
  expect([
    db.pragma('journal_mode', { simple: true }),
    db.pragma('application_id', { simple: true }),
  ]).toEqual(['wal', applicationId]);
  db.close();
});

/** As a process leaves it that is killed while it makes the database: there is a journal, and no write-ahead log yet. */
function halfMadeDatabase(folder: string): void {
  const making = new Database(join(temporaryFolder(), 'making.sqlite'));
  making.pragma('cache_size = 1'); // so that pages are written before the end of the transaction
  making.exec('BEGIN; CREATE TABLE begun (piece BLOB)');
  making.exec('INSERT INTO begun SELECT zeroblob(3000) FROM (VALUES (1), (2), (3), (4))');
  copyFileSync(making.name, databaseFile(folder));
  copyFileSync(`${making.name}-journal`, `${databaseFile(folder)}-journal`);
  making.close();
}

test.each([
  ['writing', openRunStore],
  ['reading', openReader],
])('a folder whose database was half made when its maker was killed opens for %s', async (_, open) => {
  const folder = temporaryFolder();
  halfMadeDatabase(folder);
  const store = await open(folder);
  expect([store.listRuns(), store.checkIntegrity()]).toEqual([[], []]);
  store.close();
});

describe('a folder that cannot be used gives one plain error and is left as it was:', () => {
  test('in use by another workbench', async () => {
    const folder = temporaryFolder();
    const store = await openRunStore(folder);
    const error = await errorOf(openRunStore(folder));
    store.close();
    (await openRunStore(folder)).close();
    expect([error.code, error.message]).toEqual([
      'store/locked',
      expect.stringContaining(`(process ${process.pid} since `),
    ]);
  });

  test('written by a newer workbench', async () => {
    const { folder } = await folderWithRun();
    const db = new Database(databaseFile(folder));
    db.pragma('user_version = 999');
    db.close();
    const before = readFileSync(databaseFile(folder));
    const errors = [await errorOf(openRunStore(folder)), await errorOf(openReader(folder))];
    expect(errors.map((error) => error.code)).toEqual(['store/newer', 'store/newer']);
    expect(readFileSync(databaseFile(folder)).equals(before)).toBe(true);
  });

  const damages: Record<string, (file: string) => void> = {
    'overwritten in the middle': (file) => {
      const handle = openSync(file, 'r+');
      writeSync(handle, Buffer.alloc(20_000, 0xab), 0, 20_000, 20_480);
      closeSync(handle);
    },
    'cut short': (file) => truncateSync(file, 30_000),
    'another sort of file': (file) => writeFileSync(file, 'These are my notes.\n'.repeat(500)),
    "another program's database": (file) => {
      rmSync(file);
      new Database(file).exec('CREATE TABLE songs (title TEXT)').close();
    },
  };
  test.each(Object.keys(damages))('damaged: %s', async (damage) => {
    const { folder } = await folderWithRun();
    damages[damage]?.(databaseFile(folder));
    const before = readFileSync(databaseFile(folder));
    const error = await errorOf(openRunStore(folder));
    expect([error.code, error.exitCode]).toEqual(['store/damaged', 4]);
    expect(readFileSync(databaseFile(folder)).equals(before)).toBe(true);
  });

  test('a file, not a folder', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    expect((await errorOf(openRunStore(file))).code).toBe('store/read-only');
    expect((await errorOf(openRunStore(join(file, 'inside')))).code).toBe('store/read-only');
  });

  test('read-only; its runs can be read all the same', async ({ skip }) => {
    const { folder, run } = await folderWithRun();
    if (!makeReadOnly(folder)) skip('mounting is not allowed here');
    expect((await errorOf(openRunStore(folder))).code).toBe('store/read-only');
    const reader = await openReader(folder);
    expect([reader.getRun(run).status, reader.getSeries(run, ['loss'])[0]?.values.length]).toEqual([
      'completed',
      20_000,
    ]);
    reader.close();
  });

  test('on a full disk, from the start', async ({ skip }) => {
    const folder = smallDisk(1) ?? skip('mounting is not allowed here');
    fill(join(folder, 'ballast'));
    expect((await errorOf(openRunStore(folder))).code).toBe('store/disk-full');
    rmSync(join(folder, 'ballast'));
    (await openRunStore(folder)).close();
  });
});

test('a disk that fills up while recording costs nothing once there is space again', async ({ skip }) => {
  const folder = smallDisk(3) ?? skip('mounting is not allowed here');
  const failures: string[] = [];
  const store = await openRunStore(folder, { onFailure: (error) => failures.push(error.code) });
  const run = store.createRun(sampleRun);
  fill(join(folder, 'ballast'));
  for (let step = 1; step <= 100_000; step += 1) store.record(run, [measured(step, { loss: step })]);
  expect(() => store.flush()).toThrow('The disk is full');
  expect([store.listRuns().length, failures]).toEqual([1, ['store/disk-full']]);
  rmSync(join(folder, 'ballast'));
  store.flush();
  expect([store.getSeries(run, ['loss'])[0]?.values.length, store.checkIntegrity()]).toEqual([100_000, []]);
  store.close();
});

/** Writes until nothing more fits. */
function fill(file: string): void {
  const handle = openSync(file, 'w');
  try {
    for (;;) writeSync(handle, Buffer.alloc(4_096));
  } catch {
    closeSync(handle);
  }
}

describe('a reader', () => {
  test('sees what the writer has written while it works, and does not hold it up', async () => {
    const folder = temporaryFolder();
    const store = await openRunStore(folder);
    const run = store.createRun(sampleRun);
    const reader = await openReader(folder);
    store.record(run, [measured(1, { loss: 1 })]);
    store.flush();
    const before = reader.getSeries(run, ['loss'])[0]?.values.length;
    store.record(run, [measured(2, { loss: 2 }), evaluated(2, 0.5)]);
    const after = reader.getSeries(run, ['loss'])[0]?.values.length;
    expect([before, after, reader.getRun(run).history.length, reader.checkIntegrity()]).toEqual([
      1,
      2,
      1,
      [],
    ]);
    reader.close();
    store.close();
  });

  test('may read for long while the writer goes on', async () => {
    const { folder, run } = await folderWithRun();
    const store = await openRunStore(folder);
    const reading = new Database(databaseFile(folder), { readonly: true });
    const count = reading.prepare('SELECT count(*) FROM series_chunks').pluck();
    reading.exec('BEGIN');
    const before = count.get();
    for (let step = 20_001; step <= 100_000; step += 1) store.record(run, [measured(step, { loss: step })]);
    store.flush();
    const during = count.get();
    reading.exec('COMMIT');
    expect([during, store.getSeries(run, ['loss'])[0]?.values.length]).toEqual([before, 100_000]);
    expect(count.get()).toBeGreaterThan(Number(before));
    reading.close();
    store.close();
  });

  test('says when there is nothing to read', async () => {
    const folder = temporaryFolder();
    expect((await errorOf(openReader(folder))).code).toBe('store/missing');
    expect(existsSync(databaseFile(folder))).toBe(false);
  });

  test('cannot write', async () => {
    const { folder } = await folderWithRun();
    expect(Object.keys(await openReader(folder)).toSorted()).toEqual([
      'checkIntegrity',
      'close',
      'exportRun',
      'exportRuns',
      'getEvaluations',
      'getFilms',
      'getHistograms',
      'getPage',
      'getRun',
      'getSeries',
      'getSweep',
      'listCheckpoints',
      'listColumns',
      'listDocuments',
      'listMetrics',
      'listPages',
      'listRuns',
      'listSweeps',
      'listWaitingRuns',
      'listWaitingSweepRuns',
      'oneRunPerDataset',
      'resolveRun',
      'runStates',
      'runTable',
      'seriesWindow',
      'settingDifferences',
    ]);
  });
});

test('a backup is a whole copy, and leaves nothing behind where it cannot be made', async () => {
  const { folder, run } = await folderWithRun();
  const store = await openRunStore(folder);
  const copy = temporaryFolder();
  await store.backup(databaseFile(copy));
  await expect(store.backup(join(folder, 'no', 'such', 'place'))).rejects.toMatchObject({
    code: 'export/failed',
  });
  store.close();
  const reader = await openReader(copy);
  expect([reader.getSeries(run, ['loss'])[0]?.values.length, reader.checkIntegrity()]).toEqual([20_000, []]);
  reader.close();
});
