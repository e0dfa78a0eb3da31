import { expect, test } from 'vitest';

import { OneAtATime } from './one-at-a-time.ts';

/** Work that ends when it is told to, and how often it began. */
function heldWork() {
  const began: (() => void)[] = [];
  const work = (): Promise<void> => new Promise((resolve) => began.push(resolve));
  return { work: new OneAtATime(work), began };
}

/** Whether a promise is settled by now. */
async function isDone(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending');
  await new Promise((resolve) => setTimeout(resolve, 0));
  return (await Promise.race([promise, Promise.resolve(pending)])) !== pending;
}

test('what is asked for while it is done is done once more, and only then is whoever asked told', async () => {
  const { work, began } = heldWork();
  void work.ask();
  const [second, third] = [work.ask(), work.ask()];
  expect(began).toHaveLength(1);
  began[0]?.();
  expect(await isDone(second)).toBe(false);
  expect(began).toHaveLength(2);
  began[1]?.();
  expect(await isDone(second)).toBe(true);
  expect(await isDone(third)).toBe(true);
  expect(began).toHaveLength(2);
});

test('after it is done it begins anew, also where whoever was told asks at once', async () => {
  const { work, began } = heldWork();
  let isAgainDone = false;
  const again = work
    .ask()
    .then(() => work.ask())
    .then(() => (isAgainDone = true));
  began[0]?.();
  await isDone(again);
  expect(began).toHaveLength(2);
  expect(isAgainDone).toBe(false);
  began[1]?.();
  expect(await isDone(again)).toBe(true);
});
