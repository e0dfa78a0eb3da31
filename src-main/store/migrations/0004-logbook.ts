/**
 * Version 4: the logbook. A page is a list of texts, oldest first, and says which of them it shows; so undo and redo are
 * there after a restart, and in every backup.
 */

import type { Migration } from './migration.ts';

const schema = `
  CREATE TABLE logbook_pages (
    page_key INTEGER PRIMARY KEY,
    page_id TEXT NOT NULL UNIQUE,
    -- The number of the text it shows; later ones were undone.
    shown INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX logbook_pages_by_time ON logbook_pages (changed_at);

  CREATE TABLE logbook_texts (
    page_key INTEGER NOT NULL REFERENCES logbook_pages ON DELETE CASCADE,
    number INTEGER NOT NULL,
    -- As its writer named it.
    revision TEXT NOT NULL,
    title TEXT NOT NULL,
    characters INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (page_key, number)
  ) STRICT;
`;

export const logbook: Migration = {
  name: '0004-logbook',
  up: (db) => db.exec(schema),
};
