/** A folder with one sweep whose points were all "trained": 10,000 of three settings, none of which was ever trained. */

import Database from 'better-sqlite3';

import { randomStream } from '../../src-shared/base/random.ts';
import { parseSpec } from '../../src-shared/spec/experiment-spec.ts';
import { readSweep } from '../../src-shared/spec/sweep.ts';
import { draftAt, pointName, sweepPoints } from '../../src-shared/spec/sweep-points.ts';
import { catalogue } from '../../src-main/core/catalogue.ts';
import { readPreset } from '../../src-main/service/presets.ts';
import { createRunStore } from '../../src-main/store/create-run-store.ts';
import { databaseFile } from '../../src-main/store/data-folder.ts';
import type { WritableDatabase } from '../../src-main/store/database.ts';
import { openRunStore } from '../../src-main/store/open.ts';
import { createApplyFact } from '../../src-main/store/recorder/apply-event.ts';
import { seedPlans } from './seed-plans.ts';
import { seededEnd, seededRun, seededStart } from './seed-runs.ts';

const pointsPerTransaction = 500;
const plan = seedPlans.sweep;

const settings = {
  version: 1,
  axes: {
    'optimizer.learningRate': { log: [0.0001, 0.5] },
    'layers.0.units': { integers: [10, 2000] },
    'threshold.factor': { range: [0.5, 2] },
  },
  seeds: [1],
  method: 'sobol',
  points: plan.runs,
};

/** Adds the sweep to a folder that nobody has open; returns its id. */
export async function seedSweep(folder: string): Promise<string> {
  (await openRunStore(folder)).close(); // makes the database
  const db = new Database(databaseFile(folder)) as WritableDatabase;
  try {
    db.pragma('synchronous = OFF');
    db.pragma('foreign_keys = ON');
    return seed(db);
  } finally {
    db.close();
  }
}

function seed(db: WritableDatabase): string {
  const base = parseSpec(catalogue, readPreset('quick-start'));
  const spec = readSweep({ ...settings, base: 'quick-start' }, 'This');
  const points = sweepPoints(spec);
  const random = randomStream(8, 'ids');
  const store = createRunStore(db, {
    folder: null,
    randomBytes: (count) => Uint8Array.from({ length: count }, () => random.bits() & 255),
  });
  const sweep = store.createSweep({
    ...{ name: 'seeded', preset: 'quick-start', place: 'here', spec, base },
    points: points.map((point) => Object.values(point)),
  });
  const keyOf = db.prepare<[string], number>('SELECT run_key FROM runs WHERE run_id = ?').pluck();
  const applyFact = createApplyFact(db);
  const { environment } = seededRun(0, plan);
  for (let first = 0; first < points.length; first += pointsPerTransaction) {
    const some = points.slice(first, first + pointsPerTransaction);
    const runs = some.map((point, at) => ({
      ...{ point: first + at, preset: 'quick-start', environment, tags: [`sweep-${sweep}`] },
      spec: parseSpec(catalogue, {
        ...(draftAt(base, point, pointName(base.name, point)) as object),
        seed: 1,
      }),
    }));
    const at = new Date(Date.UTC(2025, 0, 1)).toISOString();
    db.transaction(() => {
      for (const [order, runId] of store.createSweepRuns(sweep, runs).entries())
        for (const event of [seededStart(plan), ...seededEnd(first + order, plan)])
          applyFact(keyOf.get(runId) as number, event, at);
    })();
  }
  store.setSweepStatus(sweep, 'completed');
  return sweep;
}
