import { expect, test } from 'vitest';

import { createPart } from '../../../src-shared/spec/part.ts';
import { thresholdParts } from './index.ts';

test('a threshold is one number for all layers, or grows with the layer', () => {
  expect([
    createPart(thresholdParts, { kind: 'number' })(1000),
    createPart(thresholdParts, { kind: 'number', value: 3 })(1000),
    createPart(thresholdParts, { kind: 'units' })(1000),
    createPart(thresholdParts, { kind: 'units', factor: 0.5 })(1000),
  ]).toEqual([2, 3, 1000, 500]);
});
