import { expect, test } from 'vitest';

import { timeMetric } from '../../../src-shared/views/run-view.ts';
import { sampleRecord } from '../fixtures/sample-record.ts';
import { measured, memoryStore, sampleRun, started } from '../fixtures/sample-run.ts';
import type { RunRecord, RunStore, SeriesWindowRequest } from '../run-store.ts';

const whole = { axis: 'step', from: null, to: null, buckets: 1_000, smoothing: 0 } as const;

/** A run that measured these losses at these steps. */
function runWith(store: RunStore, losses: Record<number, number>): string {
  const run = store.createRun(sampleRun);
  const events = Object.entries(losses).map(([step, loss]) => measured(Number(step), { loss }));
  store.record(run, [started(), ...events]);
  return run;
}

/** A store with one run that another workbench recorded so. */
function storeWith(
  series: Record<string, Record<number, number>>,
  detail = {},
): { store: RunStore; run: string } {
  const record: RunRecord = sampleRecord();
  const store = memoryStore();
  const run = store.importRun({
    ...record,
    detail: { ...record.detail, ...detail },
    series: Object.entries(series).map(([metric, points]) => ({
      metric,
      steps: Float64Array.from(Object.keys(points), Number),
      values: Float32Array.from(Object.values(points)),
    })),
  });
  return { store, run };
}

function positions(store: RunStore, request: Partial<SeriesWindowRequest>, run: string): number[][] {
  const series = [{ run, metric: 'loss' }];
  return store.seriesWindow({ ...whole, series, ...request }).map(({ x }) => [...x]);
}

test('curves come in the order asked for; those that do not exist are left out', () => {
  const store = memoryStore();
  const [a, b] = [runWith(store, { 1: 1, 2: NaN }), runWith(store, { 5: 3 })];
  const series = [
    { run: b, metric: 'loss' },
    { run: a, metric: 'accuracy' },
    { run: '20250101-000000-none', metric: 'loss' },
    { run: a, metric: 'loss' },
  ];
  expect(store.seriesWindow({ ...whole, series, smoothing: 0.5 })).toEqual([
    {
      run: b,
      metric: 'loss',
      total: 1,
      inWindow: 1,
      lastStep: 5,
      exact: true,
      x: Float64Array.of(5),
      minimum: Float32Array.of(3),
      maximum: Float32Array.of(3),
      last: Float32Array.of(3),
      nanCount: Uint32Array.of(0),
      smoothed: Float32Array.of(3),
    },
    {
      run: a,
      metric: 'loss',
      total: 2,
      inWindow: 2,
      lastStep: 2,
      exact: true,
      x: Float64Array.of(1, 2),
      minimum: Float32Array.of(1, NaN),
      maximum: Float32Array.of(1, NaN),
      last: Float32Array.of(1, NaN),
      nanCount: Uint32Array.of(0, 1),
      smoothed: Float32Array.of(1, 1),
    },
  ]);
});

test('one spike and one NaN among two hundred thousand points are in every picture of them, with "N of M" said', () => {
  const store = memoryStore();
  const run = store.createRun(sampleRun);
  const events = Array.from({ length: 200_000 }, (_, i) =>
    measured(i + 1, { loss: i === 123_455 ? 1e30 : i === 77_776 ? NaN : 0.5 }),
  );
  store.record(run, events);
  const seen = [1, 7, 800, 8_192].map((buckets) => {
    const [curve] = store.seriesWindow({ ...whole, series: [{ run, metric: 'loss' }], buckets });
    const { total, inWindow, exact, x, maximum, nanCount } = curve as NonNullable<typeof curve>;
    return [total, inWindow, exact, x.length, Math.max(...maximum), Math.max(...nanCount)];
  });
  const zoomed = store.seriesWindow({
    ...whole,
    series: [{ run, metric: 'loss' }],
    from: 123_450,
    to: 123_460,
  });
  expect([seen, zoomed]).toEqual([
    [1, 7, 800, 8_192].map((buckets) => [200_000, 200_000, false, buckets, Math.fround(1e30), 1]),
    [expect.objectContaining({ total: 200_000, inWindow: 11, exact: true, lastStep: 200_000 })],
  ]);
});

test('an open window is the same for all curves: over all of them, so that they lie on one grid', () => {
  const store = memoryStore();
  const [short, long] = [
    runWith(store, { 1: 0, 2: 0, 3: 0 }),
    runWith(store, Object.fromEntries(Array.from({ length: 100 }, (_, i) => [i + 1, 0]))),
  ];
  const series = [short, long].map((run) => ({ run, metric: 'loss' }));
  const [first, second] = store.seriesWindow({ ...whole, series, buckets: 2 });
  // Steps 1 to 3 all lie in the first half of 1 to 100.
  expect([first?.x, second?.x]).toEqual([Float64Array.of(3), Float64Array.of(50, 100)]);
});

test('between the steps at which time is known it is interpolated; outside it stands still', () => {
  const { store, run } = storeWith({
    loss: { 5: 1, 10: 1, 20: 1, 30: 1, 40: 1 },
    [timeMetric]: { 10: 1, 30: 3 },
  });
  expect(positions(store, { axis: 'time' }, run)).toEqual([[1, 1, 2, 3, 3]]);
  expect(positions(store, { axis: 'time', from: 1.5, to: 3 }, run)).toEqual([[2, 3, 3]]);
});

test('times that go back or are no numbers hide no point', () => {
  const { store, run } = storeWith({
    loss: { 1: 1, 2: 2, 3: 3, 4: 4, 5: 5 },
    [timeMetric]: { 1: NaN, 2: 10, 3: Infinity, 4: -7, 5: 5 },
  });
  expect([
    positions(store, { axis: 'time' }, run),
    positions(store, { axis: 'time', buckets: 2 }, run),
    positions(store, { axis: 'time', from: 0, to: 9 }, run),
  ]).toEqual([[[0, 10, 10, 10, 10]], [[0, 10]], [[0]]]);
});

test('a curve without a place on the axis is left out: no length of an epoch, no time', () => {
  const { store, run } = storeWith({ loss: { 1: 1 } }, { epochs: null, totalSteps: null });
  const axes = (['step', 'epoch', 'time'] as const).map((axis) => positions(store, { axis }, run));
  expect(axes).toEqual([[[1]], [], []]);
});

test('steps may be as large, and as far apart, as numbers go', () => {
  const far = Number.MAX_SAFE_INTEGER;
  const { store, run } = storeWith({ loss: { 0: 1, 1: 2, [far - 1]: NaN, [far]: 4 } });
  const [all, two] = [positions(store, {}, run), positions(store, { buckets: 2 }, run)];
  expect([all, two]).toEqual([[[0, 1, far - 1, far]], [[1, far]]]);
});

test('steps may be even in every chunk, and yet not from one to the next', () => {
  const store = memoryStore();
  const run = store.createRun(sampleRun);
  // The second chunk begins where the first would go on.
  const steps = Array.from({ length: 2_000 }, (_, i) => (i <= 1_000 ? i : 1_000 + 2 * (i - 1_000)));
  const events = steps.map((step) => measured(step, { loss: 1 }));
  store.record(run, events);
  expect(positions(store, { buckets: 2_000 }, run)).toEqual([steps]);
});

test('a curve that is watched while it grows always shows its newest point', () => {
  const store = memoryStore();
  const run = store.createRun(sampleRun);
  const watched = Array.from({ length: 1_100 }, (_, i) => {
    store.record(run, [measured(i + 1, { loss: i })]);
    const [curve] = store.seriesWindow({ ...whole, series: [{ run, metric: 'loss' }], buckets: 1 });
    return [curve?.total, curve?.minimum[0], curve?.maximum[0]];
  });
  expect(watched).toEqual(Array.from({ length: 1_100 }, (_, i) => [i + 1, 0, i]));
});

test.each([0, 1_500])(
  'a curve taken back to step %i and recorded anew shows nothing of what it was',
  (kept) => {
    const store = memoryStore();
    const run = store.createRun(sampleRun);
    const train = (from: number, to: number, loss: number): void => {
      const events = Array.from({ length: to - from }, (_, i) => measured(from + i + 1, { loss }));
      store.record(run, [started(from), ...events]);
    };
    const look = (from: number): number[] => {
      const [curve] = store.seriesWindow({ ...whole, series: [{ run, metric: 'loss' }], from, buckets: 1 });
      return [curve?.total ?? 0, curve?.minimum[0] ?? NaN, curve?.maximum[0] ?? NaN];
    };
    train(0, 2_500, 1);
    const before = look(1);
    store.truncateAfter(run, kept);
    train(kept, 2_600, 2);
    expect([before, look(kept + 1)]).toEqual([
      [2_500, 1, 1],
      [2_600, 2, 2],
    ]);
  },
);

test('a run that was deleted and imported again shows what was imported', () => {
  const record = sampleRecord();
  const store = memoryStore();
  const imported = (loss: number): number[] => {
    const steps = Float64Array.from({ length: 1_500 }, (_, i) => i);
    const values = new Float32Array(1_500).fill(loss);
    const run = store.importRun({ ...record, series: [{ metric: 'loss', steps, values }] });
    const [curve] = store.seriesWindow({ ...whole, series: [{ run, metric: 'loss' }], buckets: 1 });
    store.deleteRun(run);
    return [curve?.minimum[0] ?? NaN, curve?.maximum[0] ?? NaN];
  };
  expect([imported(1), imported(2)]).toEqual([
    [1, 1],
    [2, 2],
  ]);
});
