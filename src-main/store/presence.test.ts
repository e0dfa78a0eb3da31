/** What may not be looked at is never called absent. */

import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { reasonOf } from '../../src-shared/base/errors.ts';
import type { WorkbenchError } from '../../src-shared/base/errors.ts';
import { CheckpointKeeper } from '../training/checkpoint-keeper.ts';
import { listBackups, requestedRestore } from './backup-files.ts';
import { writeCheckpoint } from './checkpoints.ts';
import { backupsFolder, databaseFile, runFolder } from './data-folder.ts';
import { sampleRun } from './fixtures/sample-run.ts';
import { asStranger, temporaryFolder } from './fixtures/small-disk.ts';
import { missingDatabase, requireDatabase } from './lost-database.ts';
import { openReader, openRunStore } from './open.ts';
import { isThere, namesIn, sizeOf } from './presence.ts';

const none = 'store/missing';

async function codeOf(action: () => unknown): Promise<string> {
  try {
    const result = await action();
    return `returned ${JSON.stringify(result)}`;
  } catch (thrown) {
    return (thrown as Partial<WorkbenchError>).code ?? `threw ${reasonOf(thrown)}`;
  }
}

/** A data folder with a run, its checkpoint and a backup. */
async function fullFolder(): Promise<{ folder: string; runId: string }> {
  const folder = temporaryFolder();
  const store = await openRunStore(folder);
  const runId = store.createRun(sampleRun);
  await writeCheckpoint(runFolder(folder, runId), { step: 1, epoch: 0, trainSeconds: 1, tensors: {} });
  mkdirSync(backupsFolder(folder));
  await store.backup(join(backupsFolder(folder), 'one.sqlite'));
  store.close();
  return { folder, runId };
}

test('what is not there is not there', async () => {
  const folder = temporaryFolder();
  const nowhere = join(folder, 'nowhere');
  expect([isThere(nowhere), sizeOf(nowhere), namesIn(nowhere), listBackups(nowhere)]).toEqual([
    false,
    null,
    [],
    [],
  ]);
  expect(await codeOf(() => openReader(nowhere))).toBe(none);
  expect(requestedRestore(folder)).toBe(null);
});

test('a folder that may not be looked into is not empty: everything that reads it says so', async ({
  skip,
}) => {
  const { folder, runId } = await fullFolder();
  chmodSync(folder, 0o700);
  const answers = await asStranger(() =>
    Promise.all(
      [
        () => isThere(databaseFile(folder)),
        () => namesIn(folder),
        () => sizeOf(databaseFile(folder)),
        () => openReader(folder),
        () => requireDatabase(folder),
        () => missingDatabase(folder),
        () => listBackups(folder),
        () => requestedRestore(folder),
        () => namesIn(runFolder(folder, runId)),
      ].map(codeOf),
    ),
  );
  if (answers === null) return skip('this process may not change its user');
  expect(new Set(answers.result)).toEqual(new Set(['store/unreadable']));
});

test('a database file that may not be read is not another fault', async ({ skip }) => {
  const { folder } = await fullFolder();
  chmodSync(folder, 0o755);
  chmodSync(databaseFile(folder), 0o600);
  const answer = await asStranger(() => codeOf(() => openReader(folder)));
  if (answer === null) return skip('this process may not change its user');
  expect(answer.result).toBe('store/unreadable');
});

test('a run does not begin again over checkpoints that may not be read', async ({ skip }) => {
  const { folder, runId } = await fullFolder();
  const files = runFolder(folder, runId);
  for (const each of [folder, join(folder, 'runs'), files]) chmodSync(each, 0o755);
  const [name = ''] = namesIn(files);
  const { runCheckpointFiles } = await import('../training/run-checkpoint-files.ts');
  const restore = (): Promise<unknown> =>
    new CheckpointKeeper(runCheckpointFiles(files), [{ file: name, sha256: '', bytes: 1 }]).restore();
  chmodSync(join(files, name), 0o600);
  const ofFile = await asStranger(() => codeOf(restore));
  chmodSync(files, 0o700);
  const ofFolder = await asStranger(() => codeOf(restore));
  if (ofFile === null || ofFolder === null) return skip('this process may not change its user');
  expect([ofFile.result, ofFolder.result]).toEqual(['store/unreadable', 'store/unreadable']);
  writeFileSync(join(files, name), 'cut off');
  expect(await restore()).toMatchObject({ state: null, point: { damaged: [{ file: name }] } });
});
