import fc from 'fast-check';
import { expect, test } from 'vitest';

import { bytesAsText, textAsBytes } from './code-units.ts';

test('a text comes back from its bytes, whatever it is made of', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(bytesAsText(textAsBytes(text))).toBe(text);
    }),
  );
  expect([...textAsBytes('aж')]).toEqual([0, 97, 4, 54]);
});
