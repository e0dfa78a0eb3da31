import { expect, test } from 'vitest';

import { commonMistakes, examplesInCell } from './confusion-picking.ts';

test('a cell stands for the examples of its label with its answer', () => {
  const labels = Uint16Array.of(7, 1, 7, 7, 1);
  const answers = Uint16Array.of(7, 7, 1, 1, 1);
  expect(examplesInCell(labels, answers, 7, 1)).toEqual([2, 3]);
  expect(examplesInCell(labels, answers, 1, 7)).toEqual([1]);
  expect(examplesInCell(labels, answers, 0, 7)).toEqual([]);
});

test('mistakes are listed largest first, without what was right', () => {
  expect(commonMistakes(Uint32Array.of(90, 1, 0, 4, 80, 4, 0, 0, 70), 3)).toEqual([
    { label: 1, answered: 0, count: 4 },
    { label: 1, answered: 2, count: 4 },
    { label: 0, answered: 1, count: 1 },
  ]);
});
