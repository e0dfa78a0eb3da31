import { expect, test } from 'vitest';

import { createPart } from '../../../src-shared/spec/part.ts';
import { labelParts } from './index.ts';

test('the label pixel has a value of its own or that of the largest input', () => {
  expect([
    createPart(labelParts, { kind: 'in-input' }).value(5),
    createPart(labelParts, { kind: 'in-input', value: 2.5 }).value(5),
    createPart(labelParts, { kind: 'in-input', value: 'largest' }).value(5),
  ]).toEqual([1, 2.5, 5]);
});
