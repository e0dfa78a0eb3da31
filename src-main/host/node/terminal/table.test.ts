import { expect, test } from 'vitest';

import { formatPairs, formatTable } from './table.ts';

test('columns line up, numbers to the right, without trailing spaces', () => {
  const table = formatTable(
    [{ title: 'run' }, { title: 'error', right: true }, { title: 'name' }],
    [
      ['a', '10.25 %', 'größer'],
      ['long', '3.10 %', ''],
    ],
  );
  expect(table).toBe('run     error  name\na     10.25 %  größer\nlong   3.10 %');
});

test('pairs line up', () => {
  expect(
    formatPairs([
      ['a', '1'],
      ['name', '2'],
    ]),
  ).toBe('a     1\nname  2');
});
