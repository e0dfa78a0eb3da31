import { expect, test, vi } from 'vitest';

import type { TrainingEvent } from '../../src-shared/events/training-event.ts';
import { EventBatch } from './event-batch.ts';

const measured = (step: number): TrainingEvent => ({
  type: 'measured',
  step,
  epoch: 0,
  trainSeconds: 0,
  values: {},
});
const warned = (step: number): TrainingEvent => ({ type: 'warned', step, message: 'careful' });

function batch(): { events: EventBatch; posted: number[][]; pass: (ms: number) => void } {
  const posted: number[][] = [];
  let now = 0;
  const events = new EventBatch({
    post: (sent) => posted.push(sent.map((event) => event.step)),
    clock: () => now,
    maxDelayMs: 100,
  });
  return { events, posted, pass: (ms) => (now += ms) };
}

test('cheap events wait for each other, but not past the delay, even when no timer fires', () => {
  const { events, posted, pass } = batch();
  for (const step of [1, 2, 3, 4]) {
    events.add(measured(step));
    pass(40);
  }
  expect(posted).toEqual([[1, 2, 3, 4]]);
});

test('an event that matters goes at once and takes the earlier ones along, in order', () => {
  const { events, posted } = batch();
  events.add(measured(1));
  events.add(warned(2));
  events.add(measured(3));
  expect(posted).toEqual([[1, 2]]);
  events.flush();
  expect(posted).toEqual([[1, 2], [3]]);
});

test('the last events of a burst are sent by a timer', () => {
  vi.useFakeTimers();
  const { events, posted } = batch();
  events.add(measured(1));
  events.add(measured(2));
  vi.advanceTimersByTime(100);
  expect(posted).toEqual([[1, 2]]);
  vi.useRealTimers();
});
