/**
 * How many runs have an error by each answer on each split: all reports are read once, and then those of runs that changed.
 * Reading them all takes seconds where there are a hundred thousand, and this is asked with every letter of a search.
 */

import type { ErrorReport } from '../../../src-shared/events/training-event.ts';
import type { SplitName } from '../../../src-shared/views/answer-names.ts';
import type { ReadableDatabase } from '../database.ts';
import { createNewestRevision, createRemovedSince } from './revisions.ts';
import { parsed } from './run-rows.ts';

export interface AnswerCount {
  readonly split: SplitName;
  readonly name: string;
  readonly runs: number;
}

interface ReportRow {
  readonly run_id: string;
  readonly errors: string | null;
}

/** By answer, then by split. */
export function createAnswerCounts(db: ReadableDatabase): () => AnswerCount[] {
  const newestRevision = createNewestRevision(db);
  const removedSince = createRemovedSince(db);
  const all = db.prepare<[], ReportRow>('SELECT run_id, errors FROM runs');
  const changed = db.prepare<[number], ReportRow>(
    'SELECT run_id, errors FROM runs INDEXED BY runs_by_revision WHERE revision > ?',
  );
  /** What each run has an error by: runs that have the same ones share the text. */
  const answersOf = new Map<string, string>();
  const runsWith = new Map<string, number>();
  let counted = -1;
  const count = (answers: string | undefined, by: 1 | -1): void => {
    if (answers !== undefined) runsWith.set(answers, (runsWith.get(answers) ?? 0) + by);
  };
  const forget = (runId: string): void => {
    count(answersOf.get(runId), -1);
    answersOf.delete(runId);
  };
  const catchUp = db.transaction(() => {
    const revision = newestRevision();
    if (revision < counted) {
      answersOf.clear(); // another database
      runsWith.clear();
      counted = -1;
    }
    removedSince(counted).forEach(forget);
    for (const { run_id: runId, errors } of counted < 0 ? all.all() : changed.all(counted)) {
      forget(runId);
      const answers = answersIn(parsed<ErrorReport>(errors));
      count(answers, 1);
      answersOf.set(runId, answers);
    }
    counted = revision;
  });
  return () => {
    catchUp();
    return totals(runsWith);
  };
}

/** As JSON: [split, name] of each. */
function answersIn(report: ErrorReport | null): string {
  const splits = Object.entries(report ?? {}) as [SplitName, Readonly<Record<string, number>> | null][];
  return JSON.stringify(
    splits.flatMap(([split, errors]) => Object.keys(errors ?? {}).map((name) => [split, name])),
  );
}

function totals(runsWith: ReadonlyMap<string, number>): AnswerCount[] {
  const found = new Map<string, AnswerCount>();
  for (const [answers, runs] of runsWith) {
    if (runs === 0) continue;
    for (const [split, name] of JSON.parse(answers) as [SplitName, string][]) {
      const key = JSON.stringify([name, split]);
      found.set(key, { split, name, runs: runs + (found.get(key)?.runs ?? 0) });
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, answer]) => answer);
}
