import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import type { TrainingEvent } from '../../../src-shared/events/training-event.ts';
import { timeMetric } from '../../../src-shared/views/run-view.ts';
import { createRunStore } from '../create-run-store.ts';
import {
  checkpointed,
  evaluated,
  finished,
  histogram,
  measured,
  memoryDatabase,
  memoryStore,
  progressed,
  sampleRun,
  started,
} from '../fixtures/sample-run.ts';

const start = new Date('2025-11-24T10:00:00Z');

describe('series', () => {
  test('come back as recorded, however they were split and flushed', () => {
    const batches = fc.array(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.float()), { maxLength: 700 }),
      {
        maxLength: 8,
      },
    );
    fc.assert(
      fc.property(batches, (gaps) => {
        const store = memoryStore();
        const run = store.createRun(sampleRun);
        const steps: number[] = [];
        const values: number[] = [];
        for (const batch of gaps) {
          for (const [gap, value] of batch) {
            steps.push((steps.at(-1) ?? 0) + gap);
            values.push(value);
            store.record(run, [measured(steps.at(-1) ?? 0, { loss: value })]);
          }
          store.flush();
        }
        const [series] = store.getSeries(run, ['loss', 'nothing']);
        expect({ steps: [...(series?.steps ?? [])], values: [...(series?.values ?? [])] }).toEqual({
          steps,
          values,
        });
        const middle = steps[Math.floor(steps.length / 2)] ?? 0;
        const [later] = store.getSeries(run, ['loss'], middle);
        expect([...(later?.steps ?? [])]).toEqual(steps.filter((step) => step >= middle));
        store.close();
      }),
      { numRuns: 30 },
    );
  });

  test('carry the seconds of training along, so that a curve can be drawn over time', () => {
    const store = memoryStore();
    const run = store.createRun(sampleRun);
    store.record(run, [measured(50, { loss: 1 }), measured(100, { accuracy: 0.5 })]);
    expect(store.getSeries(run, [timeMetric])).toEqual([
      { metric: timeMetric, steps: Float64Array.of(50, 100), values: Float32Array.of(0.5, 1) },
    ]);
  });

  test('go on in the same chunk when another process takes over', () => {
    const db = memoryDatabase();
    const first = createRunStore(db, { folder: null });
    const run = first.createRun(sampleRun);
    first.record(run, [measured(1, { loss: 1 }), measured(2, { loss: 2 })]);
    first.flush();
    const second = createRunStore(db, { folder: null });
    second.record(run, [measured(3, { loss: 3 })]);
    expect(second.getSeries(run, ['loss'])[0]?.values).toEqual(Float32Array.of(1, 2, 3));
    expect(
      db
        .prepare("SELECT count(*) FROM series_chunks JOIN series USING (series_key) WHERE metric = 'loss'")
        .pluck()
        .get(),
    ).toBe(1);
  });

  test('take the newer of two values of one step, and refuse a step that goes back', () => {
    const store = memoryStore();
    const run = store.createRun(sampleRun);
    store.record(run, [measured(1, { loss: 1 }), measured(2, { loss: 2 }), measured(2, { loss: 3 })]);
    store.flush();
    store.record(run, [measured(2, { loss: 4 })]);
    expect(() => store.record(run, [measured(1, { loss: 9 }), measured(3, { loss: 5 })])).toThrow(
      'went back from 2 to 1',
    );
    expect(store.getSeries(run, ['loss'])[0]?.values).toEqual(Float32Array.of(1, 4, 5));
  });
});

describe('when it writes', () => {
  test('values wait at most the flush time, results do not wait', () => {
    vi.useFakeTimers();
    const db = memoryDatabase();
    const store = createRunStore(db, { folder: null, flushMilliseconds: 500 });
    const run = store.createRun(sampleRun);
    const chunks = db.prepare('SELECT count(*) FROM series_chunks').pluck();
    store.record(run, [measured(1, { loss: 1 })]);
    const atOnce = chunks.get();
    vi.advanceTimersByTime(500);
    const afterwards = chunks.get();
    store.record(run, [measured(2, { accuracy: 1 }), evaluated(2, 0.1)]);
    const withResults = chunks.get();
    vi.useRealTimers();
    expect([atOnce, afterwards, withResults]).toEqual([0, 2, 3]);
  });

  test('what a full disk refuses is kept, tried again, and complete in the end', () => {
    vi.useFakeTimers();
    const db = memoryDatabase();
    const failures: WorkbenchError[] = [];
    const store = createRunStore(db, { folder: null, onFailure: (error) => failures.push(error) });
    const run = store.createRun(sampleRun);
    db.pragma(`max_page_count = ${(db.pragma('page_count', { simple: true }) as number) + 2}`);
    for (let step = 1; step <= 20_000; step += 1) store.record(run, [measured(step, { loss: step })]);
    vi.advanceTimersByTime(3_000);
    expect(() => store.record(run, [evaluated(20_000, 0.1)])).toThrow('The disk is full');
    expect(failures.map((error) => error.code)).toEqual(['store/disk-full']);
    db.pragma('max_page_count = 1000000');
    vi.advanceTimersByTime(500);
    vi.useRealTimers();
    const { history } = store.getRun(run);
    expect([
      store.getSeries(run, ['loss'])[0]?.values.length,
      history.length,
      store.checkIntegrity(),
    ]).toEqual([20_000, 1, []]);
  });

  test('when too much is waiting, values and histograms are let go, results are not, and the run says so', () => {
    const db = memoryDatabase();
    const store = createRunStore(db, { folder: null, mostWaiting: { values: 3_000, facts: 2 } });
    const run = store.createRun(sampleRun);
    db.pragma(`max_page_count = ${(db.pragma('page_count', { simple: true }) as number) + 1}`);
    for (let step = 1; step <= 2_000; step += 1) store.record(run, [measured(step, { loss: step })]);
    store.record(run, [histogram(1, [1]), histogram(2, [1]), histogram(3, [1])]);
    expect(() => store.record(run, [evaluated(2_000, 0.1)])).toThrow('The disk is full');
    db.pragma('max_page_count = 1000000');
    const { history, warnings } = store.getRun(run);
    expect({
      values: store.getSeries(run, ['loss'])[0]?.values.length,
      histograms: store.getHistograms(run, 'layer1/goodness/positive').length,
      history: history.length,
      warnings,
    }).toEqual({
      values: 1_500,
      histograms: 2,
      history: 1,
      warnings: [
        '501 measured values could not be recorded, because the disk could not be written for long.',
      ],
    });
  });

  test('an event that makes no sense is told of and takes no other with it', () => {
    const failures: string[] = [];
    const store = memoryStore({ onFailure: (error) => failures.push(error.message) });
    const run = store.createRun(sampleRun);
    const nonsense = { type: 'exploded', step: 1 } as unknown as TrainingEvent;
    const badStep = { ...measured(1, { loss: 1 }), step: NaN };
    expect(() => store.record(run, [nonsense, badStep, evaluated(1, 0.5)])).toThrow(WorkbenchError);
    store.record(run, [{ ...checkpointed(3), file: '../../other' }, evaluated(2, 0.25)].slice(1));
    expect(() => store.record(run, [{ ...checkpointed(3), file: '../../other' }])).toThrow(
      'not a checkpoint',
    );
    store.record(run, [{ ...histogram(1, [1]), low: NaN }]);
    const { history, checkpoints } = store.getRun(run);
    expect([history.map((each) => each.step), checkpoints, failures.length]).toEqual([[1, 2], [], 1]);
  });

  test('an event for a run that does not exist is an error', () => {
    expect(() => memoryStore().record('20250101-000000-zzzz', [evaluated(1, 1)])).toThrow('There is no run');
  });
});

describe('events change the run', () => {
  test('from queued to completed, with all that is known on the way', () => {
    const store = memoryStore({ now: () => start });
    const run = store.createRun(sampleRun);
    store.record(run, [started()]);
    store.record(run, [
      progressed(100),
      progressed(150),
      { type: 'warned', step: 150, message: 'dead units' },
    ]);
    expect(store.getRun(run)).toMatchObject({
      status: 'running',
      step: 150,
      secondsLeft: 5,
      epochs: 10,
      parameterCount: 1_234,
    });
    store.record(run, [{ type: 'warned', step: 200, message: 'dead units' }, histogram(100, [1, 2, 3])]);
    store.record(run, [checkpointed(100), checkpointed(200), checkpointed(300)]);
    store.record(run, [evaluated(500, 0.2), evaluated(1_000, 0.1, true), finished(1_000)]);
    expect(store.getRun(run)).toMatchObject({
      status: 'completed',
      step: 1_000,
      startedAt: start.toISOString(),
      finishedAt: start.toISOString(),
      engine: { id: 'reference', device: 'cpu', backend: 'loops', threads: 1 },
      errors: { test: { goodness: 0.1 } },
      throughput: { stepsPerSecond: 40 },
      warnings: ['dead units'],
      histograms: ['layer1/goodness/positive'],
      history: [
        { step: 500, final: false },
        { step: 1_000, final: true },
      ],
      checkpoints: [{ step: 300 }, { step: 200 }],
      secondsLeft: null,
    });
    expect(store.getHistograms(run, 'layer1/goodness/positive')).toEqual([
      { step: 100, epoch: 1, low: 0, high: 4, counts: Uint32Array.of(1, 2, 3) },
    ]);
  });

  test('to paused and back, and to failed with the reason', () => {
    const store = memoryStore();
    const run = store.createRun(sampleRun);
    const states = [[started()], [progressed(1, 'paused')], [progressed(2)]].map((events) => {
      store.record(run, events);
      return store.getRun(run).status;
    });
    const error = { code: 'training/failed', details: { reason: 'no luck' } } as const;
    store.record(run, [{ type: 'failed', step: 2, error }]);
    expect([states, store.getRun(run).status, store.getRun(run).error]).toEqual([
      ['running', 'paused', 'running'],
      'failed',
      error,
    ]);
  });

  test('but a late report of progress does not wake a run that ended', () => {
    const store = memoryStore();
    const run = store.createRun(sampleRun);
    store.record(run, [started(), progressed(5)]);
    store.setStatus(run, 'interrupted');
    store.record(run, [progressed(6)]);
    expect(store.getRun(run)).toMatchObject({ status: 'interrupted', step: 5 });
  });
});
