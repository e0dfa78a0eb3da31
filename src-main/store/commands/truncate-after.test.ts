import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { runFolder } from '../data-folder.ts';
import type { RunStore } from '../run-store.ts';
import {
  checkpointed,
  evaluated,
  finished,
  histogram,
  measured,
  memoryStore,
  sampleRun,
  started,
} from '../fixtures/sample-run.ts';
import { temporaryFolder } from '../fixtures/small-disk.ts';

/** Records steps from + 1 .. to, with results at every 100th. */
function train(store: RunStore, run: string, from: number, to: number): void {
  store.record(run, [started(from)]);
  for (let step = from + 1; step <= to; step += 1) {
    store.record(run, [measured(step, { loss: step, [step > 2_900 ? 'late' : 'early']: 1 })]);
    if (step % 100 === 0)
      store.record(run, [histogram(step, [step]), evaluated(step, step), checkpointed(step)]);
  }
}

test('a run taken back to a checkpoint and trained on equals one that was never interrupted', () => {
  const store = memoryStore({ now: () => new Date(0) });
  const [whole, resumed] = [store.createRun(sampleRun), store.createRun(sampleRun)];
  train(store, whole, 0, 3_000);
  train(store, resumed, 0, 2_950);
  store.record(resumed, [{ type: 'warned', step: 2_940, message: 'gone' }, measured(2_960, { other: 1 })]);
  store.truncateAfter(resumed, 2_900);
  const rewound = store.getRun(resumed);
  train(store, resumed, 2_900, 3_000);
  const all = (run: string): unknown => {
    const { runId: _, ...detail } = store.getRun(run);
    return [
      detail,
      store.getSeries(run, detail.metrics),
      store.getHistograms(run, 'layer1/goodness/positive'),
    ];
  };
  expect(all(resumed)).toEqual(all(whole));
  expect(rewound).toMatchObject({
    step: 2_900,
    epoch: 29,
    trainSeconds: 29,
    errors: { test: { goodness: 2_900 } },
    warnings: [],
  });
});

test('taken back to the start, nothing measured is left', () => {
  const store = memoryStore();
  const run = store.createRun(sampleRun);
  train(store, run, 0, 200);
  store.truncateAfter(run, 0);
  expect(store.getRun(run)).toMatchObject({
    step: 0,
    epoch: 0,
    trainSeconds: 0,
    errors: null,
    history: [],
    metrics: [],
    histograms: [],
    checkpoints: [],
  });
});

test('the evaluation that ended the run becomes ordinary, and is not there twice', () => {
  const store = memoryStore();
  const [both, only] = [store.createRun(sampleRun), store.createRun(sampleRun)];
  store.record(both, [started(), evaluated(100, 0.3), evaluated(100, 0.2, true), finished(100, 'stopped')]);
  store.record(only, [started(), evaluated(100, 0.2, true), finished(100, 'stopped')]);
  for (const run of [both, only]) store.truncateAfter(run, 100);
  expect([both, only].map((run) => store.getRun(run).history)).toMatchObject([
    [{ step: 100, final: false, errors: { test: { goodness: 0.3 } } }],
    [{ step: 100, final: false, errors: { test: { goodness: 0.2 } } }],
  ]);
});

test('at the last step of all, the evaluation that ended the run still does', () => {
  const store = memoryStore();
  const run = store.createRun(sampleRun);
  store.record(run, [started(), evaluated(1_000, 0.2, true), checkpointed(1_000)]); // killed before it finished
  store.truncateAfter(run, 1_000);
  expect(store.getRun(run).history).toMatchObject([{ step: 1_000, final: true }]);
});

test('later checkpoint files go too, also those the database never heard of', () => {
  const folder = temporaryFolder();
  const store = memoryStore({ folder });
  const run = store.createRun(sampleRun);
  const files = runFolder(folder, run);
  mkdirSync(files, { recursive: true });
  for (const step of [100, 200, 300]) writeFileSync(join(files, checkpointed(step).file), '');
  writeFileSync(join(files, `${checkpointed(400).file}.partial`), '');
  writeFileSync(join(files, 'notes.txt'), '');
  store.record(run, [checkpointed(100), checkpointed(200)]);
  store.truncateAfter(run, 100);
  expect(readdirSync(files).toSorted()).toEqual([checkpointed(100).file, 'notes.txt']);
});
