/** What was chosen survives a reload, and nothing that was stored can break the table. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseChoices, usualChoices } from './run-table-choices.ts';
import type { RunTableChoices } from './run-table-choices.ts';

describe('the choices of the runs table', () => {
  it('come back as they were stored', () => {
    const choices: RunTableChoices = {
      columns: ['run:name', 'metric:layer1/auc'],
      sort: [{ column: 'metric:layer1/auc', descending: true }],
      grouping: 'configuration',
      showArchived: true,
      pinned: ['r1'],
      widths: { 'run:name': 240 },
    };
    expect(parseChoices(JSON.stringify(choices))).toEqual(choices);
  });

  it('fall back piece by piece to what is usual', () => {
    expect(parseChoices(null)).toEqual(usualChoices);
    expect(
      parseChoices(
        '{"columns":[1,"run:name"],"sort":[{"column":"x"}],"grouping":"moon","pinned":"r1","widths":{"run:name":"wide"}}',
      ),
    ).toEqual({
      ...usualChoices,
      columns: ['run:name'],
    });
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (stored) => parseChoices(stored).columns.length > 0),
    );
  });
});
