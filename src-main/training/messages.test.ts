import fc from 'fast-check';
import { expect, test } from 'vitest';

import type { TrainingEvent } from '../../src-shared/events/training-event.ts';
import { fakeServiceEntry, until } from './fixtures/service-probe.ts';
import { receiveHostMessage, receiveServiceMessage } from './messages.ts';
import type { HostMessage, ServiceMessage } from './messages.ts';
import { ServiceHub } from './service-hub.ts';
import { spawnNode } from '../child/spawn-node.ts';

const nonsense: unknown[] = [
  null,
  7,
  'start',
  [],
  {},
  { type: 'dance' },
  { type: 'dance', requestId: 5 },
  { type: 'start', requestId: 6 },
  { type: 'start', requestId: 7, order: { runId: 'a' } },
  { type: 'pause', requestId: 8, runId: 9 },
  { type: 'pause', requestId: 9, runId: 'nobody' },
  { type: 'resume', requestId: 10, runId: 'nobody', force: true },
  { type: 'checkpoint-recorded', runId: 'a', file: '../../etc/passwd' },
  { type: 'checkpoint-recorded', runId: 'nobody', file: 'step-1' },
  { type: 'rewound', runId: 'nobody' },
  { type: 'set-slots', requestId: -1, slots: 1 },
  { type: 'set-slots', requestId: 11, slots: Infinity },
  new Map([['type', 'close']]),
  new Uint8Array(100_000),
];

test('a real service refuses nonsense, says why, and goes on', async () => {
  const service = spawnNode(fakeServiceEntry)();
  const answers: ServiceMessage[] = [];
  let ended: string | null = null;
  service.onMessage((message) => answers.push(message as ServiceMessage));
  service.onEnd((reason) => (ended = reason));
  for (const message of nonsense) service.post(message as HostMessage);
  service.post({ type: 'set-slots', requestId: 12, slots: 2 });
  await until(() => answers.some((answer) => answer.type === 'accepted'));
  expect(answers.at(-1)).toEqual({ type: 'accepted', requestId: 12 });
  const refused = answers
    .slice(0, -1)
    .map((answer) => (answer.type === 'refused' ? answer.requestId : answer));
  // All but the two notes about a run that is gone, which are no mistake.
  expect(refused).toEqual([
    null,
    null,
    null,
    null,
    null,
    null,
    5,
    6,
    7,
    8,
    9,
    10,
    null,
    null,
    11,
    null,
    null,
  ]);
  service.post({ type: 'close', requestId: 13 });
  await until(() => ended !== null);
  expect(ended).toBe('exit code 0');
});

test('whatever arrives, the hub answers or ignores it and never throws', () => {
  const almost = fc.record(
    {
      type: fc.constantFrom('set-slots', 'pause', 'resume', 'stop', 'start', 'checkpoint-recorded'),
      requestId: fc.oneof(fc.nat(), fc.anything()),
      runId: fc.oneof(fc.string(), fc.anything()),
      slots: fc.oneof(fc.integer(), fc.anything()),
      order: fc.anything(),
      file: fc.anything(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(almost, fc.anything()), { maxLength: 10 }), (messages) => {
      const answers: ServiceMessage[] = [];
      const hub = new ServiceHub({
        post: (message) => answers.push(message),
        workerEntry: new URL('file:///nowhere'),
        cores: 2,
        onClosed: () => {},
      });
      for (const message of messages) hub.receive(message);
      expect(answers.every((answer) => answer.type === 'accepted' || answer.type === 'refused')).toBe(true);
    }),
  );
});

test('the host tells every event from nonsense, and keeps measures that are not finite', () => {
  const at = { step: 3, epoch: 1, trainSeconds: 0.5 };
  const errors = {
    train: null,
    validation: null,
    test: { goodness: 0.1, 'probe/layer2': NaN },
  };
  const events: TrainingEvent[] = [
    { ...at, type: 'measured', values: { loss: NaN, norm: Infinity } },
    { type: 'histogram', step: 3, epoch: 1, name: 'layer1', low: 0, high: 1, counts: Uint32Array.of(1, 2) },
    { ...at, type: 'evaluated', errors, final: true },
    { type: 'failed', step: 3, error: { code: 'training/failed', details: { reason: 'x' } } },
  ];
  const message = { type: 'events', runId: 'a', events };
  expect(receiveServiceMessage(message)).toEqual({ message });
  for (const wrong of [
    { type: 'measured' },
    { type: 'sang', step: 1 },
    { ...events[0], values: { loss: '0.5' } },
    { ...events[3], error: { code: 'toString', details: {} } },
    { ...events[1], counts: [1] },
    null,
  ]) {
    expect(receiveServiceMessage({ ...message, events: [wrong] })).toHaveProperty('problem');
  }
  expect(receiveHostMessage(message)).toHaveProperty('problem');
});
