/** Steps from difference to difference, forwards and backwards, against one run and against the run above. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { RunColumns } from './run-columns.ts';
import { runTable } from './run-columns.fixture.ts';
import type { FixtureRun } from './run-columns.fixture.ts';
import { differingColumns, nextDifference } from './run-differences.ts';
import type { RunDifference, ShownRuns, TablePlace } from './run-differences.ts';

const columns = ['run:name', 'run:seed', 'setting:units', 'setting:rate'];
const run = (id: string, configuration: string, units: number, rate: number, seed = 1): FixtureRun => ({
  id,
  'run:configuration': configuration,
  'run:seed': seed,
  'setting:seed': seed,
  'setting:units': units,
  'setting:rate': rate,
});

function shownRuns(runs: readonly FixtureRun[], change: Partial<ShownRuns> = {}): ShownRuns {
  const table = new RunColumns();
  table.replace(runTable(runs, ['setting:units', 'setting:rate', 'setting:seed']));
  return { table, lineCount: runs.length, rowAt: (line) => line, columns, reference: null, ...change };
}

/** All differences from a place on, in the order they are met. */
function walk(shown: ShownRuns, from: TablePlace, by: 1 | -1): RunDifference[] {
  const next = nextDifference(shown, from, by);
  return next === null ? [] : [next, ...walk(shown, next, by)];
}
const places = (found: readonly RunDifference[]) => found.map(({ line, column }) => [line, column]);

const fourRuns = [
  run('a1', 'a', 500, 0.1, 1),
  run('a2', 'a', 500, 0.1, 2),
  run('b', 'b', 700, 0.2),
  run('c', 'c', 700, 0.1),
];

describe('the differences between runs', () => {
  it('stand in the columns of settings, and seeds are none', () => {
    const { table } = shownRuns(fourRuns);
    expect([
      differingColumns(table, 0, 1, [...columns, 'setting:seed']),
      differingColumns(table, 0, 2, columns),
      differingColumns(table, 2, 3, columns),
    ]).toEqual([[], ['setting:units', 'setting:rate'], ['setting:rate']]);
  });

  it('stand at the configuration, else at the first column, where no column shows the setting', () => {
    const { table } = shownRuns(fourRuns);
    expect([
      differingColumns(table, 0, 2, ['run:name', 'run:configuration']),
      differingColumns(table, 0, 2, ['run:name', 'run:seed']),
      differingColumns(table, 0, 1, ['run:name', 'run:configuration']),
    ]).toEqual([['run:configuration'], ['run:name'], []]);
  });

  it('are met cell by cell, each run against the one above', () => {
    const down = walk(shownRuns(fourRuns), { line: -1, column: 0 }, 1);
    const up = walk(shownRuns(fourRuns), { line: 3, column: 3 }, -1);
    expect([down[0], places(down), places(up)]).toEqual([
      { line: 2, column: 2, runId: 'b', against: 'a2', columns: ['setting:units', 'setting:rate'] },
      [
        [2, 2],
        [2, 3],
        [3, 3],
      ],
      [
        [2, 3],
        [2, 2],
      ],
    ]);
  });

  it('are met against one run, above it too', () => {
    const found = walk(shownRuns(fourRuns, { reference: 'c' }), { line: 0, column: 0 }, 1);
    expect([places(found), new Set(found.map(({ against }) => against))]).toEqual([
      [
        [0, 2],
        [1, 2],
        [2, 3],
      ],
      new Set(['c']),
    ]);
  });

  it('are none above the header, nor below the last line', () => {
    const shown = shownRuns(fourRuns, { reference: 'c' });
    expect([
      nextDifference(shown, { line: -1, column: 0 }, -1),
      nextDifference(shown, { line: 9, column: 0 }, 1),
      nextDifference(shown, { line: 9, column: 0 }, -1)?.line,
    ]).toEqual([null, null, 2]);
  });

  it('pass over lines that stand for several configurations', () => {
    const rows = [null, 0, null, 2];
    const shown = shownRuns(fourRuns, { lineCount: 4, rowAt: (line) => rows[line] ?? null });
    expect(walk(shown, { line: 0, column: 0 }, 1).map(({ line, against }) => [line, against])).toEqual([
      [3, 'a1'],
      [3, 'a1'],
    ]);
  });

  it('are the same ones upwards as downwards', () => {
    const settings = fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 }));
    fc.assert(
      fc.property(fc.array(settings), fc.boolean(), (all, isAgainstOne) => {
        const runs = all.map(([units, rate], index) => run(`r${index}`, `${units} ${rate}`, units, rate));
        const shown = shownRuns(runs, { reference: isAgainstOne && runs.length > 0 ? 'r0' : null });
        const down = walk(shown, { line: -1, column: 0 }, 1);
        const up = walk(shown, { line: runs.length - 1, column: columns.length }, -1);
        expect(up).toEqual(down.toReversed());
      }),
    );
  });
});
