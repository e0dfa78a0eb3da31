import Database from 'better-sqlite3';
import { expect, test } from 'vitest';

import { configurationHash, specHash } from '../../../src-shared/spec/experiment-spec.ts';
import { createRunStore } from '../create-run-store.ts';
import type { WritableDatabase } from '../database.ts';
import { sampleSpec } from '../fixtures/sample-run.ts';
import { migrateTo } from '../migrate.ts';
import { migrations } from './index.ts';

const environment = JSON.stringify({ workbench: '0.1.0', cpu: 'a processor', packages: {} });
const { method: _, ...rest } = sampleSpec;
const oldSpec = { ...rest, version: 1 };
const oldReport = {
  train: null,
  validation: { goodness: null, softmax: 0.25, layers: [0.5] },
  test: { goodness: 0.1, softmax: null, layers: [0.2, 0.3] },
};
const report = {
  train: null,
  validation: { softmax: 0.25, 'goodness/layer1': 0.5 },
  test: { goodness: 0.1, 'goodness/layer1': 0.2, 'goodness/layer2': 0.3 },
};

/** A database as version 2 left it: a run that was evaluated, and one that was not. */
function versionTwo(): WritableDatabase {
  const db = new Database(':memory:') as WritableDatabase;
  db.pragma('foreign_keys = ON');
  migrateTo(db, 2);
  const insert = db.prepare<[string, string, string | null]>(`
    INSERT INTO runs (run_id, name, status, seed, spec_hash, configuration_hash, created_at, spec, errors, environment)
    VALUES (?, 'old', 'completed', 7, 'a', 'b', '2025-01-01T00:00:00.000Z', ?, ?, '${environment}')`);
  insert.run('20250101-000000-aaaa', JSON.stringify(oldSpec), JSON.stringify(oldReport));
  insert.run('20250101-000001-aaaa', JSON.stringify({ ...oldSpec, seed: 8 }), null);
  db.prepare('INSERT INTO evaluations VALUES (1, 100, 1, 1, 2.5, ?)').run(JSON.stringify(oldReport));
  return db;
}

test('errors get the names of answers, and what was not there has none', () => {
  const db = versionTwo();
  migrateTo(db, migrations.length); // the store needs the newest
  const store = createRunStore(db, { folder: null });
  const [evaluated, other] = ['20250101-000000-aaaa', '20250101-000001-aaaa'].map((id) => store.getRun(id));
  expect([evaluated?.errors, evaluated?.history[0]?.errors, other?.errors]).toEqual([report, report, null]);
  expect([evaluated?.net, evaluated?.spec.method]).toEqual([null, { kind: 'forward-forward' }]);
});

test('a run has the hash of what its spec is upgraded to, so that new seeds are found beside old ones', () => {
  const db = versionTwo();
  migrateTo(db, migrations.length); // the store needs the newest
  const hashes = db.prepare('SELECT spec_hash, configuration_hash FROM runs ORDER BY run_key').raw().all();
  const [first, second] = [sampleSpec, { ...sampleSpec, seed: 8 }];
  expect(hashes).toEqual([
    [specHash(first), configurationHash(first)],
    [specHash(second), configurationHash(first)],
  ]);
  const store = createRunStore(db, { folder: null });
  store.createRun({
    spec: { ...sampleSpec, seed: 9 },
    preset: null,
    environment: JSON.parse(environment) as never,
  });
  expect(store.listRuns({ configurationHash: configurationHash(first) })).toHaveLength(3);
});

test('the method of an old run is a setting like any other', () => {
  const db = versionTwo();
  migrateTo(db, migrations.length); // the store needs the newest
  const store = createRunStore(db, { folder: null });
  expect(store.runTable(['setting:method.kind'], null).columns['setting:method.kind']).toEqual([
    'forward-forward',
    'forward-forward',
  ]);
});
