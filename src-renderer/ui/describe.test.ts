/** Ids that tie a control to its help and its problem. */

import { expect, it } from 'vitest';

import { describedBy } from './describe.ts';

it('A control is described by its problem first, then by its help, and by nothing where there is neither', () => {
  expect([
    describedBy('rate', 'How far', 'At least 0.'),
    describedBy('rate', 'How far', undefined),
    describedBy('rate', undefined, 'At least 0.'),
    describedBy('rate', '', ''),
  ]).toEqual(['rate-problem rate-help', 'rate-help', 'rate-problem', undefined]);
});
