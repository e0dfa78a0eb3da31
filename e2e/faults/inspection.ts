/** What a data folder holds after a kill. Everything here only reads. */

import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import Database from 'better-sqlite3';

import { isCheckpointFile, isPartialFile } from '../../src-main/store/checkpoint-files.ts';
import { readCheckpoint } from '../../src-main/store/checkpoints.ts';
import { databaseFile, runFolder } from '../../src-main/store/data-folder.ts';
import { isHalfMade } from '../../src-main/store/integrity.ts';
import { schemaVersionOf } from '../../src-main/store/migrate.ts';
import { migrations } from '../../src-main/store/migrations/index.ts';
import { openReader } from '../../src-main/store/open.ts';
import { reasonOf } from '../../src-shared/base/errors.ts';
import type { CheckpointInfo } from '../../src-shared/views/run-view.ts';
import { readRecorded } from './recorded.ts';
import type { Recorded } from './recorded.ts';

export interface FoundFolder {
  /** What SQLite finds wrong with the database; empty when all is well. */
  readonly problems: readonly string[];
  readonly isMigrated: boolean;
  /** The run that is not among those known to be complete, if there is one. */
  readonly run: Recorded | null;
  /** Its temporary checkpoint files. */
  readonly partials: readonly string[];
  /** Checkpoints that are recorded and gone, or there and not whole. */
  readonly badCheckpoints: readonly { readonly file: string; readonly problem: string }[];
}

export const nothingFound: FoundFolder = {
  problems: [],
  isMigrated: false,
  run: null,
  partials: [],
  badCheckpoints: [],
};

export async function inspectFolder(folder: string, complete: ReadonlySet<string>): Promise<FoundFolder> {
  const { problems, schemaVersion } = checkDatabase(folder);
  const isMigrated = schemaVersion === migrations.length;
  const run = isMigrated ? await readOpenRun(folder, complete) : null;
  if (run === null) return { ...nothingFound, problems, isMigrated };
  const files = runFolder(folder, run.run.runId);
  const names = existsSync(files) ? readdirSync(files) : [];
  return {
    problems,
    isMigrated,
    run,
    partials: names.filter(isPartialFile).flatMap((name) => identified(files, name)),
    badCheckpoints: await badCheckpoints(files, names.filter(isCheckpointFile), run.run.checkpoints),
  };
}

/** On a connection that only reads, so that nothing is mended by looking. */
function checkDatabase(folder: string): { problems: string[]; schemaVersion: number } {
  const file = databaseFile(folder);
  // Half made: there is nothing in it yet, and only a connection that writes could look.
  if (!existsSync(file) || isHalfMade(file)) return { problems: [], schemaVersion: 0 };
  const db = new Database(file, { readonly: true, fileMustExist: true });
  try {
    const found = db.pragma('integrity_check') as { integrity_check: string }[];
    const orphans = db.pragma('foreign_key_check') as { table: string }[];
    const problems = [
      ...found.map((row) => row.integrity_check).filter((problem) => problem !== 'ok'),
      ...orphans.map((row) => `a row of ${row.table} belongs to nothing`),
    ];
    return {
      problems: problems.map((problem) => `the database is damaged: ${problem}`),
      schemaVersion: schemaVersionOf(db),
    };
  } finally {
    db.close();
  }
}

async function readOpenRun(folder: string, complete: ReadonlySet<string>): Promise<Recorded | null> {
  const reader = await openReader(folder);
  try {
    const run = reader.listRuns({ includeArchived: true }).find((each) => !complete.has(each.runId));
    return run === undefined ? null : readRecorded(reader, run.runId);
  } finally {
    reader.close();
  }
}

/** Told from a later file of the same name; nothing where it has just gone. */
function identified(files: string, name: string): string[] {
  const found = statSync(join(files, name), { throwIfNoEntry: false });
  return found === undefined ? [] : [`${name} (${found.ino}, ${found.mtimeMs})`];
}

async function badCheckpoints(
  files: string,
  present: readonly string[],
  recorded: readonly CheckpointInfo[],
): Promise<FoundFolder['badCheckpoints']> {
  const hashes = new Map(recorded.map(({ file, sha256 }) => [file, sha256]));
  const found = await Promise.all(
    [...new Set([...hashes.keys(), ...present])].map((file) =>
      readCheckpoint(join(files, file), hashes.get(file) ?? null).then(
        () => [],
        (error: unknown) => [{ file, problem: reasonOf(error) }],
      ),
    ),
  );
  return found.flat();
}
