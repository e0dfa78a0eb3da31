import { expect, test } from 'vitest';

import { makeRunId, runIdPattern } from './run-id.ts';

const zeros = (count: number): Uint8Array => new Uint8Array(count);

test('a run id says its time in UTC and ends in a tail', () => {
  const id = makeRunId(new Date('2025-11-24T02:48:09.5Z'), (count) =>
    Uint8Array.from({ length: count }, (_, i) => 250 + i),
  );
  expect([id, runIdPattern.test(id)]).toEqual(['20251124-024809-tvwx', true]);
});

test('later ids sort after earlier ones', () => {
  const ids = ['2025-09-30T23:59:59Z', '2025-10-01T00:00:00Z', '2026-01-01T00:00:00Z'].map((time) =>
    makeRunId(new Date(time), zeros),
  );
  expect(ids.toSorted()).toEqual(ids);
});
