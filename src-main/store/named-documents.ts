/**
 * Documents whose titles are names, such as views: no two of a kind have the same. Each change says what it is made over
 * and happens whole or not at all, so that of two windows neither undoes unseen what the other did.
 */

import type { WritableDatabase } from './database.ts';
import type { NamedDocumentChange, NamedDocumentOutcome, RunCommands } from './run-store.ts';

interface Kept {
  readonly title: string;
  readonly revision: string;
}

export function createChangeNamedDocument(
  db: WritableDatabase,
  now: () => Date,
): RunCommands['changeNamedDocument'] {
  const find = db.prepare<[string, string], Kept>(
    "SELECT title, coalesce(json_extract(body, '$.revision'), '') AS revision FROM documents WHERE kind = ? AND id = ?",
  );
  const named = db
    .prepare<[string, string, string], number>(
      'SELECT count(*) FROM documents WHERE kind = ? AND title = ? AND id <> ?',
    )
    .pluck();
  const insert = db.prepare<[string, string, string, number, string]>(
    'INSERT INTO documents (kind, id, title, changed_at, body) VALUES (?, ?, ?, ?, ?)',
  );
  const replace = db.prepare<[string, number, string, string]>(
    'UPDATE documents SET body = ?, changed_at = ? WHERE kind = ? AND id = ?',
  );
  const rename = db.prepare<[string, number, string, string]>(
    'UPDATE documents SET title = ?, changed_at = ? WHERE kind = ? AND id = ?',
  );
  const remove = db.prepare<[string, string]>('DELETE FROM documents WHERE kind = ? AND id = ?');
  const isTaken = (kind: string, id: string, name: string): boolean => (named.get(kind, name, id) ?? 0) > 0;

  /** What is there already as it is to be was written, and only the answer was lost. */
  const make = (kind: string, id: string, change: NamedDocumentChange): NamedDocumentOutcome => {
    const kept = find.get(kind, id);
    const at = now().getTime();
    switch (change.change) {
      case 'add':
        if (kept !== undefined) return kept.revision === change.body.revision ? 'done' : 'changed';
        if (isTaken(kind, id, change.name)) return 'taken';
        insert.run(kind, id, change.name, at, JSON.stringify(change.body));
        return 'done';
      case 'replace':
        if (kept === undefined) return 'changed';
        if (kept.revision === change.body.revision) return 'done';
        if (kept.revision !== change.over) return 'changed';
        replace.run(JSON.stringify(change.body), at, kind, id);
        return 'done';
      case 'rename':
        if (kept === undefined) return 'changed';
        if (kept.title === change.to) return 'done';
        if (kept.title !== change.from) return 'changed';
        if (isTaken(kind, id, change.to)) return 'taken';
        rename.run(change.to, at, kind, id);
        return 'done';
      case 'remove':
        if (kept === undefined) return 'done';
        if (kept.revision !== change.over) return 'changed';
        remove.run(kind, id);
        return 'done';
    }
  };
  const transaction = db.transaction(make);
  return (kind, id, change) => transaction.immediate(kind, id, change);
}
