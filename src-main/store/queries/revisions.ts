/** Revisions: every change of a run has a larger one than all before it, so that only what changed need be read. */

import type { ReadableDatabase } from '../database.ts';

/** That of the newest change; a smaller one than was seen before is of another database. */
export function createNewestRevision(db: ReadableDatabase): () => number {
  const newest = db
    .prepare<[], number>(
      `SELECT max((SELECT coalesce(max(revision), 0) FROM runs),
         (SELECT coalesce(max(revision), 0) FROM removed_runs))`,
    )
    .pluck();
  return () => newest.get() ?? 0;
}

/** Runs that were removed after a revision and did not come back, by their names. */
export function createRemovedSince(db: ReadableDatabase): (revision: number) => string[] {
  const removed = db
    .prepare<[number], string>(
      `SELECT DISTINCT run_id FROM removed_runs WHERE revision > ?
         AND NOT EXISTS (SELECT 1 FROM runs WHERE runs.run_id = removed_runs.run_id)`,
    )
    .pluck();
  return (revision) => removed.all(revision);
}
