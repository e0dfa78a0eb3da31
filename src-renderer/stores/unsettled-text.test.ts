import fc from 'fast-check';
import { expect, test } from 'vitest';

import { parseUnsettled } from './unsettled-text.ts';

const unsettled = fc.record({
  run: fc.string(),
  text: fc.constantFrom('name', 'notes'),
  mine: fc.string(),
  theirs: fc.string(),
  failure: fc.option(fc.string(), { nil: null }),
});

test('what was kept is read back, and anything else is nothing', () => {
  fc.assert(
    fc.property(fc.array(unsettled), fc.array(fc.jsonValue()), (kept, others) => {
      expect(parseUnsettled(JSON.stringify([...kept, ...others]))).toEqual(kept);
      for (const other of [JSON.stringify(others), '{', '"x"', null])
        expect(parseUnsettled(other)).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});
