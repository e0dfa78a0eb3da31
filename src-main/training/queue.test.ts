import fc from 'fast-check';
import { expect, test } from 'vitest';

import { RunQueue, threadsPerRun } from './queue.ts';

test('as many runs train as there are slots, in the order they came', () => {
  const queue = new RunQueue(2);
  for (const runId of ['a', 'b', 'c', 'd']) queue.add(runId);
  expect(queue.takeReady()).toEqual(['a', 'b']);
  expect(queue.takeReady()).toEqual([]);
  queue.remove('a');
  queue.remove('c');
  expect(queue.takeReady()).toEqual(['d']);
  expect([queue.active(), queue.waiting()]).toEqual([['b', 'd'], []]);
});

test('fewer slots stop nothing, more slots let the waiting begin', () => {
  const queue = new RunQueue(2);
  for (const runId of ['a', 'b', 'c', 'd']) queue.add(runId);
  queue.takeReady();
  queue.setSlots(1);
  queue.remove('a');
  expect(queue.takeReady()).toEqual([]);
  queue.setSlots(3);
  expect(queue.takeReady()).toEqual(['c', 'd']);
});

test('whatever happens, no slot is used twice, none stays idle and nobody is overtaken', () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('add' as const) }),
    fc.record({ do: fc.constant('remove' as const), which: fc.nat(20) }),
    fc.record({ do: fc.constant('slots' as const), slots: fc.integer({ min: 1, max: 4 }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const queue = new RunQueue(1);
      const begun: number[] = [];
      let next = 0;
      for (const each of steps) {
        if (each.do === 'add') queue.add(String(next++));
        else if (each.do === 'remove') queue.remove(String(each.which));
        else queue.setSlots(each.slots);
        const before = queue.active().length;
        const ready = queue.takeReady();
        begun.push(...ready.map(Number));
        if (ready.length > 0) expect(queue.active().length).toBeLessThanOrEqual(queue.slots);
        else expect(queue.active().length).toBe(before);
        if (queue.waiting().length > 0) expect(queue.active().length).toBeGreaterThanOrEqual(queue.slots);
      }
      expect(begun).toEqual(begun.toSorted((a, b) => a - b));
    }),
  );
});

test('side by side, runs share the cores; alone, a run takes all', () => {
  expect([threadsPerRun(1, 8), threadsPerRun(3, 8), threadsPerRun(4, 2)]).toEqual([null, 2, 1]);
  // A cluster gave less than the machine has.
  expect([threadsPerRun(1, 64, 2), threadsPerRun(2, 64, 5), threadsPerRun(2, 64, 1)]).toEqual([2, 2, 1]);
});
