import fc from 'fast-check';
import { expect, test } from 'vitest';

import { parseKeptPage } from './kept-page.ts';

test('what was kept comes back, and anything else is nothing', () => {
  const page = fc.record({
    title: fc.string(),
    body: fc.string(),
    over: fc.array(fc.option(fc.string()), { maxLength: 3 }),
  });
  fc.assert(
    fc.property(page, (kept) => {
      expect(parseKeptPage(JSON.stringify(kept))).toEqual(kept);
    }),
  );
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect([null, 'object']).toContain(parseKeptPage(text) === null ? null : typeof parseKeptPage(text));
    }),
  );
  expect([null, '', '{}', '[]', '{"title":"a","body":"b","over":[1]}'].map(parseKeptPage)).toEqual(
    Array.from({ length: 5 }, () => null),
  );
});
