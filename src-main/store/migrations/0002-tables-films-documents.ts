/**
 * Version 2: what the window reads. Revisions, so that a table of runs asks only for what changed; settings and last
 * values by column, so that it reads only the columns it shows; films of a net's insides; small documents.
 *
 * Triggers keep revisions and counts, because then no statement, old or new, can forget to.
 */

import { createSaveSettings } from '../run-settings.ts';
import type { Migration } from './migration.ts';

/** One more than any revision so far. */
const nextRevision = `max((SELECT coalesce(max(revision), 0) FROM runs),
  (SELECT coalesce(max(revision), 0) FROM removed_runs)) + 1`;

const schema = `
  ALTER TABLE runs ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
  UPDATE runs SET revision = run_key;
  CREATE INDEX runs_by_revision ON runs (revision);

  CREATE TABLE removed_runs (
    revision INTEGER PRIMARY KEY,
    run_id TEXT NOT NULL
  ) STRICT;

  CREATE TRIGGER run_made AFTER INSERT ON runs BEGIN
    UPDATE runs SET revision = ${nextRevision} WHERE run_key = new.run_key;
  END;
  CREATE TRIGGER run_changed AFTER UPDATE ON runs WHEN new.revision = old.revision BEGIN
    UPDATE runs SET revision = ${nextRevision} WHERE run_key = new.run_key;
  END;
  CREATE TRIGGER run_removed AFTER DELETE ON runs BEGIN
    INSERT INTO removed_runs (revision, run_id) VALUES (max(old.revision + 1, ${nextRevision}), old.run_id);
  END;

  -- The leaves of every spec by path. kind is that of all values together, "text" where they differ. Booleans are stored
  -- as 'true' and 'false'.
  CREATE TABLE settings (
    setting_key INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('number', 'text', 'boolean')),
    runs INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE run_settings (
    setting_key INTEGER NOT NULL REFERENCES settings,
    run_key INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
    value ANY NOT NULL,
    PRIMARY KEY (setting_key, run_key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX run_settings_by_run ON run_settings (run_key);
  CREATE TRIGGER setting_made AFTER INSERT ON run_settings BEGIN
    UPDATE settings SET runs = runs + 1 WHERE setting_key = new.setting_key;
  END;
  CREATE TRIGGER setting_removed AFTER DELETE ON run_settings BEGIN
    UPDATE settings SET runs = runs - 1 WHERE setting_key = old.setting_key;
  END;

  -- The newest value of every series, by metric. NULL is NaN.
  CREATE TABLE metrics (
    metric_key INTEGER PRIMARY KEY,
    metric TEXT NOT NULL UNIQUE,
    runs INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE last_values (
    metric_key INTEGER NOT NULL REFERENCES metrics,
    run_key INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
    value REAL,
    PRIMARY KEY (metric_key, run_key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX last_values_by_run ON last_values (run_key);
  CREATE TRIGGER last_value_made AFTER INSERT ON last_values BEGIN
    UPDATE metrics SET runs = runs + 1 WHERE metric_key = new.metric_key;
  END;
  CREATE TRIGGER last_value_removed AFTER DELETE ON last_values BEGIN
    UPDATE metrics SET runs = runs - 1 WHERE metric_key = old.metric_key;
  END;

  -- Grows whenever values are taken back: what was read of a series before is then no longer its start.
  ALTER TABLE series ADD COLUMN cuts INTEGER NOT NULL DEFAULT 0;

  -- All moments of a film have one shape.
  CREATE TABLE films (
    film_key INTEGER PRIMARY KEY,
    run_key INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
    name TEXT NOT NULL,
    shape TEXT NOT NULL CHECK (json_valid(shape)),
    UNIQUE (run_key, name)
  ) STRICT;
  CREATE TABLE snapshots (
    film_key INTEGER NOT NULL REFERENCES films ON DELETE CASCADE,
    step INTEGER NOT NULL CHECK (step >= 0),
    epoch REAL NOT NULL,
    low REAL NOT NULL,
    high REAL NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (film_key, step)
  ) STRICT;

  CREATE TABLE documents (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    title TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    body TEXT NOT NULL CHECK (json_valid(body)),
    PRIMARY KEY (kind, id)
  ) STRICT;
  CREATE INDEX documents_by_time ON documents (kind, changed_at);
`;

const fillMetrics = `
  INSERT INTO metrics (metric) SELECT DISTINCT metric FROM series ORDER BY metric;
  INSERT INTO last_values (metric_key, run_key, value)
    SELECT metric_key, run_key, (SELECT last_value FROM series_chunks
      WHERE series_chunks.series_key = series.series_key ORDER BY first_step DESC LIMIT 1)
    FROM series JOIN metrics USING (metric);
`;

export const tablesFilmsDocuments: Migration = {
  name: '0002-tables-films-documents',
  up: (db) => {
    db.exec(schema);
    db.exec(fillMetrics);
    const saveSettings = createSaveSettings(db);
    const specOf = db.prepare<[number], string>('SELECT spec FROM runs WHERE run_key = ?').pluck();
    for (const runKey of db.prepare<[], number>('SELECT run_key FROM runs').pluck().all())
      saveSettings(runKey, JSON.parse(specOf.get(runKey) as string));
  },
};
