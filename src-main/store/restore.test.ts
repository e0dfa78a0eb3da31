import { readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import Database from 'better-sqlite3';
import { expect, test } from 'vitest';

import { WorkbenchError } from '../../src-shared/base/errors.ts';
import { listBackups, newBackupFile, requestRestore } from './backup-files.ts';
import { backupsFolder, databaseFile } from './data-folder.ts';
import { sampleRun } from './fixtures/sample-run.ts';
import { temporaryFolder } from './fixtures/small-disk.ts';
import { applicationId, migrateTo, schemaVersionOf } from './migrate.ts';
import { openRunStore } from './open.ts';
import type { RunStore } from './run-store.ts';

const now = new Date('2025-11-24T12:30:00Z');

async function opened<T>(folder: string, use: (store: RunStore) => T | Promise<T>): Promise<T> {
  const failures: WorkbenchError[] = [];
  const store = await openRunStore(folder, { now: () => now, onFailure: (error) => failures.push(error) });
  try {
    const result = await use(store);
    if (failures.length > 0) throw failures[0] as WorkbenchError;
    return result;
  } finally {
    store.close();
  }
}

const countRuns = (store: RunStore): number => store.listRuns().length;

/** A folder with two runs, and a backup made when there was one. */
async function folderWithBackup(): Promise<{ folder: string; backup: string }> {
  const folder = temporaryFolder();
  const path = newBackupFile(folder, 'manual', now);
  await opened(folder, async (store) => {
    store.createRun(sampleRun);
    await store.backup(path);
    store.createRun({ ...sampleRun, preset: 'later' });
  });
  return { folder, backup: path.slice(backupsFolder(folder).length + 1) };
}

test('a backup chosen is there at the next start, and what was there before became a backup', async () => {
  const { folder, backup } = await folderWithBackup();
  requestRestore(folder, backup);
  const restored = await opened(folder, countRuns);
  const again = await opened(folder, countRuns);
  const names = listBackups(folder)
    .map((each) => each.file)
    .toSorted();
  requestRestore(folder, names[0] as string);
  const back = await opened(folder, countRuns);
  expect([restored, again, back, names, readdirSync(backupsFolder(folder)).toSorted()]).toEqual([
    1,
    1,
    2,
    ['workbench-before-restore-20251124T123000.sqlite', 'workbench-manual-20251124T123000.sqlite'],
    [
      'workbench-before-restore-20251124T123000-2.sqlite',
      'workbench-before-restore-20251124T123000.sqlite',
      'workbench-manual-20251124T123000.sqlite',
    ],
  ]);
});

/** A database of one table, made anew. */
function makeDatabase(path: string, pragmas: string): void {
  rmSync(path);
  const db = new Database(path);
  db.exec(`CREATE TABLE words (word TEXT); ${pragmas}`);
  db.close();
}

test('a backup that is damaged, foreign, newer or gone changes nothing, and is said', async () => {
  const { folder, backup } = await folderWithBackup();
  const path = join(backupsFolder(folder), backup);
  const whole = readFileSync(path);
  const spoil: (() => void)[] = [
    () => writeFileSync(path, Buffer.from(whole).fill(7, 5_000, 60_000)),
    () => writeFileSync(path, 'not a database'),
    () => writeFileSync(path, ''),
    () => makeDatabase(path, ''),
    () => makeDatabase(path, `PRAGMA application_id = ${applicationId}; PRAGMA user_version = 999`),
    () => rmSync(path),
  ];
  const problems: string[] = [];
  for (const each of spoil) {
    writeFileSync(path, whole);
    requestRestore(folder, backup);
    each();
    problems.push(
      await opened(folder, () => 'nothing').catch((thrown: unknown) => (thrown as Error).message),
    );
    expect(await opened(folder, countRuns)).toBe(2);
  }
  expect(problems.map((each) => each.replace(`The backup ${backup} cannot be restored: `, ''))).toEqual([
    'database disk image is malformed.',
    'file is not a database.',
    'it is empty.',
    'it is not a database of the workbench.',
    'it was made by a newer workbench.',
    'there is no such backup.',
  ]);
});

test('a database too damaged to be copied is moved aside, and the backup takes its place', async () => {
  const { folder, backup } = await folderWithBackup();
  writeFileSync(databaseFile(folder), 'no database any more');
  requestRestore(folder, backup);
  expect([
    await opened(folder, countRuns),
    readFileSync(join(backupsFolder(folder), 'workbench-damaged-20251124T123000.sqlite'), 'utf8'),
  ]).toEqual([1, 'no database any more']);
});

test('a backup of an older schema is brought up to date when it is in place', async () => {
  const { folder } = await folderWithBackup();
  const old = new Database(join(backupsFolder(folder), 'old.sqlite'));
  migrateTo(old, 1);
  old
    .prepare(
      `INSERT INTO runs (run_id, name, status, seed, spec_hash, configuration_hash, created_at, spec, environment)
       VALUES ('20250101-000000-aaaa', 'old', 'completed', 7, 'a', 'b', '2025-01-01T00:00:00Z', ?, '{}')`,
    )
    .run(JSON.stringify(sampleRun.spec));
  old.close();
  requestRestore(folder, 'old.sqlite');
  const table = await opened(folder, (store) => store.runTable(['setting:seed'], null));
  const kept = new Database(join(backupsFolder(folder), 'old.sqlite'), { readonly: true });
  expect([table.runIds, table.columns['setting:seed'], schemaVersionOf(kept)]).toEqual([
    ['20250101-000000-aaaa'],
    [7],
    1,
  ]);
  kept.close();
});

test('only plain files of a backup’s name are listed or restored', async () => {
  const { folder, backup } = await folderWithBackup();
  const backups = backupsFolder(folder);
  symlinkSync(databaseFile(folder), join(backups, 'link.sqlite'));
  writeFileSync(join(backups, 'notes.txt'), '');
  writeFileSync(join(backups, '.hidden.sqlite'), '');
  expect(listBackups(folder).map((each) => each.file)).toEqual([backup]);
  for (const name of ['link.sqlite', '../workbench.sqlite', '/etc/passwd', 'notes.txt', '', 'none.sqlite'])
    expect(() => requestRestore(folder, name)).toThrow('there is no such backup');
  expect(readdirSync(folder).filter((each) => each.startsWith('restore'))).toEqual([]);
});
