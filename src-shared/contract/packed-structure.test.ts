import fc from 'fast-check';
import { expect, test } from 'vitest';

import { budgets, decode, encode } from './codec.ts';

/** A header that claims so many items, and nothing of them. */
function claiming(items: number): Uint8Array {
  return Uint8Array.of(0xdd, items >>> 24, (items >>> 16) & 255, (items >>> 8) & 255, items & 255);
}

function repeated(part: Uint8Array, times: number): Uint8Array {
  const bytes = new Uint8Array(part.length * times);
  for (let count = 0; count < times; count += 1) bytes.set(part, count * part.length);
  return bytes;
}

/** Bytes of memory that were taken when `work` ended, garbage included. */
function memoryTaken(work: () => void): number {
  const before = process.memoryUsage();
  work();
  const after = process.memoryUsage();
  return Math.max(
    after.rss - before.rss,
    after.heapUsed - before.heapUsed + after.external - before.external,
  );
}

const mebibyte = 2 ** 20;

test('200 nested headers that claim 4,000,000 items each are refused in constant memory', () => {
  const hostile = repeated(claiming(4_000_000), 200);
  const padded = new Uint8Array(8 * mebibyte);
  padded.set(hostile);
  for (const bytes of [hostile, padded]) {
    const taken = memoryTaken(() => expect(() => decode(bytes)).toThrow(/claims more items|nested/));
    expect(taken).toBeLessThan(20 * mebibyte);
  }
});

test('5 MB of arrays in each other are refused in constant memory', () => {
  const hostile = new Uint8Array(5e6).fill(0x91);
  const taken = memoryTaken(() => expect(() => decode(hostile)).toThrow('nested more than 100 deep'));
  expect(taken).toBeLessThan(20 * mebibyte);
});

test('claims that each have their bytes are refused where together they have not', () => {
  // Each of the nested arrays claims as many items as bytes follow it.
  const bytes = new Uint8Array(1000).fill(0xc0);
  for (let level = 0; level < 50; level += 1) {
    bytes[level * 3] = 0xdc;
    bytes[level * 3 + 1] = (1000 - level * 3 - 3) >> 8;
    bytes[level * 3 + 2] = (1000 - level * 3 - 3) & 255;
  }
  expect(() => decode(bytes)).toThrow('claims more items');
});

test('what would take much memory for its bytes is refused, whatever it is made of', () => {
  const items: Record<string, Uint8Array> = {
    'empty maps': Uint8Array.of(0x80),
    'empty arrays': Uint8Array.of(0x90),
    'empty binary data': Uint8Array.of(0xc4, 0),
    'empty arrays of numbers': Uint8Array.of(0xc7, 0, 0),
    'maps with a key': Uint8Array.of(0x81, 0xa1, 97, 0xc0),
    numbers: Uint8Array.of(0xcb, 0x3f, 0xf8, 0, 0, 0, 0, 0, 1),
    letters: Uint8Array.of(0xa1, 97),
  };
  for (const [name, item] of Object.entries(items)) {
    const times = 1_000_000;
    const hostile = new Uint8Array(5 + item.length * times);
    hostile.set(claiming(times));
    hostile.set(repeated(item, times), 5);
    const taken = memoryTaken(() =>
      expect(() => decode(hostile, budgets.request), name).toThrow('too much memory'),
    );
    expect([name, taken < 20 * mebibyte]).toEqual([name, true]);
  }
});

test('before the greeting next to nothing is taken', () => {
  const greet = encode({ type: 'hello', contract: 1, token: 'x'.repeat(200) });
  expect(decode(greet, budgets.greeting)).toMatchObject({ type: 'hello' });
  const refused = [
    new Uint8Array(1025),
    encode({ type: 'call', id: 1, name: 'x', input: { deep: [[]] } }),
    encode(Array.from({ length: 200 }, () => 1)),
  ];
  for (const bytes of refused) expect(() => decode(bytes, budgets.greeting)).toThrow(/./);
});

const wrongBytes: readonly [string, readonly number[]][] = [
  ['nothing', []],
  ['a byte that begins nothing', [0xc1]],
  ['a text that is cut short', [0xa5, 97]],
  ['binary data that are cut short', [0xc6, 0xff, 0xff, 0xff, 0xff, 1]],
  ['an extension nobody knows', [0xd4, 9, 0]],
  ['a timestamp', [0xd6, 0xff, 0, 0, 0, 0]],
  ['two messages', [0xc0, 0xc0]],
  ['a map without its last value', [0x81, 0xa1, 97]],
];
test.each(wrongBytes)('%s: refused in words', (_what, bytes) => {
  expect(() => decode(Uint8Array.from(bytes))).toThrow(/message|extension/);
});

const leaf = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true }).map((value) => value + 0), // the sign of zero does not travel
  fc.boolean(),
  fc.constant(null),
  fc.string(),
  fc.uint8Array(),
  fc.float64Array({ noNaN: true }),
);
const messages = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 20 }),
    fc.dictionary(
      fc.string().filter((key) => key !== '__proto__'),
      tie('value'),
      { maxKeys: 20, noNullPrototype: true },
    ),
  ),
})).value;

test('whatever is packed here is let through, and comes out as it went in', () => {
  fc.assert(
    fc.property(messages, (message) => {
      expect(decode(encode(message))).toEqual(message);
    }),
  );
});

test('of changed bytes something comes out, or a refusal, and never anything else', () => {
  const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(messages, changes, (message, places) => {
      const bytes = encode(message).slice();
      for (const [place, byte] of places) bytes[place % bytes.length] = byte;
      try {
        decode(bytes, budgets.request);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(Error);
        expect(thrown).not.toBeInstanceOf(TypeError);
      }
    }),
  );
});
