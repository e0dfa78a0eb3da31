import fc from 'fast-check';
import { expect, test } from 'vitest';

import { utf8Bytes } from './utf8.ts';

test('any text is the UTF-8 that everybody else makes of it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(Buffer.from(utf8Bytes(text)).equals(Buffer.from(text, 'utf8'))).toBe(true);
    }),
  );
});
