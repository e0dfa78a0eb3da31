import { expect, test } from 'vitest';

import { BoundedCache } from './bounded-cache.ts';

function account(most: number) {
  const [made, dropped]: [string[], string[]] = [[], []];
  const cache = new BoundedCache<string>({ most, dispose: (value) => void dropped.push(value) });
  const make = (key: string) => async () => {
    made.push(key);
    return key;
  };
  return { cache, made, dropped, make };
}

test('what was used last is kept, the rest is given back', async () => {
  const { cache, made, dropped, make } = account(2);
  for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await cache.get(key, make(key));
  expect({ made, dropped }).toEqual({ made: ['a', 'b', 'c', 'b'], dropped: ['b', 'c'] });
});

test('what somebody is using stays, and is made once for all who ask at the same time', async () => {
  const { cache, made, dropped, make } = account(1);
  let finish = (): void => {};
  const long = cache.use('a', make('a'), () => new Promise<void>((resolve) => (finish = resolve)));
  await Promise.all([cache.get('b', make('b')), cache.get('b', make('b')), cache.get('a', make('a'))]);
  expect({ made, dropped }).toEqual({ made: ['a', 'b'], dropped: ['b'] });
  finish();
  await long;
  await cache.clear();
  expect(dropped).toEqual(['b', 'a']);
});

test('what could not be made is tried again', async () => {
  const { cache, make } = account(1);
  await expect(cache.get('a', () => Promise.reject(new Error('not now')))).rejects.toThrow('not now');
  expect(await cache.get('a', make('a'))).toBe('a');
});
