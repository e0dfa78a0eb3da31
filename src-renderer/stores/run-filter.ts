/**
 * What a query means for each run: conditions become small tests over columns, made once and then asked ten thousand
 * times. A value that cannot be read as the column's kind is a problem to be told, not a run that silently fails.
 */

import { runStatuses } from '../../src-shared/views/run-view.ts';
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

/** Looked through for a part of their text, so that finding nothing says nothing of the question. */
const searchedTexts: readonly string[] = ['run:name', 'run:notes'];

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
    else {
      problems.push(...valuesNobodyHas(table, condition, kindOf));
      tests.push(condition.negated ? (row) => !test(row) : test);
    }
  }
  for (const word of query.words) tests.push(compileWord(table, word));
  return { rows: passing(table.rowCount, tests), problems };
}

/** One test after the other: each looks at what those before it leave. */
function passing(rowCount: number, tests: readonly RowTest[]): Int32Array {
  const rows = new Int32Array(rowCount);
  for (let row = 0; row < rowCount; row += 1) rows[row] = row;
  let count = rowCount;
  for (const test of tests) {
    let left = 0;
    for (let at = 0; at < count; at += 1) {
      const row = rows[at] as number;
      if (!test(row)) continue;
      rows[left] = row;
      left += 1;
    }
    count = left;
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
  const { field, operator, columns, values } = condition;
  const asked = values.filter((value) => value !== '');
  const asksForNone = asked.length < values.length;
  if (asksForNone && /[<>]/.test(operator)) return `${field}: "${operator}" needs a value`;
  const wanted = asked.map((value) => readNumber(value, kind));
  const bad = wanted.findIndex((value) => value === null);
  if (bad >= 0) return `${field}: "${asked[bad] as string}" is not ${wantedWords(kind)}`;
  const compare = comparison(operator, wanted as readonly NumberRange[]);
  const lists = columns.map((id) => table.numbers(id));
  // "!=" asks for runs that have another value, so those that have none are not meant.
  const ofNone = asksForNone && operator !== '!=';
  return (row) => {
    let lowest = NaN;
    for (const list of lists) {
      const value = list[row] as number;
      if (!(lowest <= value)) lowest = Number.isNaN(value) ? lowest : value;
    }
    return Number.isNaN(lowest) ? ofNone : compare(lowest);
  };
}

/** A number, or all that "2026-11-25" covers: from `low` up to but not including `high`; equal for a number. */
interface NumberRange {
  readonly low: number;
  readonly high: number;
}

function comparison(operator: QueryOperator, ranges: readonly NumberRange[]): (value: number) => boolean {
  const { low, high } = ranges[0] ?? { low: NaN, high: NaN };
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

/** What one of a unit is worth in numbers, durations and fractions. */
const units: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  seconds: { s: 1, m: 60, min: 60, h: 3600, d: 86_400 },
  fraction: { '%': 0.01 },
  other: { '%': 0.01, k: 1e3, M: 1e6 },
};

/** "0.03", "3%", "90s", "2h", "2026-11-25"; null for anything else. */
export function readNumber(text: string, kind: ColumnKind): NumberRange | null {
  if (kind === 'date') return readDate(text);
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(%|s|m|min|h|d|k|M)?$/.exec(text);
  if (match === null) return null;
  const [, digits = '', unit] = match;
  const known = units[kind] ?? units['other'];
  const worth = unit === undefined ? 1 : known?.[unit];
  if (worth === undefined) return null;
  const value = unit === '%' ? Number(digits) / 100 : Number(digits) * worth;
  return { low: value, high: value };
}

/** A year, month, day or a moment, in this machine's time zone. null for a day that no calendar has. */
function readDate(text: string): NumberRange | null {
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(T.+)?)?)?$/.exec(text);
  if (match === null) return null;
  // A part that was not written is NaN.
  const [year = NaN, month = NaN, day = NaN] = match.slice(1, 4).map(Number);
  const first = dateOf(year, month || 1, day || 1);
  const isThere = first.getMonth() + 1 === (month || 1) && first.getDate() === (day || 1);
  if (!isThere || month === 0 || day === 0) return null;
  if (match[4] !== undefined) {
    const moment = Date.parse(text);
    return Number.isNaN(moment) ? null : { low: moment, high: moment };
  }
  const after = !Number.isNaN(day)
    ? dateOf(year, month, day + 1)
    : !Number.isNaN(month)
      ? dateOf(year, month + 1, 1)
      : dateOf(year + 1, 1, 1);
  return { low: first.getTime(), high: after.getTime() };
}

/** `month` from 1. The constructor would take a year below 100 for one of the last century. */
function dateOf(year: number, month: number, day: number): Date {
  const date = new Date(2000, 0, 1);
  date.setFullYear(year, month - 1, day);
  return date;
}

function wantedWords(kind: ColumnKind): string {
  if (kind === 'date') return 'a date such as 2026-11-25';
  if (kind === 'seconds') return 'a duration such as 90s, 5m or 2h';
  if (kind === 'fraction') return 'a number such as 0.03 or 3%';
  return 'a number';
}

function compileBoolean(table: RunColumns, condition: QueryCondition): RowTest | string {
  const wanted = condition.values.map((value) =>
    value === '' ? NaN : ['false', 'true'].indexOf(value.toLowerCase()),
  );
  const bad = wanted.indexOf(-1);
  if (bad >= 0) return `${condition.field}: "${condition.values[bad] as string}" is neither true nor false`;
  const list = table.numbers(condition.columns[0] as string);
  const isNot = condition.operator === '!=';
  // Includes NaN, which stands for nothing on both sides.
  return (row) => wanted.includes(list[row] as number) !== isNot;
}

/** Values of a text column that no run has, in words: a slip, or something that is gone. */
function valuesNobodyHas(table: RunColumns, condition: QueryCondition, kindOf: KindOf): string[] {
  const { columns, field, operator, values } = condition;
  const [id] = columns as [string];
  const kind = kindOf(id);
  const isText = kind === 'text' || kind === 'tags';
  if (!isText || searchedTexts.includes(id) || table.rowCount === 0 || /[<>]/.test(operator)) return [];
  const known = table.distinct(id).map(({ value }) => value.toLowerCase());
  const isPart = operator === ':' && kind === 'text';
  const isKnown = (value: string): boolean =>
    value === '' || known.some((each) => (isPart ? each.includes(value) : each === value));
  return values
    .filter((value) => !isKnown(value.toLowerCase()))
    .map((value) => `${field}: no run has "${value}"`);
}

/** ":" looks for a part of the text ("status" and "tag": the whole of it); "=" compares all of it. Case does not matter. */
function compileText(table: RunColumns, condition: QueryCondition, kind: ColumnKind): RowTest | string {
  const [id] = condition.columns as [string];
  const wanted = condition.values.map((value) => value.toLowerCase());
  const isStatus = (value: string): boolean =>
    value === '' || (runStatuses as readonly string[]).includes(value);
  const bad = kind === 'status' ? wanted.find((value) => !isStatus(value)) : undefined;
  if (bad !== undefined) return `${condition.field}: "${bad}" is none of ${runStatuses.join(', ')}`;
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
