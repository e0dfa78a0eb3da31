/** Which runs a query leaves. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { tagSeparator } from '../../src-shared/views/run-table-view.ts';
import { runStatuses } from '../../src-shared/views/run-view.ts';
import { RunColumns, kindOfRunColumn } from './run-columns.ts';
import { fiveRuns, runTable } from './run-columns.fixture.ts';
import { completionsAt } from './run-completion.ts';
import { filterRuns, readNumber } from './run-filter.ts';
import { parseRunQuery, queryFields } from './run-query.ts';

const table = new RunColumns();
table.replace(runTable(fiveRuns, ['setting:layers.0.units']));
const kindOf = (id: string) => kindOfRunColumn(id) ?? 'number';

function left(query: string, showArchived = false): string[] {
  const { rows, problems } = filterRuns(table, parseRunQuery(query), kindOf, showArchived);
  expect(problems).toEqual([]);
  return Array.from(rows, (row) => table.runId(row));
}

describe('the filter of the runs table', () => {
  it('leaves archived runs out unless they are asked for', () => {
    expect(left('')).toEqual(['a1', 'a2', 'a3', 'b1']);
    expect(left('', true)).toEqual(['a1', 'a2', 'a3', 'b1', 'c1']);
    expect(left('archived:true')).toEqual(['c1']);
    expect(left('archived:true,false')).toEqual(['a1', 'a2', 'a3', 'b1', 'c1']);
  });

  it('compares numbers, and leaves out runs that have none', () => {
    expect(left('error<0.05')).toEqual(['a1']);
    expect(left('error<=5%')).toEqual(['a1', 'a2']);
    expect(left('layers.0.units>=500')).toEqual(['a1', 'a2', 'a3']);
    expect(left('layers.0.units!=500')).toEqual(['b1']);
    expect(left('seed:1,3')).toEqual(['a1', 'a3', 'b1']);
    expect(left('time>4m')).toEqual(['a3']);
  });

  it('takes a day as the whole of it', () => {
    expect(left('created=2026-11-01')).toEqual(['a1', 'b1']);
    expect(left('created>2026-11-01')).toEqual(['a2', 'a3']);
    expect(left('created<=2026-11-02')).toEqual(['a1', 'a2', 'b1']);
    expect(left('created:2026-11')).toEqual(['a1', 'a2', 'a3', 'b1']);
  });

  it('looks for parts of texts, and for whole statuses and tags', () => {
    expect(left('name:net')).toEqual(['b1']);
    expect(left('name=net')).toEqual([]);
    expect(left('status:completed,failed')).toEqual(['a1', 'a2', 'b1']);
    expect(left('tag:wide')).toEqual(['a1']);
    expect(left('tag:""')).toEqual(['a3', 'b1']);
    expect(left('-tag:sweep')).toEqual(['a3', 'b1']);
    expect(left('preset!=quick-start')).toEqual(['a1', 'a2', 'a3']);
  });

  it('looks for free words in names, tags, notes and identifiers', () => {
    expect(left('narrow')).toEqual(['b1']);
    expect(left('a2')).toEqual(['a2']);
    expect(left('wide -sweep')).toEqual(['a3']);
    expect(left('"narrow net"')).toEqual(['b1']);
  });

  it('says which value it cannot read, and keeps the other conditions', () => {
    const query = parseRunQuery('error<small seed:1 archived:maybe created>soon time<3%x');
    const { rows, problems } = filterRuns(table, query, kindOf, false);
    expect(Array.from(rows, (row) => table.runId(row))).toEqual(['a1', 'b1', 'c1']);
    expect(problems).toEqual([
      'error: "small" is not a number such as 0.03 or 3%',
      'archived: "maybe" is neither true nor false',
      'created: "soon" is not a date such as 2026-11-25',
      'time: "3%x" is not a duration such as 90s, 5m or 2h',
    ]);
  });

  it('reads numbers with the units people write', () => {
    const low = (text: string, kind: 'number' | 'seconds') => readNumber(text, kind)?.low ?? null;
    expect(['1e-3', '-2', '.5', '3k', '12 %'].map((text) => low(text, 'number'))).toEqual([
      1e-3, -2, 0.5, 3000, 0.12,
    ]);
    expect(['90s', '5m', '5min', '1.5h', '2d'].map((text) => low(text, 'seconds'))).toEqual([
      90, 300, 300, 5400, 172_800,
    ]);
    expect(['', 'abc', '1x', '5m'].map((text) => low(text, 'number'))).toEqual([null, null, null, null]);
  });

  it('knows for every field which runs have no value', () => {
    const all = ['a1', 'a2', 'a3', 'b1', 'c1'];
    for (const { name, columns } of queryFields) {
      const without = all.filter((id) => {
        const cell = table.cell(table.rowOf(id) as number, columns[0]);
        return cell === null || cell === '';
      });
      const others = all.filter((id) => !without.includes(id));
      expect([name, left(`${name}:""`, true)]).toEqual([name, without]);
      expect([name, left(`-${name}=""`, true)]).toEqual([name, others]);
      expect([name, left(`${name}!=""`, true)]).toEqual([name, others]);
    }
    expect(left('error:"",3%')).toEqual(['a1', 'a3']);
    expect(left('layers.0.units!="",500')).toEqual(['b1']);
  });

  it('says which value no run has', () => {
    const said = (query: string) => filterRuns(table, parseRunQuery(query), kindOf, false).problems;
    expect(said('status:runing')).toEqual([`status: "runing" is none of ${runStatuses.join(', ')}`]);
    expect(said('engine:foo tag:wide,wid preset=quick -tag:gone')).toEqual([
      'engine: no run has "foo"',
      'tag: no run has "wid"',
      'preset: no run has "quick"',
      'tag: no run has "gone"',
    ]);
    expect(said('preset:quick name:foo notes:foo tag:SWEEP status:Failed,paused')).toEqual([]);
    expect(
      said('time<5% seed:3d created:2026-13 created:2026-02-30 created:2026-00-01T10:00 error<""'),
    ).toEqual([
      'time: "5%" is not a duration such as 90s, 5m or 2h',
      'seed: "3d" is not a number',
      'created: "2026-13" is not a date such as 2026-11-25',
      'created: "2026-02-30" is not a date such as 2026-11-25',
      'created: "2026-00-01T10:00" is not a date such as 2026-11-25',
      'error: "<" needs a value',
    ]);
  });

  it('finds what the query box offers, whatever tags and names are', () => {
    const text = fc
      .oneof(fc.string(), fc.string({ unit: fc.constantFrom('"', '\\', ',', ' ', ':', '=', '-', 'x') }))
      .map((each) => each.trim().replaceAll(tagSeparator, ''))
      .filter((each) => each !== '');
    fc.assert(
      fc.property(text, fc.uniqueArray(text, { minLength: 1, maxLength: 3 }), (name, tags) => {
        const named = new RunColumns();
        named.replace(runTable([{ id: 'a', 'run:name': name, 'run:tags': tags.join(tagSeparator) }]));
        for (const begin of ['tag:', 'name=']) {
          const sources = { columns: () => [], values: (id: string) => named.distinct(id) };
          const offers = completionsAt(begin, begin.length, sources);
          expect(offers.map(({ label }) => label)).toEqual(begin === 'tag:' ? tags : [name]);
          for (const offer of offers) {
            const { rows, problems } = filterRuns(named, parseRunQuery(begin + offer.text), kindOf, false);
            expect([rows.length, problems]).toEqual([1, []]);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('never fails, and leaves only runs there are', () => {
    const word = fc.constantFrom(
      ...queryFields.map(({ name }) => name),
      '""',
      '"',
      ':',
      '<',
      '!=',
      ' ',
      ',',
      '-',
      '5',
      '%',
      'x',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(word, fc.string({ maxLength: 3 })), { maxLength: 12 }), (parts) => {
        const { rows } = filterRuns(table, parseRunQuery(parts.join('')), kindOf, true);
        return rows.every((row) => row >= 0 && row < table.rowCount);
      }),
      { numRuns: 1000 },
    );
  });
});
