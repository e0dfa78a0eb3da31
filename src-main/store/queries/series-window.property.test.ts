/**
 * That zooming is truthful, for anything that can be recorded: every minimum, maximum and NaN of the window is visible in
 * what is answered, whatever was recorded, flushed, taken back or looked at before.
 */

import fc from 'fast-check';
import { expect, test } from 'vitest';

import type { ThinnedSeries } from '../../../src-shared/views/series-view.ts';
import { createRunStore } from '../create-run-store.ts';
import { plainPoints, plainThinning } from '../fixtures/plain-thinning.ts';
import type { PlainCurve, PlainRequest } from '../fixtures/plain-thinning.ts';
import { measured, memoryDatabase, sampleRun, started } from '../fixtures/sample-run.ts';
import { chunkCapacity } from '../recorder/series-chunk.ts';
import type { RunStore } from '../run-store.ts';
import { createSeriesWindow } from './series-window.ts';

/** As `started` says. */
const stepsPerEpoch = 100;

/** A stretch of training, told in few numbers so that a failure shrinks to a short story. */
interface Stretch {
  readonly type: 'record';
  readonly count: number;
  /** Instead of `count`: to so many points past the end of the chunk. */
  readonly past: number | null;
  /** Steps from one point to the next; an irregular stretch mixes them. */
  readonly gaps: readonly number[];
  readonly seed: number;
  readonly flat: boolean;
  readonly spikes: readonly { readonly at: number; readonly value: number }[];
  readonly flush: boolean;
  /** The last value recorded before is measured once more, and replaced. */
  readonly again: boolean;
}

/** From and to in parts of what is recorded; `onStep` puts the ends exactly on whole steps. */
interface Look {
  readonly type: 'look';
  readonly axis: PlainRequest['axis'];
  readonly from: number | null;
  readonly to: number | null;
  readonly onStep: boolean;
  readonly buckets: number;
  readonly smoothing: number;
}

/** A resume from the checkpoint at this part of what is recorded. */
interface Rewind {
  readonly type: 'rewind';
  readonly to: number;
}

const part = (max = 1) => fc.double({ min: 0, max, noNaN: true });
const odd = fc.oneof(fc.constantFrom(NaN, Infinity, -Infinity, 0, -0, Math.fround(1e-40)), fc.float());
const stretch: fc.Arbitrary<Stretch> = fc.record({
  type: fc.constant('record' as const),
  count: fc.oneof(fc.integer({ min: 0, max: 80 }), fc.integer({ min: 1, max: 1_400 })),
  past: fc.option(fc.integer({ min: -2, max: 40 }), { freq: 2 }),
  gaps: fc.oneof(
    fc.constant([1]),
    fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 5 }),
  ),
  seed: fc.nat(1_000_000),
  flat: fc.boolean(),
  spikes: fc.array(fc.record({ at: part(), value: odd }), { maxLength: 6 }),
  flush: fc.boolean(),
  again: fc.boolean(),
});
const end = fc.option(fc.double({ min: -0.2, max: 1.2, noNaN: true }));
const look: fc.Arbitrary<Look> = fc.record({
  type: fc.constant('look' as const),
  axis: fc.constantFrom('step', 'epoch', 'time'),
  from: end,
  to: end,
  onStep: fc.boolean(),
  buckets: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 3_000 })),
  smoothing: fc.constantFrom(0, 0, 0.6, 0.99, 0.9999),
});
const rewind: fc.Arbitrary<Rewind> = fc.record({
  type: fc.constant('rewind' as const),
  to: fc.oneof(fc.constant(0), part()),
});
const story = fc.array(fc.oneof({ arbitrary: stretch, weight: 4 }, { arbitrary: look, weight: 5 }, rewind), {
  minLength: 1,
  maxLength: 12,
});

interface GrowingCurve extends PlainCurve {
  readonly steps: number[];
  readonly values: number[];
  readonly seconds: number[];
}

/** Records the stretch, and writes the same down plainly. */
function record(store: RunStore, run: string, curve: GrowingCurve, stretch: Stretch): void {
  let state = stretch.seed;
  const count =
    stretch.past === null
      ? stretch.count
      : chunkCapacity - (curve.steps.length % chunkCapacity) + stretch.past;
  const base = Array.from({ length: Math.max(0, count) }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return stretch.flat ? 1 : Math.fround(state / 2_147_483_648 - 0.5);
  });
  for (const { at, value } of count > 0 ? stretch.spikes : []) base[Math.floor(at * (count - 1))] = value;
  let step = curve.steps.at(-1) ?? 0;
  if (stretch.again && curve.steps.length > 0) {
    store.record(run, [measured(step, { loss: stretch.seed })]);
    curve.values[curve.values.length - 1] = stretch.seed;
  }
  const events = base.map((value, i) => {
    step += stretch.gaps[(i * 7 + stretch.seed) % stretch.gaps.length] as number;
    const event = measured(step, { loss: value });
    curve.steps.push(step);
    curve.values.push(value);
    curve.seconds.push(Math.fround(event.trainSeconds));
    return event;
  });
  store.record(run, events);
  if (stretch.flush) store.flush();
}

function takeBack(store: RunStore, run: string, curve: GrowingCurve, to: number): void {
  const step = Math.floor(to * (curve.steps.at(-1) ?? 0));
  store.truncateAfter(run, step);
  store.record(run, [started(step)]);
  const kept = curve.steps.filter((each) => each <= step).length;
  for (const list of [curve.steps, curve.values, curve.seconds]) list.length = kept;
}

function requestOf(curve: PlainCurve, { axis, from, to, onStep, buckets, smoothing }: Look): PlainRequest {
  const last = curve.steps.at(-1) ?? 0;
  const scale = { step: 1, epoch: 1 / stepsPerEpoch, time: 1 / 100 }[axis];
  const place = (at: number): number => (onStep ? Math.round(at * last) : at * last) * scale;
  return {
    axis,
    from: from === null ? null : place(from),
    to: to === null ? null : place(to),
    buckets,
    smoothing,
  };
}

/** Smoothed values are close to the definition's; all else is the same bit for bit. */
function expectPlain(found: ThinnedSeries | undefined, curve: PlainCurve, request: PlainRequest): void {
  if (curve.steps.length === 0) {
    expect(found).toBeUndefined();
    return;
  }
  const { run: _, metric, smoothed, ...rest } = found as ThinnedSeries;
  const { smoothed: wanted, ...plain } = plainThinning(curve, request, stepsPerEpoch);
  expect({ metric, ...rest }).toEqual({ metric: 'loss', ...plain });
  expect(smoothed?.length).toBe(wanted?.length);
  const largest = curve.values.reduce(
    (most, each) => (Number.isFinite(each) ? Math.max(most, Math.abs(each)) : most),
    0,
  );
  const apart = wanted?.filter((each, i) => {
    const got = smoothed?.[i] as number;
    return Number.isNaN(each) ? !Number.isNaN(got) : !(Math.abs(got - each) <= 1e-6 * largest + 1e-44);
  });
  expect(apart ?? []).toEqual([]);
}

/** The promise itself, without a word of how buckets are cut. */
function expectNothingHidden(found: ThinnedSeries, curve: PlainCurve, request: PlainRequest): void {
  const { x, minimum, maximum, nanCount } = found;
  const { from, to, buckets } = request;
  const raw = plainPoints(curve, request.axis, stepsPerEpoch).filter(
    (point) => (from === null || point.x >= from) && (to === null || point.x <= to),
  );
  const numbers = raw.map(({ value }) => value).filter((value) => !Number.isNaN(value));
  const least = (all: readonly number[]): number => all.reduce((a, b) => (b < a ? b : a), Infinity);
  const most = (all: readonly number[]): number => all.reduce((a, b) => (b > a ? b : a), -Infinity);
  const shown = (all: Float32Array): number[] => [...all].filter((value) => !Number.isNaN(value));
  expect([
    least(shown(minimum)),
    most(shown(maximum)),
    nanCount.reduce((sum, each) => sum + each, 0),
    x.length <= buckets,
  ]).toEqual([least(numbers), most(numbers), raw.length - numbers.length, true]);
  // Every point is under the bar that is drawn at or after it, the first such.
  let bar = 0;
  const outside = raw.filter((point) => {
    while ((x[bar] as number) < point.x) bar += 1;
    const isNan = Number.isNaN(point.value);
    return isNan
      ? nanCount[bar] === 0
      : !(point.value >= (minimum[bar] as number) && point.value <= (maximum[bar] as number));
  });
  expect(outside).toEqual([]);
}

test('no minimum, maximum or NaN is ever hidden, however a curve was recorded, taken back and looked at', () => {
  fc.assert(
    fc.property(story, look, (actions, lastLook) => {
      const db = memoryDatabase();
      const store = createRunStore(db, { folder: null });
      const coldWindow = createSeriesWindow(db, 0);
      const run = store.createRun(sampleRun);
      store.record(run, [started()]);
      const curve: GrowingCurve = { steps: [], values: [], seconds: [] };
      for (const action of [...actions, lastLook]) {
        if (action.type === 'record') record(store, run, curve, action);
        else if (action.type === 'rewind') takeBack(store, run, curve, action.to);
        else {
          const request = requestOf(curve, action);
          const asked = { ...request, series: [{ run, metric: 'loss' }] };
          const [warm] = store.seriesWindow(asked);
          expectPlain(warm, curve, request);
          if (warm !== undefined) expectNothingHidden(warm, curve, request);
          expect(coldWindow(asked)).toEqual(warm === undefined ? [] : [warm]);
        }
      }
      store.close();
    }),
    { numRuns: 80 },
  );
});
