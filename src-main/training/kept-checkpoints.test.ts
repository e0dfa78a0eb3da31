import { expect, test } from 'vitest';

import { checkpointsToDelete } from './kept-checkpoints.ts';

test('the newest two stay once they are recorded', () => {
  expect(checkpointsToDelete(['1', '2', '3', '4'], new Set(['1', '2', '3', '4']))).toEqual(['1', '2']);
});

test('the newest two recorded ones stay while newer ones are not recorded', () => {
  expect(checkpointsToDelete(['1', '2', '3', '4', '5', '6'], new Set(['1', '2', '3']))).toEqual(['1', '4']);
});

test('a host that records nothing does not fill the disk', () => {
  expect(checkpointsToDelete(['1', '2', '3', '4', '5'], new Set())).toEqual(['1', '2', '3']);
});
