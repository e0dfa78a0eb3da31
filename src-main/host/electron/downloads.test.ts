import { expect, test } from 'vitest';

import { plainFileName } from './downloads.ts';

test('a file is saved under a plain name, whatever the page calls it', () => {
  const names = [
    'loss.csv',
    '../../etc/passwd',
    'C:\\run: 7?.svg',
    '.. ',
    '',
    'a\u0000b.png',
    'x'.repeat(300),
  ];
  expect(names.map(plainFileName)).toEqual([
    'loss.csv',
    '-..-etc-passwd',
    'C--run- 7-.svg',
    'export',
    'export',
    'a-b.png',
    'x'.repeat(150),
  ]);
});
