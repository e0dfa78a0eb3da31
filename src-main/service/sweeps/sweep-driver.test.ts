/** The driver over a real store and a place that makes runs by arithmetic, fails, dies and is left at any moment. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import { parseSpec } from '../../../src-shared/spec/experiment-spec.ts';
import { readSweep } from '../../../src-shared/spec/sweep.ts';
import { sweepPoints } from '../../../src-shared/spec/sweep-points.ts';
import { reportSweep } from '../../../src-shared/views/sweep-results.ts';
import type { SweepReport } from '../../../src-shared/views/sweep-results.ts';
import { catalogue } from '../../core/catalogue.ts';
import { smallSpec } from '../../core/train/fixtures/small-training.ts';
import { memoryStore, sampleRun } from '../../store/fixtures/sample-run.ts';
import type { RunStore, RunStoreClient } from '../../store/run-store.ts';
import type { Place } from './place.ts';
import { SweepDriver } from './sweep-driver.ts';

const epochs = 9;
const base = parseSpec(catalogue, {
  ...smallSpec({}),
  training: { kind: 'together', epochs, batchSize: 20 },
});
const grid = { axes: { 'layers.0.units': { values: [10, 20, 30] } }, seeds: [1, 2], method: 'grid' };
const halving = {
  axes: { 'layers.0.units': { integers: [1, 500] } },
  seeds: [1, 2],
  method: 'halving',
  points: 9,
};

interface Bench {
  readonly store: RunStore;
  readonly sweepId: string;
  /** Every stretch trained: "units/seed from-to". */
  readonly trained: string[];
  /** What becomes of the next stretches, in order; "well" when there are no more. */
  readonly fates: ('well' | 'stopped' | 'failed' | 'diverged' | 'died' | 'disk full')[];
  readonly drive: (options?: { width?: number; retryFailed?: boolean }) => SweepDriver;
  readonly report: () => SweepReport;
}

function bench(changes: object): Bench {
  const store = memoryStore();
  const spec = readSweep({ version: 1, base: 'x', ...changes }, 'mine');
  const points = sweepPoints(spec).map((settings) => Object.values(settings));
  const sweepId = store.createSweep({ name: 'mine', preset: null, place: 'here', spec, base, points });
  const trained: string[] = [];
  const fates: Bench['fates'] = [];
  const asked = new Set<string>();
  const place = (width: number): Place => ({
    name: 'here',
    width,
    make: async (runId, { stopAfterEpochs = null }) => {
      await Promise.resolve();
      const before = store.getRun(runId);
      if (asked.has(runId)) throw new Error(`${runId} is made twice at once`);
      const fate = fates.shift() ?? 'well';
      if (fate === 'disk full') throw new WorkbenchError('store/disk-full', { what: 'a run' });
      if (fate === 'died') store.setStatus(runId, 'interrupted');
      else if (fate === 'failed' || fate === 'diverged') {
        const code = fate === 'failed' ? 'training/failed' : 'training/diverged';
        const details = { reason: 'x', step: 1, what: 'loss' };
        store.record(runId, [{ type: 'failed', step: before.step, error: { code, details } }]);
      } else if (fate === 'stopped') store.setStatus(runId, 'stopped');
      else train(before.runId, before.epoch, stopAfterEpochs ?? epochs);
      return store.getRun(runId);
    },
    stop: () => Promise.resolve(),
  });
  const train = (runId: string, from: number, to: number): void => {
    const { spec: of, seed } = store.getRun(runId);
    const units = Number(of.layers[0]?.['units']);
    trained.push(`${units}/${seed} ${from}-${to}`);
    // The more units, and the longer, the better.
    const errors = { train: null, validation: { goodness: (1 + seed / 1e6) / units / to }, test: null };
    const at = { step: to * 10, epoch: to, trainSeconds: to };
    const reason = to === epochs ? 'completed' : 'stopped';
    const throughput = { stepsPerSecond: 1, samplesPerSecond: 1, usefulGigaflopsPerSecond: 1 };
    store.record(runId, [
      { type: 'evaluated', ...at, errors, final: true },
      { type: 'finished', ...at, reason, throughput, peakMemoryBytes: 1 },
    ]);
  };
  return {
    store,
    sweepId,
    trained,
    fates,
    drive: ({ width = 2, retryFailed = false } = {}) =>
      new SweepDriver({
        sweepId,
        store: promised(store),
        place: place(width),
        environment: sampleRun.environment,
        retryFailed,
        onChange: () => {},
      }),
    report: () => reportSweep(store.getSweep(sweepId)),
  };
}

/** The store as other threads see it. */
function promised(store: RunStore): RunStoreClient {
  return new Proxy(store, {
    get:
      (target, name: keyof RunStore) =>
      async (...words: never[]) => {
        await Promise.resolve();
        const method = target[name] as (this: RunStore, ...words: never[]) => unknown;
        return method.apply(target, words);
      },
  }) as unknown as RunStoreClient;
}

test('a grid is made whole, and the best point told', async () => {
  const { drive, report, trained } = bench(grid);
  await drive().ended;
  expect(trained).toEqual(['10/1 0-9', '10/2 0-9', '20/1 0-9', '20/2 0-9', '30/1 0-9', '30/2 0-9']);
  const { status, note, best, points } = report();
  expect([status, note, points.map(({ state }) => state)]).toEqual([
    'completed',
    null,
    ['done', 'done', 'done'],
  ]);
  expect(best?.settings).toEqual({ 'layers.0.units': 30 });
});

test('halving goes on with the best where they stopped, and sets the others aside', async () => {
  const { drive, report, trained } = bench(halving);
  await drive({ width: 3 }).ended;
  const { status, best, points } = report();
  const units = points.map(({ settings }) => settings['layers.0.units'] as number).toSorted((a, b) => b - a);
  const stretches = (many: readonly number[], stretch: string) =>
    many.flatMap((each) => [1, 2].map((seed) => `${each}/${seed} ${stretch}`));
  expect(trained.toSorted()).toEqual(
    [
      ...stretches(units, '0-1'),
      ...stretches(units.slice(0, 3), '1-3'),
      ...stretches(units.slice(0, 1), '3-9'),
    ].toSorted(),
  );
  expect([status, best?.settings['layers.0.units']]).toEqual(['completed', units[0]]);
  expect(points.map(({ state }) => state).toSorted()).toEqual([
    ...['done'],
    ...Array<string>(8).fill('set-aside'),
  ]);
});

describe('what goes wrong', () => {
  const ends = async (...fates: Bench['fates']) => {
    const each = bench(grid);
    each.fates.push(...fates);
    await each.drive({ width: 1 }).ended;
    const { status, note, points } = each.report();
    return { each, told: [status, note, points.map(({ state }) => state).join()] };
  };

  test('a run whose process died is begun again; one that dies always is left', async () => {
    expect((await ends('died', 'died')).told).toEqual(['completed', null, 'done,done,done']);
    const { each, told } = await ends('died', 'died', 'died');
    expect(told).toEqual([
      'stopped',
      'At one point, some run was stopped before its end.',
      'stopped,done,done',
    ]);
    await each.drive().ended;
    expect(each.report().status).toBe('completed');
  });

  test('a run that somebody stopped is left to them, and gone on with when the sweep is resumed', async () => {
    const { each, told } = await ends('stopped');
    expect(told).toEqual([
      'stopped',
      'At one point, some run was stopped before its end.',
      'stopped,done,done',
    ]);
    await each.drive().ended;
    expect([each.report().status, each.trained.length]).toEqual(['completed', 6]);
  });

  test('failed runs are told, and tried again only where that may help and somebody wants it', async () => {
    const { each, told } = await ends('failed', 'well', 'diverged');
    expect(told).toEqual(['completed', 'At 2 points, some run failed.', 'failed,failed,done']);
    await each.drive().ended;
    expect(each.trained).toHaveLength(4);
    await each.drive({ retryFailed: true }).ended;
    expect([each.trained.length, each.report().note]).toEqual([5, 'At one point, some run failed.']);
  });

  test('a disk that is full stops the sweep with its reason', async () => {
    const { each, told } = await ends('well', 'disk full');
    expect(told.slice(0, 2)).toEqual(['stopped', 'The disk is full; a run could not be written.']);
    await each.drive().ended;
    expect([each.report().status, each.trained.length]).toEqual(['completed', 6]);
  });
});

test('nothing more begins once the budget is spent, and more budget goes on', async () => {
  const { drive, report, trained, store, sweepId } = bench({ ...grid, budget: { epochs: 20 } });
  await drive({ width: 1 }).ended;
  expect([report().status, report().note, trained.length]).toEqual([
    'stopped',
    'Its budget of 20 epochs is spent.',
    3,
  ]);
  const { spec, table } = store.getSweep(sweepId);
  store.extendSweep(sweepId, { ...spec, budget: { epochs: null, seconds: null } }, [table.values[0] ?? []]);
  await drive().ended;
  expect([report().status, trained.length]).toEqual(['completed', 6]);
});

test('an extension during the last run is seen', async () => {
  const { drive, report, trained, store, sweepId } = bench(grid);
  const driver = drive();
  const { spec } = store.getSweep(sweepId);
  store.extendSweep(sweepId, { ...spec, seeds: [1, 2, 3] }, []);
  expect(driver.lookAgain()).toBe(true);
  await driver.ended;
  expect([trained.length, report().points.map(({ objective }) => objective?.n)]).toEqual([9, [3, 3, 3]]);
  expect(driver.lookAgain()).toBe(false);
});

test(
  'however often the session ends, nothing is trained twice or lost, and the result is the same',
  { timeout: 300_000 },
  async () => {
    const whole = async (changes: object) => {
      const each = bench(changes);
      await each.drive().ended;
      const { sweepId: _id, ...report } = each.report();
      return { trained: each.trained.toSorted(), report: withoutIds(report) };
    };
    const undisturbed = { grid: await whole(grid), halving: await whole(halving) };
    const session = fc.record({
      turns: fc.integer({ min: 0, max: 60 }),
      width: fc.integer({ min: 1, max: 5 }),
      how: fc.constantFrom('close' as const, 'stop' as const),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('grid' as const, 'halving' as const),
        fc.array(session, { maxLength: 8 }),
        async (kind, sessions) => {
          const each = bench(kind === 'grid' ? grid : halving);
          for (const { turns, width, how } of sessions) {
            const driver = each.drive({ width });
            for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
            if (how === 'close') driver.leave();
            else await driver.stop();
            await driver.ended;
          }
          await each.drive().ended;
          const { sweepId: _id, ...report } = each.report();
          expect(each.trained.toSorted()).toEqual(undisturbed[kind].trained);
          expect(withoutIds(report)).toEqual(undisturbed[kind].report);
        },
      ),
      { numRuns: 30 },
    );
  },
);

/** Runs have new ids each time. */
function withoutIds(report: Omit<SweepReport, 'sweepId'>): unknown {
  return JSON.parse(JSON.stringify(report, (key, value: unknown) => (key === 'runId' ? undefined : value)));
}
