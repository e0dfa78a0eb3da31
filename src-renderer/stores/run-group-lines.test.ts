/** Seeds as one line, in words. */

import { expect, it } from 'vitest';

import { RunColumns, kindOfRunColumn } from './run-columns.ts';
import { fiveRuns, runTable } from './run-columns.fixture.ts';
import { groupLine } from './run-group-lines.ts';

it('says mean and deviation with their number, what is shared, and what is not', () => {
  const table = new RunColumns();
  table.replace(runTable(fiveRuns));
  const group = { key: 'hash-a', rows: Int32Array.of(0, 1, 2) };
  const kindOf = (id: string) => kindOfRunColumn(id) ?? 'text';
  const line = groupLine(table, group, 'configuration', true, kindOf);
  const columns = ['run:name', 'run:error', 'run:status', 'run:preset', 'run:train-seconds'];
  expect([line.label, line.count, line.folded, ...columns.map(line.text)]).toEqual([
    'wide',
    3,
    true,
    'wide',
    '4.00\u00a0% ± 1.41, n = 2',
    '2 different',
    '–',
    '5\u00a0min, n = 1',
  ]);
  expect(groupLine(table, { ...group, key: '' }, 'tag', true, kindOf).label).toBe('No tag');
});
