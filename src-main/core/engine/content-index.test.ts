import { expect, test } from 'vitest';

import { ContentIndex } from './content-index.ts';

/** An index that numbers what it makes. */
function numbered() {
  const index = new ContentIndex<number>();
  let made = 0;
  return (label: string, values: Float32Array | Int32Array | BigInt64Array) =>
    index.once(label, values, () => (made += 1));
}

test('the same numbers of one kind and label are found again, others are not', () => {
  const once = numbered();
  expect([
    once('[2]', Float32Array.of(1, 2)),
    once('[2]', Float32Array.of(1, 2)),
    once('[1,2]', Float32Array.of(1, 2)),
    once('[2]', Float32Array.of(2, 1)),
    once('[2]', Int32Array.of(1, 2)),
    once('[2]', Float32Array.of(1, 2)),
    once('[1]', BigInt64Array.of(-1n)),
    once('[1]', BigInt64Array.of(-1n)),
    once('[1]', Float32Array.of(0)),
    once('[1]', Float32Array.of(-0)),
    once('[1]', Float32Array.of(NaN)),
    once('[1]', Float32Array.of(NaN)),
  ]).toEqual([1, 1, 2, 3, 4, 1, 5, 5, 6, 7, 8, 8]);
});

test('numbers with the same digest are told apart', () => {
  const once = numbered();
  // FNV-1a takes a word after the other: the second word makes up for what the first one changed.
  const afterFirst = (word: number) => Math.imul(0x811c9dc5 ^ word, 0x01000193);
  const alike = Int32Array.of(9, afterFirst(5) ^ 6 ^ afterFirst(9));
  expect([once('', Int32Array.of(5, 6)), once('', alike), once('', Int32Array.of(5, 6))]).toEqual([1, 2, 1]);
});
