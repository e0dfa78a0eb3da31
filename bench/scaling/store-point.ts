/**
 * What a store takes as it grows: its database, the time to open it, and the questions the window asks, through the
 * store's thread as the program asks them. The runs in it were never trained. Files are those that were just written, so
 * the system still has most of them in memory.
 */

import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { statSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';

import { assertDefined } from '../../src-shared/base/assert.ts';
import { openStoreThread } from '../../src-main/store/client.ts';
import { databaseFile } from '../../src-main/store/data-folder.ts';
import type { RunStoreClient } from '../../src-main/store/run-store.ts';
import { metricName } from '../window/seed-runs.ts';
import { seedStore } from '../window/seed-store.ts';
import type { SeedPlan } from '../window/seed-plans.ts';
import { spreadOf } from '../turns.ts';
import type { Spread } from '../turns.ts';
import { leftOut } from './point.ts';
import type { PointAnswer, RunsOrder, StepsOrder } from './point.ts';

/** A small run: a net of one layer, with a few measures. */
const smallRun = { settings: 30, metrics: 4, points: 4, stride: 250, film: null };
const oneCurve = { runs: 1, settings: 30, metrics: 1, stride: 1, film: null };
/** What a run, and a step, may take of the disk at most, its log while it is written included. */
const bytesAtMost = { run: 50_000, step: 100 };
/** Besides the columns of every table, one of each kind that is read by itself. */
const columns = ['setting:optimizer.learningRate', `metric:${metricName(0)}`];
/** As wide as a curve is drawn. */
const buckets = 800;

/** Milliseconds by what was timed, round by round; opening comes first in every round. */
type Times = Readonly<Record<string, readonly number[]>>;

export function measureRunsPoint({ runs, rounds }: RunsOrder): Promise<PointAnswer> {
  const plan = { ...smallRun, runs };
  return onSeededStore(plan, runs * bytesAtMost.run, async (folder) =>
    inRounds(folder, rounds, async (store, time) => {
      const table = await time('table', () => store.runTable(columns, null));
      await time('news', () => store.runTable(columns, table.revision));
    }),
  );
}

export function measureStepsPoint({ steps, rounds }: StepsOrder): Promise<PointAnswer> {
  const plan = { ...oneCurve, points: steps };
  return onSeededStore(plan, steps * bytesAtMost.step, async (folder, [runId]) => {
    const series = [{ run: assertDefined(runId, 'a run'), metric: metricName(0) }];
    const request = { series, axis: 'step', from: null, to: null, buckets, smoothing: 0 } as const;
    return inRounds(folder, rounds, async (store, time) => {
      await time('first', () => store.seriesWindow(request));
      await time('again', () => store.seriesWindow(request));
    });
  });
}

/** Leaves out, in words, what the disk may have no room for. */
async function onSeededStore(
  plan: SeedPlan,
  bytes: number,
  measure: (folder: string, runIds: readonly string[]) => Promise<Times>,
): Promise<PointAnswer> {
  const folder = await mkdtemp(join(os.tmpdir(), 'ffwb-bench-'));
  try {
    const { bavail, bsize } = await statfs(folder);
    if (bytes > bavail * bsize)
      return leftOut(
        `it may take ${megabytes(bytes)} of the disk, and ${megabytes(bavail * bsize)} of it are free`,
      );
    const runIds = await seedStore(folder, plan);
    const times = await measure(folder, runIds);
    const size = statSync(databaseFile(folder)).size / 1e6;
    const spreads = Object.entries(times).map(([name, each]): [string, Spread] => [name, spreadOf(each)]);
    return { leftOut: null, values: { size: spreadOf([size]), ...Object.fromEntries(spreads) } };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** In every round the store is opened anew, so that nothing of it is in the program's memory. Error: what the store complains of. */
async function inRounds(
  folder: string,
  rounds: number,
  ask: (
    store: RunStoreClient,
    time: <T>(name: string, question: () => Promise<T>) => Promise<T>,
  ) => Promise<void>,
): Promise<Times> {
  const times: Record<string, number[]> = {};
  const time = async <T>(name: string, question: () => Promise<T>): Promise<T> => {
    const before = performance.now();
    const answer = await question();
    (times[name] ??= []).push(performance.now() - before);
    return answer;
  };
  const complaints: Error[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const store = await time('open', () =>
      openStoreThread(folder, { onFailure: (error) => complaints.push(error) }),
    );
    await ask(store, time);
    await store.close();
  }
  if (complaints[0] !== undefined) throw complaints[0];
  return times;
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6).toLocaleString('en-US')} MB`;
