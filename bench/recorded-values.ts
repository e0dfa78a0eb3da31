/**
 * How many values a second the store takes for good: through its real thread, onto the real disk, as a run that measures
 * every layer at every step would send them if its training took no time.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import { join } from 'node:path';

import { assert } from '../src-shared/base/assert.ts';
import type { TrainingEvent } from '../src-shared/events/training-event.ts';
import type { ExperimentSpec } from '../src-shared/spec/experiment-spec.ts';
import { timeMetric } from '../src-shared/views/run-view.ts';
import { captureEnvironment } from '../src-main/service/environment.ts';
import { openStoreThread } from '../src-main/store/client.ts';
import type { RunStoreClient } from '../src-main/store/run-store.ts';
import { noise } from './step-fixture.ts';

const layers = 4;
const metricsOfLayer = 10;
/** A million values, and the time of every step. */
const steps = 25_000;
/** Steps in one message, as a fast trainer gathers them in a tenth of a second. */
const stepsPerMessage = 50;

const metrics = Array.from(
  { length: layers * metricsOfLayer },
  (_, index) => `layer${1 + Math.floor(index / metricsOfLayer)}/measure${1 + (index % metricsOfLayer)}`,
);

/** One rate per round, each of a new run in the same store: from its first value sent until its last is on disk. */
export async function recordedValuesPerSecond(spec: ExperimentSpec, rounds: number): Promise<number[]> {
  const folder = await mkdtemp(join(os.tmpdir(), 'ffwb-bench-'));
  const store = await openStoreThread(folder, {
    onFailure: (error) => process.stderr.write(`${error.message}\n`),
  });
  const rates: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const run = await store.createRun({ spec, preset: 'hinton', environment: captureEnvironment('bench') });
    const before = performance.now();
    await recordAll(store, run);
    const seconds = (performance.now() - before) / 1000;
    const series = await store.getSeries(run, [...metrics, timeMetric]);
    const count = series.reduce((total, { values }) => total + values.length, 0);
    assert(count === steps * (metrics.length + 1), `every value is there, not just ${count}`);
    rates.push(count / seconds);
  }
  await store.close();
  await rm(folder, { recursive: true });
  return rates;
}

/** The next message goes out when the one before was taken, as for a run. */
async function recordAll(store: RunStoreClient, run: string): Promise<void> {
  const values = noise(metrics.length * stepsPerMessage);
  for (let from = 0; from < steps; from += stepsPerMessage) {
    const events = Array.from({ length: stepsPerMessage }, (_, row): TrainingEvent => {
      const ofStep = values.subarray(row * metrics.length, (row + 1) * metrics.length);
      const step = from + row + 1;
      return {
        type: 'measured',
        step,
        epoch: 0,
        trainSeconds: step / 50,
        values: Object.fromEntries(metrics.map((metric, place) => [metric, ofStep[place] as number])),
      };
    });
    await store.record(run, events);
  }
  await store.flush();
}
