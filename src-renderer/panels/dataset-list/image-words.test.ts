import { expect, test } from 'vitest';

import { imageFacts, imageWords } from './image-words.ts';

test('images are told as pictures or as windows of text', () => {
  const shapes = [
    { height: 28, width: 28, channels: 1 },
    { height: 32, width: 32, channels: 3 },
    { height: 11, width: 3, channels: 1, symbols: ['a', 'b', ' '] },
  ];
  expect(shapes.map((shape) => [imageWords(shape), imageFacts(shape)])).toEqual([
    ['28 × 28 pixels', '28 × 28 pixels, grey: 784 inputs'],
    ['32 × 32 × 3 pixels', '32 × 32 pixels, in colour: 3072 inputs'],
    [
      'windows of 10 characters',
      'Windows of 10 characters, a row of 3 symbols each, below an empty row for the label: 33 inputs',
    ],
  ]);
});
