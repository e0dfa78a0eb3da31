import fc from 'fast-check';
import { expect, test } from 'vitest';

import { withEdits } from './run-edits.ts';
import type { RunEdit } from './run-edits.ts';

const tag = fc.constantFrom('a', 'b', 'c', '12" disk');
const edit: fc.Arbitrary<RunEdit> = fc.oneof(
  fc.record({ kind: fc.constantFrom('add', 'remove'), tag }),
  fc.record({ kind: fc.constant('write'), text: fc.constantFrom('name', 'notes'), to: fc.string() }),
);
const run = fc.record({ name: fc.string(), notes: fc.string(), tags: fc.uniqueArray(tag) });

test('edits laid over a run one after the other show the same as all at once, and the last word holds', () => {
  fc.assert(
    fc.property(run, fc.array(edit), (before, edits) => {
      const after = withEdits(before, edits);
      expect(after).toEqual(edits.reduce((shown, each) => withEdits(shown, [each]), before));
      const last = edits.at(-1);
      if (last?.kind === 'write') expect(after[last.text]).toBe(last.to);
      else if (last !== undefined)
        expect(new Set<string>(after.tags).has(last.tag)).toBe(last.kind === 'add');
      else expect(after).toBe(before);
    }),
    { numRuns: 1000 },
  );
});
