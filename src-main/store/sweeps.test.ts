import { expect, test } from 'vitest';

import type { RunStore } from './run-store.ts';
import { finished, memoryStore, sampleRun, sampleSpec, started } from './fixtures/sample-run.ts';
import { sampleSweep } from './fixtures/sample-sweep.ts';

function runOf(store: RunStore, sweepId: string, point: number, seed: number): string {
  const [runId = ''] = store.createSweepRuns(sweepId, [
    { ...sampleRun, point, spec: { ...sampleSpec, seed } },
  ]);
  return runId;
}

test('a sweep is told with its points, its runs and the figures it is about', () => {
  const store = memoryStore({ now: () => new Date(7) });
  const sweepId = store.createSweep(sampleSweep);
  const runId = runOf(store, sweepId, 1, 2);
  const errors = { train: null, validation: { softmax: 0.25, 'goodness/layer1': 0.5 }, test: { softmax: 1 } };
  store.record(runId, [
    started(),
    { type: 'evaluated', step: 1000, epoch: 10, trainSeconds: 25, errors, final: true },
    finished(1000),
  ]);
  const { points: _points, name, preset, place, spec, base } = sampleSweep;
  expect(store.getSweep(sweepId.slice(2))).toEqual({
    sweepId,
    name,
    preset,
    place,
    spec: JSON.parse(JSON.stringify(spec)) as unknown,
    base,
    status: 'running',
    note: null,
    createdAt: 7,
    method: 'grid',
    points: 2,
    runs: 4,
    made: { completed: 1 },
    table: { values: [[0.01, 0.02]], rungs: [0, 0] },
    runTable: {
      point: [1],
      seed: [2],
      runId: [runId],
      status: ['completed'],
      epoch: [10],
      trainSeconds: [25],
      objective: [0.25],
    },
  });
});

test('the run of a point under a seed is made once, and made again where it was deleted', () => {
  const store = memoryStore();
  const sweepId = store.createSweep(sampleSweep);
  const runId = runOf(store, sweepId, 0, 1);
  expect(runOf(store, sweepId, 0, 1)).toBe(runId);
  expect(store.listWaitingSweepRuns()).toEqual([runId]);
  expect(new Set([runId, runOf(store, sweepId, 0, 2), runOf(store, sweepId, 1, 1)]).size).toBe(3);
  store.deleteRun(runId, true);
  expect(store.getSweep(sweepId).runTable.seed).toEqual([2, 1]);
  expect(runOf(store, sweepId, 0, 1)).not.toBe(runId);
});

test('points go up a rung once, and new points come behind those that are there', () => {
  const store = memoryStore();
  const sweepId = store.createSweep(sampleSweep);
  store.promoteSweepPoints(sweepId, 2, [1]);
  store.promoteSweepPoints(sweepId, 1, [0, 1]);
  store.extendSweep(sweepId, { ...sampleSweep.spec, seeds: [1, 2, 3] }, [[9], [9], [0.03]]);
  expect(store.getSweep(sweepId)).toMatchObject({
    points: 3,
    runs: 9,
    table: { values: [[0.01, 0.02, 0.03]], rungs: [1, 2, 0] },
  });
});

test('a sweep that is deleted leaves its runs', () => {
  const store = memoryStore();
  const sweepId = store.createSweep(sampleSweep);
  const runId = runOf(store, sweepId, 0, 1);
  store.setSweepStatus(sweepId, 'stopped', 'Its budget is spent.');
  expect(store.listSweeps()).toMatchObject([{ status: 'stopped', note: 'Its budget is spent.' }]);
  store.deleteSweep(sweepId);
  expect([store.listSweeps(), store.listRuns().map((run) => run.runId)]).toEqual([[], [runId]]);
  expect(() => store.getSweep(sweepId)).toThrow(`There is no sweep "${sweepId}".`);
});

test('a piece of an id that two sweeps have is refused with both', () => {
  const store = memoryStore({ now: () => new Date(0) });
  const ids = [store.createSweep(sampleSweep), store.createSweep(sampleSweep)];
  const [newest = '', older = ''] = ids.toSorted().toReversed();
  expect(() => store.getSweep('19700101')).toThrow(`fits several sweeps: ${newest}, ${older}.`);
});
