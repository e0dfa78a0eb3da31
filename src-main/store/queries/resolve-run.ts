/** Finds a run by its id or by any piece of it that no other run has. */

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import type { ReadableDatabase } from '../database.ts';

export interface ResolvedRun {
  readonly run_key: number;
  readonly run_id: string;
}

const mostNamed = 5;

/** Errors of the returned function: run/unknown, run/ambiguous. */
export function createResolveRun(db: ReadableDatabase): (run: string) => ResolvedRun {
  const byId = db.prepare<[string], ResolvedRun>('SELECT run_key, run_id FROM runs WHERE run_id = ?');
  const byPiece = db.prepare<[string], ResolvedRun>(
    `SELECT run_key, run_id FROM runs WHERE instr(run_id, ?) > 0 ORDER BY run_id DESC LIMIT ${mostNamed + 1}`,
  );
  return (run) => {
    const exact = byId.get(run);
    if (exact !== undefined) return exact;
    const piece = run.trim().toLowerCase();
    const [first, ...others] = piece === '' ? [] : byPiece.all(piece);
    if (first === undefined) throw new WorkbenchError('run/unknown', { run });
    if (others.length > 0)
      throw new WorkbenchError('run/ambiguous', { run, matches: listed([first, ...others]) });
    return first;
  };
}

function listed(runs: readonly ResolvedRun[]): string {
  const named = runs.slice(0, mostNamed).map((each) => each.run_id);
  return runs.length > mostNamed ? `${named.join(', ')} and more` : named.join(', ');
}
