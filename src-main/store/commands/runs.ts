/** Commands on runs as wholes: create, change, delete. */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import type { ErrorRecord } from '../../../src-shared/base/errors.ts';
import { canonicalJson, configurationHash, specHash } from '../../../src-shared/spec/experiment-spec.ts';
import { mostTags } from '../../../src-shared/views/run-text.ts';
import type { Rewriting, Rewritten, RunText } from '../../../src-shared/views/run-text.ts';
import type { RunStatus } from '../../../src-shared/views/run-view.ts';
import type { WritableDatabase } from '../database.ts';
import type { ResolvedRun } from '../queries/resolve-run.ts';
import { makeRunId } from '../run-id.ts';
import { createSaveSettings } from '../run-settings.ts';
import type { NewRun, RunAnnotation } from '../run-store.ts';

export interface IdSource {
  readonly now: () => Date;
  readonly randomBytes: (count: number) => Uint8Array;
}

/** Returns the id of the new run, which is queued. */
export function createCreateRun(db: WritableDatabase, source: IdSource): (run: NewRun) => string {
  const isTaken = db.prepare<[string]>('SELECT 1 FROM runs WHERE run_id = ?');
  const insert = db.prepare<[Record<string, unknown>]>(`
    INSERT INTO runs
      (run_id, name, preset, status, seed, spec_hash, configuration_hash, created_at, tags, spec, environment)
    VALUES (@runId, @name, @preset, 'queued', @seed, @specHash, @configurationHash, @createdAt, @tags, @spec,
      @environment)`);
  const saveSettings = createSaveSettings(db);
  const create = db.transaction(({ spec, preset, environment, tags = [] }: NewRun) => {
    const now = source.now();
    let runId = makeRunId(now, source.randomBytes);
    for (let tail = 5; isTaken.get(runId) !== undefined; tail += 1)
      runId = makeRunId(now, source.randomBytes, tail);
    const { lastInsertRowid } = insert.run({
      runId,
      name: spec.name,
      preset,
      seed: spec.seed,
      specHash: specHash(spec),
      configurationHash: configurationHash(spec),
      createdAt: now.toISOString(),
      tags: JSON.stringify(tags),
      spec: canonicalJson(spec),
      environment: canonicalJson(environment),
    });
    saveSettings(Number(lastInsertRowid), spec);
    return runId;
  });
  return (run) => create.immediate(run);
}

export type SetStatus = (run: ResolvedRun, status: RunStatus, error?: ErrorRecord) => void;

/** The error, if any, replaces an earlier one. */
export function createSetStatus(db: WritableDatabase, now: () => Date): SetStatus {
  const statement = db.prepare<[Record<string, unknown>]>(`
    UPDATE runs SET status = @status, error = @error,
      finished_at = CASE WHEN @status IN ('completed', 'stopped', 'failed') THEN @at END,
      seconds_left = CASE WHEN @status IN ('running', 'paused') THEN seconds_left END
    WHERE run_key = @runKey`);
  return (run, status, error) => {
    const json = error === undefined ? null : JSON.stringify(error);
    statement.run({ runKey: run.run_key, status, error: json, at: now().toISOString() });
  };
}

/** Changes tags and whether a run is archived; what is left out stays. A tag both added and removed is gone. */
export function createAnnotate(db: WritableDatabase): (run: ResolvedRun, change: RunAnnotation) => void {
  const tagsOf = db.prepare<[number], string>('SELECT tags FROM runs WHERE run_key = ?').pluck();
  const statement = db.prepare<[Record<string, unknown>]>(`
    UPDATE runs SET tags = @tags, archived = coalesce(@archived, archived) WHERE run_key = @runKey`);
  const change = db.transaction((run: ResolvedRun, { addTags, removeTags, archived }: RunAnnotation) => {
    const before = JSON.parse(tagsOf.get(run.run_key) ?? '[]') as string[];
    const tags = new Set([...before, ...(addTags ?? [])]);
    for (const tag of removeTags ?? []) tags.delete(tag);
    if (tags.size > mostTags && tags.size > before.length)
      throw new WorkbenchError('input/invalid', {
        problem: `Run ${run.run_id} would have ${tags.size} tags, more than ${mostTags}`,
        remedy: 'Remove some first.',
      });
    statement.run({
      runKey: run.run_key,
      tags: JSON.stringify([...tags]),
      archived: archived === undefined ? null : Number(archived),
    });
  });
  return (run, wanted) => change.immediate(run, wanted);
}

type RewriteRun = (run: ResolvedRun, text: RunText, change: Rewriting) => Rewritten;

export function createRewriteRun(db: WritableDatabase): RewriteRun {
  const read = db.prepare<[number], Record<RunText, string>>(
    'SELECT name, notes FROM runs WHERE run_key = ?',
  );
  const write = {
    name: db.prepare<[string, number]>('UPDATE runs SET name = ? WHERE run_key = ?'),
    notes: db.prepare<[string, number]>('UPDATE runs SET notes = ? WHERE run_key = ?'),
  };
  const rewrite = db.transaction((run: ResolvedRun, text: RunText, { from, to }: Rewriting): Rewritten => {
    const now = assertDefined(read.get(run.run_key), run.run_id)[text];
    if (now !== from) return { written: now === to, now };
    write[text].run(to, run.run_key);
    return { written: true, now: to };
  });
  return (run, text, change) => rewrite.immediate(run, text, change);
}

/** Everything recorded of a run goes with its row. Error: run/busy. */
export function createDeleteRun(db: WritableDatabase): (run: ResolvedRun) => void {
  const status = db.prepare<[number], RunStatus>('SELECT status FROM runs WHERE run_key = ?').pluck();
  const remove = db.prepare<[number]>('DELETE FROM runs WHERE run_key = ?');
  return (run) => {
    const now = status.get(run.run_key);
    if (now === 'queued' || now === 'running' || now === 'paused') {
      throw new WorkbenchError('run/busy', { run: run.run_id, status: now });
    }
    remove.run(run.run_key);
  };
}

/** For the moment after opening, when no living process can be training anything. Returns the ids. */
export function createMarkInterrupted(db: WritableDatabase): () => string[] {
  const statement = db
    .prepare<[], string>(
      `UPDATE runs SET status = 'interrupted', seconds_left = NULL
       WHERE status IN ('queued', 'running', 'paused') RETURNING run_id`,
    )
    .pluck();
  return () => statement.all();
}
