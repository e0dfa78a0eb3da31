/**
 * Version 1: runs, their packed series, histograms, evaluations, checkpoints and warnings.
 *
 * Large columns stand last in their rows, so that reading the rest does not touch their overflow pages.
 */

import type { Migration } from './migration.ts';

export const runsAndMeasures: Migration = {
  name: '0001-runs-and-measures',
  up: (db) => {
    db.exec(`
      CREATE TABLE runs (
        run_key INTEGER PRIMARY KEY,
        run_id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        preset TEXT,
        status TEXT NOT NULL
          CHECK (status IN ('queued', 'running', 'paused', 'completed', 'stopped', 'failed', 'interrupted')),
        seed INTEGER NOT NULL,
        spec_hash TEXT NOT NULL,
        configuration_hash TEXT NOT NULL,
        created_at TEXT NOT NULL,
        started_at TEXT,
        finished_at TEXT,
        epochs REAL,
        steps_per_epoch INTEGER,
        total_steps INTEGER,
        step INTEGER NOT NULL DEFAULT 0 CHECK (step >= 0),
        epoch REAL NOT NULL DEFAULT 0,
        train_seconds REAL NOT NULL DEFAULT 0,
        seconds_left REAL,
        parameter_count INTEGER,
        peak_memory_bytes INTEGER,
        dataset_fingerprint TEXT,
        archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),
        engine TEXT CHECK (json_valid(engine)),
        errors TEXT CHECK (json_valid(errors)),
        throughput TEXT CHECK (json_valid(throughput)),
        error TEXT CHECK (json_valid(error)),
        tags TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tags)),
        notes TEXT NOT NULL DEFAULT '',
        spec TEXT NOT NULL CHECK (json_valid(spec)),
        environment TEXT NOT NULL CHECK (json_valid(environment))
      ) STRICT;
      CREATE INDEX runs_by_time ON runs (created_at, run_key);
      CREATE INDEX runs_by_status ON runs (status);
      CREATE INDEX runs_by_configuration ON runs (configuration_hash, created_at, run_key);

      CREATE TABLE series (
        series_key INTEGER PRIMARY KEY,
        run_key INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
        metric TEXT NOT NULL,
        UNIQUE (run_key, metric)
      ) STRICT;

      -- Steps increase strictly within a series, so the first step names a chunk. minimum, maximum and nan_count are
      -- over the stored float32 values; NULL means that there is no such number (all NaN), or that last_value is NaN.
      -- offsets: uint32 steps after first_step, or NULL where they are 0, stride, 2 stride, ...
      CREATE TABLE series_chunks (
        series_key INTEGER NOT NULL REFERENCES series ON DELETE CASCADE,
        first_step INTEGER NOT NULL CHECK (first_step >= 0),
        last_step INTEGER NOT NULL CHECK (last_step >= first_step),
        count INTEGER NOT NULL CHECK (count > 0),
        minimum REAL,
        maximum REAL,
        last_value REAL,
        nan_count INTEGER NOT NULL CHECK (nan_count BETWEEN 0 AND count),
        stride INTEGER NOT NULL CHECK (stride >= 0),
        offsets BLOB CHECK (length(offsets) = 4 * count),
        data BLOB NOT NULL CHECK (length(data) = 4 * count),
        PRIMARY KEY (series_key, first_step)
      ) STRICT;

      CREATE TABLE histograms (
        run_key INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
        name TEXT NOT NULL,
        step INTEGER NOT NULL CHECK (step >= 0),
        epoch REAL NOT NULL,
        low REAL NOT NULL,
        high REAL NOT NULL,
        counts BLOB NOT NULL CHECK (length(counts) % 4 = 0),
        PRIMARY KEY (run_key, name, step)
      ) STRICT;

      CREATE TABLE evaluations (
        run_key INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
        step INTEGER NOT NULL CHECK (step >= 0),
        final INTEGER NOT NULL CHECK (final IN (0, 1)),
        epoch REAL NOT NULL,
        train_seconds REAL NOT NULL,
        errors TEXT NOT NULL CHECK (json_valid(errors)),
        PRIMARY KEY (run_key, step, final)
      ) STRICT;

      CREATE TABLE checkpoints (
        run_key INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
        step INTEGER NOT NULL CHECK (step >= 0),
        epoch REAL NOT NULL,
        train_seconds REAL NOT NULL,
        file TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        bytes INTEGER NOT NULL,
        PRIMARY KEY (run_key, step)
      ) STRICT;

      CREATE TABLE warnings (
        warning_key INTEGER PRIMARY KEY,
        run_key INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
        step INTEGER NOT NULL CHECK (step >= 0),
        message TEXT NOT NULL,
        UNIQUE (run_key, message)
      ) STRICT;
    `);
  },
};
