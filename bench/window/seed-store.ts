/**
 * Fills a data folder with runs that were never trained, to measure the store and the window with. It goes through the
 * store's own statements and encoder, so the folder is one the workbench could have written; only the writing is hurried
 * (one transaction per batch of runs, no waiting for the disk). The same plan gives the same runs.
 *
 *   node bench/window/seed-store.ts --folder FOLDER [--plan table|curves|compare|metrics|film|small]
 */

import { parseArgs } from 'node:util';

import Database from 'better-sqlite3';

import { randomStream } from '../../src-shared/base/random.ts';
import { timeMetric } from '../../src-shared/views/run-view.ts';
import { createCreateRun } from '../../src-main/store/commands/runs.ts';
import { databaseFile } from '../../src-main/store/data-folder.ts';
import type { WritableDatabase } from '../../src-main/store/database.ts';
import { openRunStore } from '../../src-main/store/open.ts';
import { createApplyFact } from '../../src-main/store/recorder/apply-event.ts';
import type { Fact } from '../../src-main/store/recorder/apply-event.ts';
import { SeriesBuffer, prepareSeries } from '../../src-main/store/recorder/series-buffer.ts';
import { seedPlans } from './seed-plans.ts';
import type { SeedPlan } from './seed-plans.ts';
import {
  metricName,
  seededEnd,
  seededHistogram,
  seededRun,
  seededSnapshot,
  seededStart,
  seededValues,
  stepsOf,
} from './seed-runs.ts';

const runsPerTransaction = 500;
const firstRunAt = Date.UTC(2025, 0, 1);
const minute = 60_000;

/** Adds the runs of a plan to the folder, which nobody may have open. Returns their ids, oldest first. */
export async function seedStore(folder: string, plan: SeedPlan): Promise<string[]> {
  (await openRunStore(folder)).close(); // makes the database
  const db = new Database(databaseFile(folder)) as WritableDatabase;
  try {
    db.pragma('synchronous = OFF');
    db.pragma('foreign_keys = ON');
    return seed(db, plan);
  } finally {
    db.close();
  }
}

function seed(db: WritableDatabase, plan: SeedPlan): string[] {
  const { random, clock } = { random: randomStream(5, 'ids'), clock: { at: firstRunAt } };
  const createRun = createCreateRun(db, {
    now: () => new Date(clock.at),
    randomBytes: (count) => Uint8Array.from({ length: count }, () => random.bits() & 255),
  });
  const keyOf = db.prepare<[string], number>('SELECT run_key FROM runs WHERE run_id = ?').pluck();
  const fill = createFillRun(db, plan);
  const runIds: string[] = [];
  for (let first = 0; first < plan.runs; first += runsPerTransaction) {
    const end = Math.min(plan.runs, first + runsPerTransaction);
    db.transaction(() => {
      for (let index = first; index < end; index += 1) {
        clock.at += minute;
        const runId = createRun(seededRun(index, plan));
        runIds.push(runId);
        fill(keyOf.get(runId) as number, index, new Date(clock.at).toISOString());
      }
    })();
  }
  return runIds;
}

/** Everything recorded of one run, inside the caller's transaction. */
function createFillRun(
  db: WritableDatabase,
  plan: SeedPlan,
): (runKey: number, index: number, at: string) => void {
  const applyFact = createApplyFact(db);
  const buffer = new SeriesBuffer(prepareSeries(db));
  return (runKey, index, at) => {
    applyFact(runKey, seededStart(plan), at);
    const put = (metric: string, valueAt: (point: number) => number): void => {
      for (let point = 0; point < plan.points; point += 1)
        buffer.put(runKey, metric, (point + 1) * plan.stride, valueAt(point));
    };
    for (let metric = 0; metric < plan.metrics; metric += 1)
      put(metricName(metric), seededValues(index, metric, plan.points));
    put(timeMetric, (point) => ((point + 1) * plan.stride) / 40);
    buffer.write();
    buffer.settle();
    buffer.forget(runKey);
    if (plan.film !== null) for (const event of filmEvents(plan, plan.film)) applyFact(runKey, event, at);
    for (const event of seededEnd(index, plan)) applyFact(runKey, event, at);
  };
}

/** Activities of every layer at every moment, and a histogram of goodness with each. */
function* filmEvents(plan: SeedPlan, film: NonNullable<SeedPlan['film']>): Generator<Fact> {
  const stride = Math.max(1, Math.floor(stepsOf(plan) / film.moments));
  for (let moment = 0; moment < film.moments; moment += 1) {
    const step = (moment + 1) * stride;
    const at = { step, epoch: (10 * step) / stepsOf(plan) };
    for (let layer = 1; layer <= film.layers; layer += 1) {
      yield seededSnapshot(moment, layer, film.units, at);
      for (const side of ['positive', 'negative'] as const) yield seededHistogram(moment, layer, side, at);
    }
  }
}

if (import.meta.main) {
  const { values: options } = parseArgs({
    options: { folder: { type: 'string' }, plan: { type: 'string', default: 'small' } },
  });
  const plan: SeedPlan | undefined = Object.hasOwn(seedPlans, options.plan)
    ? seedPlans[options.plan as keyof typeof seedPlans]
    : undefined;
  if (options.folder === undefined || plan === undefined) {
    console.error(`Say --folder, and --plan as one of: ${Object.keys(seedPlans).join(', ')}.`);
    process.exitCode = 2;
  } else {
    const start = performance.now();
    const runIds = await seedStore(options.folder, plan);
    console.log(`${runIds.length} runs in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  }
}
