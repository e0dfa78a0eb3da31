/** A run that was stopped, paused or broken off goes on as if nothing had happened, bit for bit. */

import { expect, test } from 'vitest';

import { engineKinds } from '../engine/index.ts';
import { bits, measured, stopAt } from './fixtures/interrupted.ts';
import {
  adversarial,
  aroundBox,
  competing,
  eventsOf,
  lastState,
  layerByLayer,
  onDevice,
  sentBack,
  selfMade,
  settling,
  settlingSentBack,
  smallSpec,
  taught,
  tell,
} from './fixtures/small-training.ts';
import type { Told } from './fixtures/small-training.ts';

/** What was measured after a step. */
const measuredAfter = ({ events }: Told, step: number) =>
  measured(events.filter((event) => event.step > step));

const everyStep = { measures: { everySteps: 1 } };
const runs: [string, object, readonly number[]][] = [
  ['together, hard negatives', {}, [7, 20]],
  [
    'together, shifted images, permuted labels',
    { augmentation: [{ kind: 'shift' }], negatives: { kind: 'permuted' } },
    [13],
  ],
  ['class groups', competing, [11]],
  // Ten steps an epoch: in mid-sleep, at the border to wake, and where sleep is withheld.
  [
    'wake and sleep, each with a smoothing of its own',
    {
      training: {
        kind: 'wake-and-sleep',
        epochs: 3,
        batchSize: 20,
        wake: 4,
        sleep: 3,
        sleepSmoothing: 0.99,
        withheldFrom: 3,
      },
    },
    [12, 14, 23],
  ],
  [
    'wake and sleep without labels, with Adam',
    {
      labels: undefined,
      negatives: { kind: 'hybrid' },
      readouts: [{ kind: 'softmax' }],
      optimizer: { kind: 'adam' },
      training: { kind: 'wake-and-sleep', epochs: 2, batchSize: 20, wake: 3, sleep: 5 },
    },
    [6],
  ],
  ['settling over iterations, hard negatives', settling, [13]],
  [
    'images drawn from activities and climbed to',
    {
      readouts: [
        { kind: 'goodness', firstLayer: 1 },
        { kind: 'softmax' },
        { kind: 'image-map' },
        { kind: 'ascent', steps: 3 },
      ],
    },
    [13],
  ],
  ['negatives made by the net itself', selfMade, [13]],
  ['a generator and its discriminator', adversarial, [13]],
  ['settling over iterations, errors sent back', settlingSentBack, [13]],
  ['together, units left out', { dropout: { kind: 'units', rate: 0.3 } }, [13]],
  [
    'layer by layer, units left out of one shuffled batch',
    {
      ...layerByLayer,
      dropout: { kind: 'units', rate: 0.3 },
      training: { kind: 'layer-by-layer', epochs: 4, batchSize: 'all', shuffled: true },
    },
    [6],
  ],
  ['on a device, noisy and in steps', onDevice, [13]],
  ['back-propagation on a device', { ...sentBack, ...onDevice }, [13]],
  // Thirty steps of the teacher, then as many of the net.
  ['a teacher, then the net it teaches', taught, [13, 30, 41]],
  ['around a black box', aroundBox, [13]],
  ['learning fast and slow', { method: { kind: 'fast-and-slow' }, peer: undefined }, [13]],
  // Four steps an epoch, two epochs a stage: inside a stage and at its border.
  ['layer by layer', layerByLayer, [3, 8, 21]],
  [
    'layer by layer on one shuffled batch, negatives drawn once',
    {
      ...layerByLayer,
      negatives: { kind: 'uniform', once: true },
      training: { kind: 'layer-by-layer', epochs: 4, batchSize: 'all', shuffled: true },
    },
    [6, 8],
  ],
];

for (const kind of ['reference', 'onnx']) {
  const engine = await engineKinds.get(kind).open({ threads: 1, device: 'cpu' });

  test.each(runs)(
    `stopped and resumed on ${kind} equals uninterrupted, bit for bit: %s`,
    async (_, changes, stops) => {
      const spec = smallSpec({ ...changes, ...everyStep });
      let now = 0;
      const whole = await tell(spec, engine, { clock: () => (now += 1) }); // as many steps at a time as can be
      for (const step of kind === 'reference' ? stops.slice(0, 1) : stops) {
        const stopped = await tell(spec, engine, stopAt(step));
        expect(stopped.events.at(-1)).toMatchObject({ type: 'finished', reason: 'stopped', step });
        const resumeFrom = structuredClone(lastState(stopped));
        const resumed = await tell(spec, engine, { resumeFrom });
        expect(resumed.events.at(-1)).toMatchObject({ type: 'finished', reason: 'completed' });
        expect(bits(lastState(resumed))).toEqual(bits(lastState(whole)));
        expect(measuredAfter(resumed, step)).toEqual(measuredAfter(whole, step));
      }
    },
  );

  test(`the same spec gives the same bits on ${kind}, another seed others`, async () => {
    const final = async (seed: number) => bits(lastState(await tell(smallSpec({ seed }), engine)));
    expect(await final(1)).toEqual(await final(1));
    expect(await final(2)).not.toEqual(await final(1));
  });
}

const reference = await engineKinds.get('reference').open({ threads: 1, device: 'cpu' });

test('stopping after some epochs measures everything, and the rest can be trained later', async () => {
  const [whole, some] = [
    await tell(smallSpec(), reference),
    await tell(smallSpec(), reference, { stopAfterEpochs: 2 }),
  ];
  expect(eventsOf(some, 'evaluated').at(-1)).toMatchObject({ epoch: 2, final: true });
  expect(some.events.at(-1)).toMatchObject({ type: 'finished', step: 20, epoch: 2, reason: 'stopped' });
  const rest = await tell(smallSpec(), reference, { resumeFrom: lastState(some) });
  expect(rest.events[0]).toMatchObject({ type: 'started', step: 20, totalSteps: 30 });
  expect(bits(lastState(rest))).toEqual(bits(lastState(whole)));
  expect(measuredAfter(rest, 20)).toEqual(measuredAfter(whole, 20));
});

test('a pause saves the state, waits, and changes nothing', async () => {
  let now = 0;
  const control = {
    stopRequested: false,
    pauseRequested: false,
    whilePaused: async () => {
      now += 3_600_000;
      control.pauseRequested = false;
    },
  };
  const paused = await tell(smallSpec(), reference, {
    control,
    clock: () => (now += 1000),
    onEvent: (event) => (control.pauseRequested ||= event.type === 'measured' && event.step === 12),
  });
  const types = paused.events
    .filter(({ step }) => step === 12)
    .map((event) => ('activity' in event ? event.activity : event.type))
    .filter((type) => type !== 'training');
  expect(types).toEqual(['measured', 'checkpointed', 'paused']);
  expect(bits(lastState(paused))).toEqual(bits(lastState(await tell(smallSpec(), reference))));
  expect(paused.saved.map(({ step }) => step)).toEqual([12, 30]);
  const times = paused.events.flatMap((event) => ('trainSeconds' in event ? [event.trainSeconds] : []));
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(times.at(-1)).toBeLessThan(600); // the hour's pause is not training
});

test('a stop asked for during a pause ends the run there', async () => {
  const control = { stopRequested: false, pauseRequested: true, whilePaused: () => Promise.resolve() };
  control.whilePaused = async () => void (control.stopRequested = true);
  const told = await tell(smallSpec(), reference, { control });
  expect(told.events.at(-1)).toMatchObject({ type: 'finished', step: 1, reason: 'stopped' });
});

test('a stop asked for before the first step leaves the first state, from which the run can start', async () => {
  const control = { stopRequested: true, pauseRequested: false, whilePaused: () => Promise.resolve() };
  const none = await tell(smallSpec(), reference, { control });
  const snapshots = new Array<string>(5).fill('snapshot');
  expect(none.events.map(({ type }) => type)).toEqual(['started', ...snapshots, 'checkpointed', 'finished']);
  const resumed = await tell(smallSpec(), reference, { resumeFrom: lastState(none) });
  expect(bits(lastState(resumed))).toEqual(bits(lastState(await tell(smallSpec(), reference))));
});

test('time goes on from where it was', async () => {
  const first = await tell(smallSpec(), reference, { stopAfterEpochs: 1 });
  const resumeFrom = { ...lastState(first), trainSeconds: 100 };
  const { events } = await tell(smallSpec(), reference, { resumeFrom });
  const times = events.flatMap((event) => ('trainSeconds' in event ? [event.trainSeconds] : []));
  expect(Math.min(...times)).toBeGreaterThanOrEqual(100);
});

test('resuming what is complete only says so', async () => {
  const resumeFrom = lastState(await tell(smallSpec(), reference));
  const again = await tell(smallSpec(), reference, { resumeFrom });
  expect(again.events.map(({ type }) => type)).toEqual(['started', 'checkpointed', 'finished']);
  expect(again.events.at(-1)).toMatchObject({ reason: 'completed', step: 30 });
});
