/**
 * Version 5: sweeps, their points, and which run is which point under which seed. A run that is deleted is made again when
 * its sweep goes on; a sweep that is deleted leaves its runs.
 */

import type { Migration } from './migration.ts';

const schema = `
  CREATE TABLE sweeps (
    sweep_key INTEGER PRIMARY KEY,
    sweep_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('running', 'stopped', 'completed')),
    note TEXT,
    created_at INTEGER NOT NULL,
    preset TEXT,
    place TEXT NOT NULL,
    spec TEXT NOT NULL CHECK (json_valid(spec)),
    base TEXT NOT NULL CHECK (json_valid(base))
  ) STRICT;
  CREATE INDEX sweeps_by_time ON sweeps (created_at, sweep_key);

  -- settings: a list of values in the order of the spec's axes.
  CREATE TABLE sweep_points (
    sweep_key INTEGER NOT NULL REFERENCES sweeps ON DELETE CASCADE,
    number INTEGER NOT NULL CHECK (number >= 0),
    rung INTEGER NOT NULL DEFAULT 0 CHECK (rung >= 0),
    settings TEXT NOT NULL CHECK (json_valid(settings)),
    PRIMARY KEY (sweep_key, number)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE sweep_runs (
    sweep_key INTEGER NOT NULL REFERENCES sweeps ON DELETE CASCADE,
    number INTEGER NOT NULL,
    seed INTEGER NOT NULL,
    run_key INTEGER NOT NULL UNIQUE REFERENCES runs ON DELETE CASCADE,
    PRIMARY KEY (sweep_key, number, seed)
  ) STRICT, WITHOUT ROWID;
`;

export const sweeps: Migration = {
  name: '0005-sweeps',
  up: (db) => db.exec(schema),
};
