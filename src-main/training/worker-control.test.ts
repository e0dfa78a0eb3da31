import { expect, test } from 'vitest';

import type { WorkerCommand } from './messages.ts';
import { WorkerControl } from './worker-control.ts';

function inbox(): {
  unread: WorkerCommand[];
  arrive: (command: WorkerCommand) => void;
  control: WorkerControl;
  recorded: string[];
} {
  const unread: WorkerCommand[] = [];
  const recorded: string[] = [];
  let arrive = (_: WorkerCommand): void => {};
  const control = new WorkerControl(
    { read: () => unread.shift() ?? null, onCommand: (listener) => (arrive = listener) },
    (file) => recorded.push(file),
  );
  return { unread, arrive: (command) => arrive(command), control, recorded };
}

test('commands that nobody delivered are seen when the trainer looks', () => {
  const { unread, control, recorded } = inbox();
  unread.push({ type: 'pause' }, { type: 'checkpoint-recorded', file: 'a' });
  expect([control.stopRequested, control.pauseRequested, recorded]).toEqual([false, true, ['a']]);
  unread.push({ type: 'resume' }, { type: 'stop' });
  expect([control.stopRequested, control.pauseRequested]).toEqual([true, false]);
});

test.each([{ type: 'resume' }, { type: 'stop' }] as const)('a pause lasts until $type', async (command) => {
  const { arrive, control } = inbox();
  arrive({ type: 'pause' });
  let over = false;
  const pause = control.whilePaused().then(() => (over = true));
  arrive({ type: 'pause' });
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(over).toBe(false);
  arrive(command);
  await pause;
  expect(control.stopRequested).toBe(command.type === 'stop');
});

test('a pause that was taken back before the trainer looked is none', async () => {
  const { unread, control } = inbox();
  unread.push({ type: 'pause' }, { type: 'resume' });
  await control.whilePaused();
});

test('a resumed run waits for the host, but not when it is to stop', async () => {
  const first = inbox();
  first.arrive({ type: 'pause' });
  const wait = first.control.untilRewound();
  first.arrive({ type: 'rewound' });
  await wait;
  const second = inbox();
  second.unread.push({ type: 'stop' });
  await second.control.untilRewound();
});
