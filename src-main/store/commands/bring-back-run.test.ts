import { expect, test } from 'vitest';

import { recordEverything } from '../fixtures/sample-record.ts';
import { evaluated, finished, measured, memoryStore, sampleRun, started } from '../fixtures/sample-run.ts';
import type { RunRecord, RunStore } from '../run-store.ts';

/** A run that waits here, and what it came to elsewhere under the same id. */
function waitingRun(elsewhere: (store: RunStore, run: string) => void): {
  store: RunStore;
  run: string;
  back: RunRecord;
} {
  const store = memoryStore();
  const run = store.createRun({ ...sampleRun, tags: ['sweep'] });
  const there = memoryStore();
  there.importRun(store.exportRun(run));
  elsewhere(there, run);
  return { store, run, back: there.exportRun(run) };
}

const trained = (there: RunStore, run: string): void =>
  there.record(run, [started(), measured(10, { loss: 1 }), evaluated(1_000, 0.125, true), finished(1_000)]);

test('a run comes back as what it came to, with what people put on it here', () => {
  const { store, run, back } = waitingRun(trained);
  store.rewrite(run, 'name', { from: store.getRun(run).name, to: 'Mine' });
  store.annotate(run, { addTags: ['kept'] });
  const before = store.getRun(run);
  expect(store.bringBackRun(back)).toBe(true);
  expect(store.exportRun(run)).toEqual({
    ...back,
    detail: {
      ...back.detail,
      name: 'Mine',
      notes: before.notes,
      tags: ['sweep', 'kept'],
      createdAt: before.createdAt,
    },
  });
  expect(store.listMetrics([run], '', 10).total).toBeGreaterThan(0);
  expect(store.checkIntegrity()).toEqual([]);
});

test('it comes back once: what is here is not replaced by what comes again', () => {
  const { store, run, back } = waitingRun(trained);
  store.bringBackRun(back);
  const before = store.exportRun(run);
  expect([store.bringBackRun(back), store.exportRun(run)]).toEqual([false, before]);
});

test('one that was half trained when it went loses what it had here, not twice', () => {
  const store = memoryStore();
  const run = recordEverything(store);
  store.setStatus(run, 'queued');
  const back = store.exportRun(run);
  const done = { ...back, detail: { ...back.detail, status: 'completed' as const } };
  expect(store.bringBackRun(done)).toBe(true);
  expect(store.exportRun(run)).toEqual(done);
});

test('one that was trained there when its result was left is interrupted here', () => {
  const { store, run, back } = waitingRun((there, id) => there.record(id, [started(), evaluated(500, 0.25)]));
  store.bringBackRun(back);
  expect(store.getRun(run)).toMatchObject({ status: 'interrupted', step: 500 });
});

test('another experiment under the same id is refused, and so is a run that is not here', () => {
  const { store, run, back } = waitingRun(trained);
  const { spec } = back.detail;
  const other = { ...back, detail: { ...back.detail, spec: { ...spec, seed: spec.seed + 1 } } };
  expect(() => store.bringBackRun(other)).toThrow(/another experiment/);
  expect(store.getRun(run).status).toBe('queued');
  expect(() => memoryStore().bringBackRun(back)).toThrow(expect.objectContaining({ code: 'run/unknown' }));
});
