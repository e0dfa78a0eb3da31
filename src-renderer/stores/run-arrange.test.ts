/** The order of runs, and seeds folded into one line. */

import { describe, expect, it } from 'vitest';

import { arrangeRuns, foldCell, meanOf } from './run-arrange.ts';
import type { ArrangeOptions } from './run-arrange.ts';
import { RunColumns, kindOfRunColumn } from './run-columns.ts';
import { fiveRuns, runTable } from './run-columns.fixture.ts';

const table = new RunColumns();
table.replace(runTable(fiveRuns));
const all = Int32Array.from(fiveRuns.keys());
const usual: ArrangeOptions = {
  sort: [{ column: 'run:error', descending: false }],
  grouping: 'none',
  pinned: new Set(),
  unfolded: new Set(),
  kindOf: (id) => kindOfRunColumn(id) ?? 'number',
};

function lines(options: Partial<ArrangeOptions>): string[] {
  const arranged = arrangeRuns(table, all, { ...usual, ...options });
  return Array.from(arranged.lines, (line) =>
    line >= 0 ? table.runId(line) : `[${arranged.groups[-1 - line]?.key ?? '?'}]`,
  );
}

describe('the order of runs', () => {
  it('is that of the sorted column, runs without a value last in either direction', () => {
    expect(lines({})).toEqual(['c1', 'a1', 'a2', 'b1', 'a3']);
    expect(lines({ sort: [{ column: 'run:error', descending: true }] })).toEqual([
      'b1',
      'a2',
      'a1',
      'c1',
      'a3',
    ]);
    expect(lines({ sort: [{ column: 'run:name', descending: false }] })).toEqual([
      'b1',
      'c1',
      'a1',
      'a2',
      'a3',
    ]);
    expect(lines({ sort: [{ column: 'run:status', descending: false }] })).toEqual([
      'a3',
      'b1',
      'a1',
      'a2',
      'c1',
    ]);
  });

  it('takes a further column where the first says the same', () => {
    const sort = [
      { column: 'run:name', descending: true },
      { column: 'run:seed', descending: true },
    ];
    expect(lines({ sort })).toEqual(['a3', 'a2', 'a1', 'c1', 'b1']);
  });

  it('puts pinned runs on top, whatever is sorted by', () => {
    expect(lines({ pinned: new Set(['b1', 'a2']) })).toEqual(['a2', 'b1', 'c1', 'a1', 'a3']);
    expect(arrangeRuns(table, all, { ...usual, pinned: new Set(['b1', 'a2']) }).pinned).toBe(2);
  });

  it('folds the seeds of a configuration, and leaves single runs as they are', () => {
    expect(lines({ grouping: 'configuration' })).toEqual(['c1', '[hash-a]', 'b1']);
    expect(lines({ grouping: 'configuration', unfolded: new Set(['hash-a']) })).toEqual([
      'c1',
      '[hash-a]',
      'a1',
      'a2',
      'a3',
      'b1',
    ]);
  });

  it('lists a run under each of its tags', () => {
    const unfolded = new Set(['', 'sweep', 'wide']);
    expect(lines({ grouping: 'tag', unfolded })).toEqual([
      '[wide]',
      'a1',
      '[sweep]',
      'a1',
      'a2',
      '[]',
      'c1',
      'b1',
      'a3',
    ]);
  });
});

describe('a folded group', () => {
  const seeds = Int32Array.of(0, 1, 2);

  it('has the mean over runs that have a number', () => {
    expect(meanOf(table.numbers('run:error'), seeds)).toBeCloseTo(0.04, 12);
    expect(meanOf(table.numbers('run:error'), Int32Array.of(2))).toBeNaN();
  });

  it('shows what its runs share, and counts what they do not', () => {
    const fold = (id: string) => foldCell(table, seeds, id, usual.kindOf(id));
    expect(fold('run:name')).toEqual({ sort: 'same', cell: 'wide' });
    expect(fold('run:status')).toEqual({ sort: 'different', count: 2 });
    expect(fold('run:seed')).toEqual({ sort: 'different', count: 3 });
    expect(fold('run:softmax')).toEqual({ sort: 'same', cell: null });
    expect(fold('run:train-seconds')).toEqual({ sort: 'numbers', values: [300] });
  });
});
