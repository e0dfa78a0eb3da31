/**
 * What a query means for each run: conditions become small tests over columns, made once and then asked ten thousand
 * times. A value that cannot be read as the column's kind is a problem to be told, not a run that silently fails.
 */

import type { ColumnKind } from '../../src-shared/views/run-table-view.ts';
import { tagsOf } from './run-columns.ts';
import type { KindOf, RunColumns } from './run-columns.ts';
import type { QueryCondition, QueryOperator, QueryWord, RunQuery } from './run-query.ts';

type RowTest = (row: number) => boolean;

export interface CompiledFilter {
  /** Rows that pass, in the table's own order. */
  readonly rows: Int32Array;
  readonly problems: readonly string[];
}

const numericKinds: readonly ColumnKind[] = ['number', 'fraction', 'seconds', 'bytes', 'date'];

/** The runs that a query and the switch for archived runs leave. */
export function filterRuns(
  table: RunColumns,
  query: RunQuery,
  kindOf: KindOf,
  showArchived: boolean,
): CompiledFilter {
  const problems: string[] = [];
  const tests: RowTest[] = [];
  const asksAboutArchived = query.conditions.some(({ columns }) => columns.includes('run:archived'));
  if (!showArchived && !asksAboutArchived) tests.push(hideArchived(table));
  for (const condition of query.conditions) {
    const test = compileCondition(table, condition, kindOf);
    if (typeof test === 'string') problems.push(test);
    else tests.push(condition.negated ? (row) => !test(row) : test);
  }
  for (const word of query.words) tests.push(compileWord(table, word));
  return { rows: passing(table.rowCount, tests), problems };
}

function passing(rowCount: number, tests: readonly RowTest[]): Int32Array {
  const rows = new Int32Array(rowCount);
  let count = 0;
  for (let row = 0; row < rowCount; row += 1) {
    if (tests.every((test) => test(row))) {
      rows[count] = row;
      count += 1;
    }
  }
  return rows.subarray(0, count);
}

function hideArchived(table: RunColumns): RowTest {
  const archived = table.numbers('run:archived');
  return (row) => archived[row] !== 1;
}

function compileWord(table: RunColumns, { text, negated }: QueryWord): RowTest {
  const haystacks = table.haystacks();
  return (row) => (haystacks[row] as string).includes(text) !== negated;
}

/** The test, or why there is none. */
function compileCondition(table: RunColumns, condition: QueryCondition, kindOf: KindOf): RowTest | string {
  const [first] = condition.columns;
  const kind = kindOf(first as string);
  if (numericKinds.includes(kind) || /[<>]/.test(condition.operator))
    return compileNumber(table, condition, kind);
  if (kind === 'boolean') return compileBoolean(table, condition);
  return compileText(table, condition, kind);
}

function compileNumber(table: RunColumns, condition: QueryCondition, kind: ColumnKind): RowTest | string {
  const { field, operator, columns } = condition;
  const wanted = condition.values.map((value) => readNumber(value, kind));
  const bad = wanted.findIndex((value) => value === null);
  if (bad >= 0) return `${field}: "${condition.values[bad] as string}" is not ${wantedWords(kind)}`;
  const ranges = wanted as readonly NumberRange[];
  const lists = columns.map((id) => table.numbers(id));
  const compare = comparison(operator, ranges);
  return (row) => {
    let lowest = NaN;
    for (const list of lists) {
      const value = list[row] as number;
      if (!(lowest <= value)) lowest = Number.isNaN(value) ? lowest : value;
    }
    return !Number.isNaN(lowest) && compare(lowest);
  };
}

/** A number, or all that "2026-11-25" covers: from `low` up to but not including `high`; equal for a number. */
interface NumberRange {
  readonly low: number;
  readonly high: number;
}

function comparison(operator: QueryOperator, ranges: readonly NumberRange[]): (value: number) => boolean {
  const { low, high } = ranges[0] as NumberRange;
  const within = (value: number): boolean =>
    ranges.some((range) =>
      range.low === range.high ? value === range.low : value >= range.low && value < range.high,
    );
  switch (operator) {
    case '<':
      return (value) => value < low;
    case '<=':
      return low === high ? (value) => value <= high : (value) => value < high;
    case '>':
      return low === high ? (value) => value > high : (value) => value >= high;
    case '>=':
      return (value) => value >= low;
    case '!=':
      return (value) => !within(value);
    case ':':
    case '=':
      return within;
  }
}

const secondsPer: Readonly<Record<string, number>> = { s: 1, m: 60, min: 60, h: 3600, d: 86_400 };

/** "0.03", "3%", "90s", "2h", "2026-11-25"; null for anything else. */
export function readNumber(text: string, kind: ColumnKind): NumberRange | null {
  const same = (value: number): NumberRange => ({ low: value, high: value });
  if (kind === 'date') return readDate(text);
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(%|s|m|min|h|d|k|M)?$/.exec(text);
  if (match === null) return null;
  const [, digits = '', unit] = match;
  const value = Number(digits);
  if (unit === undefined) return same(value);
  if (unit === '%') return same(value / 100);
  if (unit === 'k') return same(value * 1e3);
  if (unit === 'M') return same(value * 1e6);
  return kind === 'seconds' ? same(value * (secondsPer[unit] as number)) : null;
}

/** A year, month, day or a moment, in this machine's time zone. */
function readDate(text: string): NumberRange | null {
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text);
  if (match === null) {
    const moment = /^\d{4}-\d{2}-\d{2}T/.test(text) ? Date.parse(text) : NaN;
    return Number.isNaN(moment) ? null : { low: moment, high: moment };
  }
  // A part that was not written is NaN.
  const [year = NaN, month = NaN, day = NaN] = match.slice(1).map(Number);
  const at = (years: number, months: number, days: number): number =>
    new Date(year + years, (month || 1) - 1 + months, (day || 1) + days).getTime();
  const isMonth = !Number.isNaN(month);
  const high = !Number.isNaN(day) ? at(0, 0, 1) : isMonth ? at(0, 1, 0) : at(1, 0, 0);
  return { low: at(0, 0, 0), high };
}

function wantedWords(kind: ColumnKind): string {
  if (kind === 'date') return 'a date such as 2026-11-25';
  if (kind === 'seconds') return 'a duration such as 90s, 5m or 2h';
  if (kind === 'fraction') return 'a number such as 0.03 or 3%';
  return 'a number';
}

function compileBoolean(table: RunColumns, condition: QueryCondition): RowTest | string {
  const wanted = condition.values.map((value) => ['false', 'true'].indexOf(value.toLowerCase()));
  const bad = wanted.indexOf(-1);
  if (bad >= 0) return `${condition.field}: "${condition.values[bad] as string}" is neither true nor false`;
  const list = table.numbers(condition.columns[0] as string);
  const isNot = condition.operator === '!=';
  return (row) => wanted.includes(list[row] as number) !== isNot;
}

/** ":" looks for a part of the text ("status" and "tag": the whole of it); "=" compares all of it. Case does not matter. */
function compileText(table: RunColumns, condition: QueryCondition, kind: ColumnKind): RowTest {
  const [id] = condition.columns as [string];
  const wanted = condition.values.map((value) => value.toLowerCase());
  const isNot = condition.operator === '!=';
  if (kind === 'tags') {
    return (row) => {
      const tags = tagsOf(table.cell(row, id)).map((tag) => tag.toLowerCase());
      return wanted.some((value) => (value === '' ? tags.length === 0 : tags.includes(value))) !== isNot;
    };
  }
  const whole = condition.operator !== ':' || kind === 'status';
  return (row) => {
    const text = String(table.cell(row, id) ?? '').toLowerCase();
    return wanted.some((value) => (whole || value === '' ? text === value : text.includes(value))) !== isNot;
  };
}
