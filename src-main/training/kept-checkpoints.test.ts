import { expect, test } from 'vitest';

import { checkpointsToDelete } from './kept-checkpoints.ts';

const written = (count: number): string[] => Array.from({ length: count }, (_, i) => String(i + 1));

test('the newest two stay once they are recorded', () => {
  expect(checkpointsToDelete(written(4), new Set(['1', '2', '3', '4']))).toEqual(['1', '2']);
});

test('newer ones stay while they are not recorded, because the host may be about to', () => {
  expect(checkpointsToDelete(written(6), new Set(['1', '2', '3']))).toEqual(['1']);
});

test('a host that records nothing does not fill the disk', () => {
  expect(checkpointsToDelete(written(10), new Set())).toEqual(['1', '2']);
  expect(checkpointsToDelete(written(12), new Set(['1', '2']))).toEqual(['3', '4']);
});
