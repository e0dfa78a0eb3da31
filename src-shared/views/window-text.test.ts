import fc from 'fast-check';
import { expect, test } from 'vitest';

import { imageOfText, windowText } from './window-text.ts';

const symbols = [...'abc ,'];
const shape = { height: 5, width: 5, channels: 1, symbols };

test('a text is read from its image as it was written', () => {
  const text = fc.string({ unit: fc.constantFrom(...symbols), minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(text, (written) => {
      const image = imageOfText(written, shape);
      expect(windowText(image as Uint8Array, shape)).toBe(written);
    }),
  );
});

test('what is no window has no text: weights, rows of several symbols or none, an image of another size', () => {
  const image = imageOfText('ab,c', shape) as Uint8Array;
  const changed = (at: number, value: number) => windowText(image.with(at, value), shape);
  expect([
    windowText(
      image.map(() => 3),
      shape,
    ),
    changed(2 * 5 + 4, 255),
    changed(5, 0),
    windowText(image.subarray(1), shape),
    windowText(image, { height: 5, width: 5, channels: 1 }),
    // A label in the first row is none of its business.
    changed(2, 255),
  ]).toEqual([null, null, null, null, null, 'ab,c']);
});

test('what cannot be written is said in a sentence', () => {
  expect([imageOfText('abc', shape), imageOfText('', shape), imageOfText('abcd', shape)]).toEqual([
    'A window holds 4 characters, and there are 3.',
    'A window holds 4 characters, and there are 0.',
    'The net has no symbol for “d”. It knows abc␣,',
  ]);
});
