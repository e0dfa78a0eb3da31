/** The columns under deltas: what is kept up to date must equal what is loaded afresh. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { RunColumns, tagsOf } from './run-columns.ts';
import { fiveRuns, runTable } from './run-columns.fixture.ts';
import type { FixtureRun } from './run-columns.fixture.ts';

const ranked = [
  ['run:name', 'text'],
  ['run:error', 'fraction'],
  ['run:status', 'status'],
] as const;

function contents(table: RunColumns): Record<string, unknown>[] {
  const rows = Array.from({ length: table.rowCount }, (_, row) => ({
    id: table.runId(row),
    cells: table.columnIds.map((id) => [id, table.cell(row, id)]),
    number: table.numbers('run:error')[row],
    ranks: ranked.map(([id, kind]) => table.ranks(id, kind).ranks[row]),
    haystack: table.haystacks()[row],
    found: table.rowOf(table.runId(row)) === row,
    different: table.distinct('run:name').toSorted((a, b) => (a.value < b.value ? -1 : 1)),
  }));
  return rows.sort((a, b) => (a.id < b.id ? -1 : 1));
}

describe('the columns of runs', () => {
  it('take changed, new and removed runs, and forget the keys made before', () => {
    const table = new RunColumns();
    table.replace(runTable(fiveRuns));
    const changed = { ...(fiveRuns[2] as FixtureRun), 'run:error': 0.04, 'run:name': 'zebra' };
    table.apply(runTable([{ id: 'd1', 'run:name': 'new' }, changed], [], 7, ['a1', 'never-seen']));
    const fresh = new RunColumns();
    fresh.replace(
      runTable([
        { id: 'd1', 'run:name': 'new' },
        ...fiveRuns.slice(1).map((run) => (run.id === 'a3' ? changed : run)),
      ]),
    );
    expect(contents(table)).toEqual(contents(fresh));
    expect([table.revision, table.rowOf('a1')]).toEqual([7, null]);
  });

  it('equal a fresh load after any deltas', () => {
    const change = fc.record({
      id: fc.integer({ min: 0, max: 9 }),
      error: fc.option(fc.double(), { nil: null }),
      name: fc.constantFrom('Wide', 'narrow', null),
    });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.array(change), fc.array(fc.integer({ min: 0, max: 9 })))),
        (deltas) => {
          const table = new RunColumns();
          table.replace(runTable([]));
          const truth = new Map<string, FixtureRun>();
          for (const [changes, removals] of deltas) {
            const runs = new Map(
              changes.map(({ id, error, name }) => [
                `r${id}`,
                { id: `r${id}`, 'run:error': error, 'run:name': name },
              ]),
            );
            const removed = removals.map((id) => `r${id}`).filter((id) => !runs.has(id));
            for (const [id, run] of runs) truth.set(id, run);
            for (const id of removed) truth.delete(id);
            contents(table); // makes keys, of which some hold
            table.apply(runTable([...runs.values()], [], 2, removed));
          }
          const fresh = new RunColumns();
          fresh.replace(runTable([...truth.values()]));
          expect(contents(table)).toEqual(contents(fresh));
        },
      ),
    );
  });

  it('are ordered anew where a column turns out to be of another kind', () => {
    const table = new RunColumns();
    const values = [10, 9, 'deep'].map((value, at) => ({ id: `r${at}`, 'setting:size': value }));
    table.replace(runTable(values, ['setting:size']));
    expect([...table.ranks('setting:size', 'number').ranks]).toEqual([1, 0, -1]);
    expect([...table.ranks('setting:size', 'text').ranks]).toEqual([1, 0, 2]);
  });

  it('are prepared piece by piece until everything is there', () => {
    const table = new RunColumns();
    const many = Array.from({ length: 12_000 }, (_, at) => ({ id: `r${at}`, 'run:name': `Net ${at % 7}` }));
    table.replace(runTable(many));
    const columns = [
      { id: 'run:name', kind: 'text' },
      { id: 'run:error', kind: 'fraction' },
      { id: 'metric:absent', kind: 'text' },
    ] as const;
    let pieces = 0;
    while (table.prepareOne(columns)) pieces += 1;
    expect(pieces).toBe(3 + 2);
    const fresh = new RunColumns();
    fresh.replace(runTable(many));
    expect(contents(table)).toEqual(contents(fresh));
  });

  it('count the different values of a column, tags one by one', () => {
    const table = new RunColumns();
    table.replace(runTable(fiveRuns));
    expect(table.distinct('run:status')).toEqual([
      { value: 'completed', runs: 3 },
      { value: 'running', runs: 1 },
      { value: 'failed', runs: 1 },
    ]);
    expect(table.distinct('run:tags')).toEqual([
      { value: 'sweep', runs: 2 },
      { value: 'wide', runs: 1 },
    ]);
    expect([tagsOf(null), tagsOf(''), tagsOf('a\u001fb, c')]).toEqual([[], [], ['a', 'b, c']]);
  });
});
