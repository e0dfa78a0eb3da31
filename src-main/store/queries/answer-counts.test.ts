/** Counted from what changed, answers must be what counting every report afresh gives. */

import fc from 'fast-check';
import { expect, test } from 'vitest';

import type { SplitName } from '../../../src-shared/views/answer-names.ts';
import { memoryDatabase } from '../fixtures/sample-run.ts';
import type { WritableDatabase } from '../database.ts';
import { createAnswerCounts } from './answer-counts.ts';
import type { AnswerCount } from './answer-counts.ts';

type Report = Partial<Record<SplitName, Record<string, number> | null>>;

function write(db: WritableDatabase, run: number, report: Report | null): void {
  const errors = report === null ? null : JSON.stringify(report);
  const changed = db.prepare('UPDATE runs SET errors = ? WHERE run_id = ?').run(errors, `run-${run}`);
  if (changed.changes > 0) return;
  db.prepare(
    `INSERT INTO runs (run_id, name, status, seed, spec, spec_hash, configuration_hash, environment, created_at, errors)
     VALUES (?, 'a run', 'completed', 1, '{}', 'a', 'b', '{}', '2026-01-01', ?)`,
  ).run(`run-${run}`, errors);
}

/** Said by SQL, of every report. */
function afresh(db: WritableDatabase): unknown[] {
  return db
    .prepare(
      `SELECT splits.key AS split, answers.key AS name, count(*) AS runs
       FROM runs, json_each(runs.errors) AS splits, json_each(splits.value) AS answers
       WHERE runs.errors IS NOT NULL AND splits.type = 'object' GROUP BY 1, 2`,
    )
    .all();
}

const inOrder = (counts: readonly unknown[]): unknown[] =>
  (counts as AnswerCount[]).toSorted((a, b) => (a.name + a.split < b.name + b.split ? -1 : 1));

const report = fc.option(
  fc.dictionary(
    fc.constantFrom('train', 'validation', 'test'),
    fc.option(fc.dictionary(fc.constantFrom('goodness', 'softmax'), fc.constant(0.1))),
  ),
);
const change = fc.record({ run: fc.nat({ max: 5 }), removes: fc.boolean(), report });

test('whatever is made, changed and removed between two questions', () => {
  fc.assert(
    fc.property(fc.array(fc.array(change, { maxLength: 6 }), { maxLength: 5 }), (rounds) => {
      const db = memoryDatabase();
      const counts = createAnswerCounts(db);
      for (const changes of rounds) {
        for (const { run, removes, report: errors } of changes) {
          if (removes) db.prepare('DELETE FROM runs WHERE run_id = ?').run(`run-${run}`);
          else write(db, run, errors);
        }
        expect(inOrder(counts())).toEqual(inOrder(afresh(db)));
      }
      db.close();
    }),
    { numRuns: 60 },
  );
});
