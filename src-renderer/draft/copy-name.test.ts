import { expect, test } from 'vitest';

import { copyName } from './copy-name.ts';

test('a copy is named after what it is a copy of, and its copies are counted', () => {
  expect(['digits', 'digits, copy', 'digits, copy 9', 'x'.repeat(200)].map(copyName)).toEqual([
    'digits, copy',
    'digits, copy 2',
    'digits, copy 10',
    `${'x'.repeat(194)}, copy`,
  ]);
});
