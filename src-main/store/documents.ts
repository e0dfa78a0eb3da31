/** Small documents the program keeps for itself, such as drafts and settings: their bodies are JSON. */

import type { ReadableDatabase, WritableDatabase } from './database.ts';
import type { RunCommands, StoredDocument } from './run-store.ts';

/** Newest first. */
export function createListDocuments(db: ReadableDatabase): (kind: string) => StoredDocument[] {
  const statement = db.prepare<[string], Omit<StoredDocument, 'body'> & { readonly body: string }>(
    `SELECT id, title, changed_at AS changedAt, body FROM documents WHERE kind = ? ORDER BY changed_at DESC, rowid DESC`,
  );
  return (kind) => statement.all(kind).map((row) => ({ ...row, body: JSON.parse(row.body) as unknown }));
}

type SaveDocument = (kind: string, id: string, title: string, body: unknown) => void;

/** One of the same kind and id is replaced. */
export function createSaveDocument(db: WritableDatabase, now: () => Date): SaveDocument {
  const statement = db.prepare<[string, string, string, number, string]>(`
    INSERT INTO documents (kind, id, title, changed_at, body) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET title = excluded.title, changed_at = excluded.changed_at, body = excluded.body`);
  return (kind, id, title, body) => {
    statement.run(kind, id, title, now().getTime(), JSON.stringify(body));
  };
}

/** Only over one of these revisions, or where there is no document if null is among them; returns whether it was so. */
export function createSaveDocumentOver(
  db: WritableDatabase,
  now: () => Date,
): RunCommands['saveDocumentOver'] {
  // A document that was never given a revision has the empty one.
  const revisionOf = db
    .prepare<[string, string], string>(
      "SELECT coalesce(json_extract(body, '$.revision'), '') FROM documents WHERE kind = ? AND id = ?",
    )
    .pluck();
  const saveDocument = createSaveDocument(db, now);
  const save: RunCommands['saveDocumentOver'] = (kind, id, title, body, over) => {
    const revision = revisionOf.get(kind, id) ?? null;
    if (revision === body.revision) return true; // it was written, and only the answer was lost
    if (!over.includes(revision)) return false;
    saveDocument(kind, id, title, body);
    return true;
  };
  const transaction = db.transaction(save);
  return (...words) => transaction.immediate(...words);
}

/** Keys that are not named stay, whoever wrote them. */
export function createChangeDocument(db: WritableDatabase, now: () => Date): RunCommands['changeDocument'] {
  const statement = db.prepare<[string, string, string, number, string]>(`
    INSERT INTO documents (kind, id, title, changed_at, body) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET title = excluded.title, changed_at = excluded.changed_at,
      body = json_patch(body, excluded.body)`);
  return (kind, id, title, changes) => {
    statement.run(kind, id, title, now().getTime(), JSON.stringify(changes));
  };
}

/** Nothing happens where there is none. */
export function createDeleteDocument(db: WritableDatabase): (kind: string, id: string) => void {
  const statement = db.prepare<[string, string]>('DELETE FROM documents WHERE kind = ? AND id = ?');
  return (kind, id) => void statement.run(kind, id);
}
