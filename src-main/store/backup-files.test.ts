import { mkdirSync, readFileSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { expect, test } from 'vitest';

import {
  backupPath,
  forgetRestore,
  listBackups,
  newBackupFile,
  requestRestore,
  requestedRestore,
} from './backup-files.ts';
import { backupsFolder } from './data-folder.ts';
import { makeReadOnly, temporaryFolder } from './fixtures/small-disk.ts';

const now = new Date('2025-11-24T12:30:05.678Z');
const requestName = 'restore-at-next-start.json';

/** A folder with these files among its backups, made at these seconds since 1970. */
function folderWith(files: Record<string, number>): string {
  const folder = temporaryFolder();
  mkdirSync(backupsFolder(folder));
  for (const [name, seconds] of Object.entries(files)) {
    const path = join(backupsFolder(folder), name);
    writeFileSync(path, name);
    utimesSync(path, seconds, seconds);
  }
  return folder;
}

test('backups are listed newest first, of one moment by name, with their size', () => {
  const folder = folderWith({ 'a.sqlite': 10, 'c.sqlite': 20, 'b.sqlite': 20 });
  expect(listBackups(folder)).toEqual([
    { file: 'c.sqlite', bytes: 8, createdAt: '1970-01-01T00:00:20.000Z' },
    { file: 'b.sqlite', bytes: 8, createdAt: '1970-01-01T00:00:20.000Z' },
    { file: 'a.sqlite', bytes: 8, createdAt: '1970-01-01T00:00:10.000Z' },
  ]);
});

test('a folder without backups has none, and does not get a folder for them by being asked', () => {
  const folder = temporaryFolder();
  expect([listBackups(folder), readdirSync(folder)]).toEqual([[], []]);
});

test('a new backup says why and when it was made, and takes no name that is taken', () => {
  const folder = temporaryFolder();
  const names = Array.from({ length: 3 }, () => {
    const path = newBackupFile(folder, 'manual', now);
    writeFileSync(path, '');
    return basename(path);
  });
  expect([
    names,
    listBackups(folder)
      .map(({ file }) => file)
      .toSorted(),
  ]).toEqual([
    ['', '-2', '-3'].map((tail) => `workbench-manual-20251124T123005${tail}.sqlite`),
    ['-2', '-3', ''].map((tail) => `workbench-manual-20251124T123005${tail}.sqlite`),
  ]);
});

test('the last choice of a backup is the one that counts, until it is forgotten', () => {
  const folder = folderWith({ 'a.sqlite': 1, 'b.sqlite': 2 });
  const none = requestedRestore(folder);
  requestRestore(folder, 'a.sqlite');
  requestRestore(folder, 'b.sqlite');
  const chosen = requestedRestore(folder);
  const files = readdirSync(folder).toSorted();
  forgetRestore(folder);
  forgetRestore(folder);
  expect([none, chosen, files, requestedRestore(folder), readdirSync(folder)]).toEqual([
    null,
    'b.sqlite',
    ['backups', requestName],
    null,
    ['backups'],
  ]);
});

test('a choice that cannot be read names no backup, and none that is a path becomes one', () => {
  const folder = folderWith({ 'a.sqlite': 1 });
  const texts = ['', '{"file": "a.sq', '{"file": 7}', '[]', 'null', '{"file": "../workbench.sqlite"}'];
  const found = texts.map((text) => {
    writeFileSync(join(folder, requestName), text);
    return requestedRestore(folder);
  });
  expect(found).toEqual(['', '', '', '', '', '../workbench.sqlite']);
  for (const file of found as string[])
    expect(() => backupPath(folder, file)).toThrow('there is no such backup');
  expect(backupPath(folder, 'a.sqlite')).toBe(join(backupsFolder(folder), 'a.sqlite'));
});

test('an unknown choice leaves the one made before', () => {
  const folder = folderWith({ 'a.sqlite': 1 });
  requestRestore(folder, 'a.sqlite');
  expect(() => requestRestore(folder, `${'x'.repeat(1_000)}.sqlite`)).toThrow('there is no such backup');
  expect(readFileSync(join(folder, requestName), 'utf8')).toBe('{"file":"a.sqlite"}');
});

test('where nothing can be written, that is said', ({ skip }) => {
  const folder = folderWith({ 'a.sqlite': 1 });
  if (!makeReadOnly(folder)) skip('mounting is not allowed here');
  expect(() => requestRestore(folder, 'a.sqlite')).toThrow(
    expect.objectContaining({ code: 'store/read-only' }) as Error,
  );
  expect(readdirSync(folder)).toEqual(['backups']);
});
