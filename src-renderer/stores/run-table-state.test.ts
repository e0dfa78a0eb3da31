import fc from 'fast-check';
import { expect, test } from 'vitest';

import { viewContentSchema } from '../../src-shared/contract/named-view-schema.ts';
import { groupings } from './run-arrange.ts';
import { contentOfTable, tableOfContent, unknownGrouping } from './run-table-state.ts';

const column = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
const states = fc.record({
  queryText: fc.string({ unit: 'binary', maxLength: 200 }).map((text) => text.toWellFormed()),
  choices: fc.record({
    columns: fc.uniqueArray(column, { maxLength: 12 }),
    widths: fc.dictionary(
      column.filter((id) => id !== '__proto__'),
      fc.integer({ min: 1, max: 3999 }),
    ),
    sort: fc.array(fc.record({ column, descending: fc.boolean() }), { maxLength: 4 }),
    grouping: fc.constantFrom(...groupings),
    showArchived: fc.boolean(),
  }),
  unfolded: fc.uniqueArray(column, { maxLength: 6 }).map((keys) => new Set(keys)),
});

test('a table kept and shown again is as it was left', () => {
  fc.assert(
    fc.property(states, (state) => {
      const content = contentOfTable(state);
      const kept: unknown = JSON.parse(JSON.stringify(content));
      expect(viewContentSchema.parse(kept)).toEqual(content);
      expect(tableOfContent(content)).toEqual(state);
      expect(unknownGrouping(content)).toBe(null);
    }),
    { numRuns: 1000 },
  );
});

test('a grouping of another version is as none, and is said', () => {
  const content = {
    place: 'runs',
    filter: '',
    columns: [],
    widths: {},
    sort: [],
    grouping: 'moon',
    unfolded: [],
    showArchived: false,
  } as const;
  expect(tableOfContent(content).choices.grouping).toBe('none');
  expect(unknownGrouping(content)).toBe('moon');
});
