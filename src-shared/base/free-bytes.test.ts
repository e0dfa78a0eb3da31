import { expect, test } from 'vitest';

import { freeBytes } from './free-bytes.ts';

test('large bytes are given back, small ones may be part of something else', () => {
  const large = new Uint8Array(100_000);
  freeBytes(large);
  expect([large.length, large.buffer.byteLength]).toEqual([0, 0]);
  const small = Buffer.allocUnsafe(100).fill(7);
  const neighbour = Buffer.allocUnsafe(100).fill(8);
  freeBytes(small);
  expect([small[0], neighbour[0]]).toEqual([7, 8]);
});
