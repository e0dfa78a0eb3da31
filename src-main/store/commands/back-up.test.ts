import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import Database from 'better-sqlite3';
import { expect, test } from 'vitest';

import { databaseFile } from '../data-folder.ts';
import { recordEverything } from '../fixtures/sample-record.ts';
import { measured, sampleRun } from '../fixtures/sample-run.ts';
import { temporaryFolder } from '../fixtures/small-disk.ts';
import { openReader, openRunStore } from '../open.ts';

const zeros = { ...sampleRun, preset: 'zeros' };

test('a backup holds everything, the values too that still wait in memory', async () => {
  const [folder, copy] = [temporaryFolder(), temporaryFolder()];
  const store = await openRunStore(folder);
  const run = recordEverything(store);
  store.saveDocument('draft', 'a', 'title', { layers: [] });
  const other = store.createRun(zeros);
  store.record(other, [measured(1, { loss: 1 })]);
  expect([await store.backup(databaseFile(copy)), readdirSync(copy)]).toEqual([
    databaseFile(copy),
    ['workbench.sqlite'],
  ]);
  const reader = await openReader(copy);
  expect([reader.exportRun(run), reader.exportRun(other), reader.listDocuments('draft')]).toEqual([
    store.exportRun(run),
    store.exportRun(other),
    store.listDocuments('draft'),
  ]);
  expect(reader.checkIntegrity()).toEqual([]);
  reader.close();
  store.close();
});

test('recording goes on while a backup is made, and the backup is sound', async () => {
  const [folder, copy] = [temporaryFolder(), temporaryFolder()];
  const store = await openRunStore(folder);
  const run = store.createRun(zeros);
  const train = (from: number, to: number): void => {
    for (let step = from; step <= to; step += 1) store.record(run, [measured(step, { loss: step })]);
    store.flush();
  };
  train(1, 50_000);
  const made = store.backup(databaseFile(copy));
  train(50_001, 60_000);
  await made;
  const reader = await openReader(copy);
  const count = reader.getSeries(run, ['loss'])[0]?.values.length;
  expect([count === 50_000 || count === 60_000, reader.checkIntegrity()]).toEqual([true, []]);
  reader.close();
  store.close();
});

test('what a killed backup left is no hindrance; a file there is replaced by a whole one', async () => {
  const [folder, copy] = [temporaryFolder(), temporaryFolder()];
  const store = await openRunStore(folder);
  const run = store.createRun(zeros);
  const file = join(copy, 'copy.sqlite');
  writeFileSync(`${file}.partial`, 'half of a database');
  writeFileSync(file, 'an old backup');
  await store.backup(file);
  store.close();
  const files = readdirSync(copy);
  const db = new Database(file, { readonly: true });
  expect([db.prepare('SELECT run_id FROM runs').pluck().all(), files]).toEqual([[run], ['copy.sqlite']]);
  db.close();
});

test('a backup that cannot get its name leaves nothing behind', async () => {
  const [folder, copy] = [temporaryFolder(), temporaryFolder()];
  const store = await openRunStore(folder);
  const taken = join(copy, 'taken');
  mkdirSync(join(taken, 'by a folder'), { recursive: true });
  await expect(store.backup(taken)).rejects.toMatchObject({
    code: 'export/failed',
    details: { file: taken },
  });
  expect([readdirSync(copy), store.listRuns()]).toEqual([['taken'], []]);
  store.close();
});
