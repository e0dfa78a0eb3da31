import fc from 'fast-check';
import { expect, test } from 'vitest';

import { closestName } from './closest-name.ts';

const known = ['learningRate', 'smoothing', 'weightDecay', 'units'];

test.each([
  ['learnignRate', 'learningRate'],
  ['LEARNINGRATE', 'learningRate'],
  ['learning_rate', 'learningRate'],
  ['unit', 'units'],
  ['uints', 'units'],
  ['decay', null],
  ['x', null],
  ['', null],
])('"%s" is taken for %s', (name, expected) => {
  expect(closestName(name, known)).toBe(expected);
});

test('a known name is nearest to itself, and nothing is near to nothing', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, selector: (s) => s.toLowerCase() }),
      (names) => {
        for (const name of names) expect(closestName(name, names)).toBe(name);
        expect(closestName(names[0] as string, [])).toBeNull();
      },
    ),
  );
});
