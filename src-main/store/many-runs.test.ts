import { expect, test } from 'vitest';

import { finished, memoryStore, sampleRun, sampleSpec, started } from './fixtures/sample-run.ts';

const runsOf = (count: number, store = memoryStore()) => ({
  store,
  runs: Array.from({ length: count }, () => store.createRun(sampleRun)),
});

test('what many are asked is what each is asked, in the order asked', () => {
  const { store, runs } = runsOf(3);
  const [first = '', second = ''] = runs;
  store.record(second, [started(), finished(1000)]);
  const asked = [second, first];
  expect(store.exportRuns(asked)).toEqual(asked.map((run) => store.exportRun(run)));
  expect(store.runStates(asked)).toEqual(
    asked.map((run) => {
      const { runId, status, epoch, trainSeconds } = store.getRun(run);
      return { runId, status, epoch, trainSeconds };
    }),
  );
  expect(store.listWaitingRuns().toSorted()).toEqual(runs.filter((run) => run !== second).toSorted());
  expect(() => store.runStates([first, 'nobody'])).toThrow('There is no run "nobody"');
});

test('of runs with the same dataset one is told', () => {
  const { store, runs } = runsOf(2);
  const dataset = { ...sampleSpec.dataset, kind: 'other' };
  const other = store.createRun({ ...sampleRun, spec: { ...sampleSpec, dataset } });
  expect(store.oneRunPerDataset([...runs, other])).toEqual([runs[0], other]);
});

test('many are ended at once, but for those that came to their end by themselves; all or none', () => {
  const { store, runs } = runsOf(3);
  const [first = '', done = '', last = ''] = runs;
  store.record(done, [started(), finished(1000)]);
  const error = { code: 'place/ended', details: { place: 'x', reason: 'y', run: last } } as const;
  expect(
    store.endRuns([
      { run: first, status: 'stopped' },
      { run: done, status: 'stopped' },
      { run: last, status: 'interrupted', error },
    ]),
  ).toEqual([first, last]);
  expect(runs.map((run) => store.getRun(run).status)).toEqual(['stopped', 'completed', 'interrupted']);
  expect(store.getRun(last).error).toEqual(error);
  store.setStatus(first, 'queued');
  expect(() =>
    store.endRuns([
      { run: first, status: 'stopped' },
      { run: 'nobody', status: 'stopped' },
    ]),
  ).toThrow('nobody');
  expect(store.getRun(first).status).toBe('queued');
});
