/**
 * The runs as columns: what arrived of 'runs/table', kept up to date by deltas, with the keys that filtering and sorting
 * need, made once per column and kept where the column does not change. No object is made per row. It knows nothing of
 * what is shown.
 */

import { assert, assertDefined } from '../../src-shared/base/assert.ts';
import { runColumns, tagSeparator } from '../../src-shared/views/run-table-view.ts';
import type { Cell, ColumnKind, RunTable } from '../../src-shared/views/run-table-view.ts';
import { ranksOf } from './row-order.ts';
import type { Ranks } from './row-order.ts';

/** The order of statuses when sorted: what goes on first. */
const statusOrder = ['running', 'paused', 'queued', 'interrupted', 'failed', 'stopped', 'completed'];
const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
/** Searched by free words. */
const searchedColumns = ['run:name', 'run:preset', 'run:tags', 'run:notes', 'run:status', 'run:engine'];

const dateColumn = 'run:created';

/** Rows: some milliseconds' work. */
const preparedAtOnce = 5000;

/** The kind of a column; settings and metrics are told by whoever listed them. */
export type KindOf = (columnId: string) => ColumnKind;

export interface DistinctValue {
  readonly value: string;
  /** How many have it. */
  readonly runs: number;
}

export class RunColumns {
  #runIds: string[] = [];
  #rows = new Map<string, number>();
  #cells = new Map<string, Cell[]>();
  /** With the kind that they were made for: it may become known late. */
  #ranks = new Map<string, Ranks & { readonly kind: ColumnKind }>();
  #numbers = new Map<string, Float64Array>();
  #distinct = new Map<string, readonly DistinctValue[]>();
  /** Of the first rows: made as far as they were needed. */
  #haystacks: string[] = [];
  #revision: number | null = null;

  get rowCount(): number {
    return this.#runIds.length;
  }

  get revision(): number | null {
    return this.#revision;
  }

  get columnIds(): readonly string[] {
    return [...this.#cells.keys()];
  }

  has(columnId: string): boolean {
    return this.#cells.has(columnId);
  }

  runId(row: number): string {
    return assertDefined(this.#runIds[row], `row ${row}`);
  }

  rowOf(runId: string): number | null {
    return this.#rows.get(runId) ?? null;
  }

  /** null too where the column was not asked for. */
  cell(row: number, columnId: string): Cell {
    return this.#cells.get(columnId)?.[row] ?? null;
  }

  /** Takes the place of everything there was. */
  replace(table: RunTable): void {
    this.#runIds = [...table.runIds];
    this.#rows = new Map(this.#runIds.map((runId, row) => [runId, row]));
    this.#cells = new Map(Object.entries(table.columns).map(([id, cells]) => [id, [...cells]]));
    this.#revision = table.revision;
    this.#forgetKeys();
  }

  /** Takes what changed since `revision`. */
  apply(delta: RunTable): void {
    assert(this.#revision !== null, 'there is nothing yet to change');
    this.#revision = delta.revision;
    if (delta.runIds.length === 0 && delta.removed.length === 0) return;
    const before = this.rowCount;
    const columns = [...this.#cells];
    const changedRows: number[] = [];
    const changedColumns = new Set<string>();
    delta.runIds.forEach((runId, index) => {
      let row = this.#rows.get(runId);
      if (row === undefined) {
        row = this.#runIds.push(runId) - 1;
        this.#rows.set(runId, row);
      }
      changedRows.push(row);
      for (const [id, cells] of columns) {
        const cell = delta.columns[id]?.[index] ?? null;
        if (cells[row] !== cell) changedColumns.add(id);
        cells[row] = cell;
      }
    });
    if (this.#remove(delta.removed) || this.rowCount > before) this.#forgetKeys();
    else this.#renewKeys(changedRows, changedColumns);
  }

  /** Numbers of a column, NaN where it has none: dates as milliseconds, booleans as 0 and 1. */
  numbers(columnId: string): Float64Array {
    const known = this.#numbers.get(columnId);
    if (known !== undefined) return known;
    const cells = this.#cells.get(columnId) ?? [];
    const isDate = columnId === dateColumn;
    const numbers = Float64Array.from({ length: this.rowCount }, (_, row) =>
      numberOf(cells[row] ?? null, isDate),
    );
    this.#numbers.set(columnId, numbers);
    return numbers;
  }

  /** In the column's own order: texts by the alphabet, what goes on before what has ended. */
  ranks(columnId: string, kind: ColumnKind): Ranks {
    const known = this.#ranks.get(columnId);
    if (known?.kind === kind) return known;
    const ranks = isText(kind) ? this.#textRanks(columnId) : ranksOf(this.#orderedNumbers(columnId, kind));
    this.#ranks.set(columnId, { ...ranks, kind });
    return ranks;
  }

  /**
   * Makes a piece of what filtering by words and ordering by these columns will need, so that nobody waits for it; false
   * where all of it is there.
   */
  prepareOne(columns: readonly { readonly id: string; readonly kind: ColumnKind }[]): boolean {
    if (this.#haystacks.length < this.rowCount) {
      this.#makeHaystacks(this.#haystacks.length + preparedAtOnce);
      return true;
    }
    const isThere = ({ id, kind }: (typeof columns)[number]): boolean =>
      !this.has(id) || (isText(kind) ? this.#ranks : this.#numbers).has(id);
    const missing = columns.find((column) => !isThere(column));
    if (missing === undefined) return false;
    if (isText(missing.kind)) this.ranks(missing.id, missing.kind);
    else this.numbers(missing.id);
    return true;
  }

  /** What free words are looked for in, in small letters, by row. */
  haystacks(): readonly string[] {
    this.#makeHaystacks(this.rowCount);
    return this.#haystacks;
  }

  #makeHaystacks(rows: number): void {
    const end = Math.min(rows, this.rowCount);
    const haystackOf = this.#haystackMaker();
    for (let row = this.#haystacks.length; row < end; row += 1) this.#haystacks.push(haystackOf(row));
  }

  /** A hundred thousand times it must not look for its columns, nor make lists. */
  #haystackMaker(): (row: number) => string {
    const columns = searchedColumns.map((id) => this.#cells.get(id) ?? []);
    return (row) => {
      let text = this.runId(row);
      for (const cells of columns) text += `\n${String(cells[row] ?? '')}`;
      return text.toLowerCase();
    };
  }

  /** The different values of a column, most frequent first; tags one by one. */
  distinct(columnId: string): readonly DistinctValue[] {
    const known = this.#distinct.get(columnId);
    if (known !== undefined) return known;
    const counts = new Map<string, number>();
    for (const cell of this.#cells.get(columnId) ?? []) {
      if (cell === null || cell === '') continue;
      const values = columnId === 'run:tags' ? tagsOf(cell) : [String(cell)];
      for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    const distinct = [...counts].map(([value, runs]) => ({ value, runs })).sort((a, b) => b.runs - a.runs);
    this.#distinct.set(columnId, distinct);
    return distinct;
  }

  /** Of a column nobody described: by its first value. */
  guessKind(columnId: string): ColumnKind {
    const first = this.#cells.get(columnId)?.find((cell) => cell !== null);
    if (typeof first === 'number') return 'number';
    return typeof first === 'boolean' ? 'boolean' : 'text';
  }

  #orderedNumbers(columnId: string, kind: ColumnKind): Float64Array {
    if (kind !== 'status') return this.numbers(columnId);
    const cells = this.#cells.get(columnId) ?? [];
    return Float64Array.from({ length: this.rowCount }, (_, row) =>
      statusOrder.indexOf(String(cells[row] ?? '')),
    );
  }

  #textRanks(columnId: string): Ranks {
    const cells = this.#cells.get(columnId) ?? [];
    const different = [...new Set(cells)].filter((cell) => cell !== null && cell !== '');
    const sorted = different.map(String).sort((a, b) => collator.compare(a, b));
    const places = new Map(sorted.map((text, rank) => [text, rank]));
    const ranks = Int32Array.from(
      { length: this.rowCount },
      (_, row) => places.get(String(cells[row] ?? '')) ?? -1,
    );
    return { ranks, count: sorted.length };
  }

  /** Whether some were there. */
  #remove(runIds: readonly string[]): boolean {
    const gone = new Set(runIds.map((runId) => this.#rows.get(runId)).filter((row) => row !== undefined));
    if (gone.size === 0) return false;
    const kept = <T>(values: readonly T[]): T[] => values.filter((_, row) => !gone.has(row));
    this.#runIds = kept(this.#runIds);
    this.#rows = new Map(this.#runIds.map((runId, row) => [runId, row]));
    for (const [id, cells] of this.#cells) this.#cells.set(id, kept(cells));
    return true;
  }

  /** The runs stay the same, and some of their cells are others: what was made of the rest holds. */
  #renewKeys(rows: readonly number[], columns: ReadonlySet<string>): void {
    for (const id of columns) {
      this.#ranks.delete(id);
      this.#distinct.delete(id);
      const [numbers, cells] = [this.#numbers.get(id), this.#cells.get(id)];
      for (const row of numbers === undefined ? [] : rows)
        (numbers as Float64Array)[row] = numberOf(cells?.[row] ?? null, id === dateColumn);
    }
    if (!searchedColumns.some((id) => columns.has(id))) return;
    const haystackOf = this.#haystackMaker();
    for (const row of rows) if (row < this.#haystacks.length) this.#haystacks[row] = haystackOf(row);
  }

  #forgetKeys(): void {
    this.#ranks.clear();
    this.#distinct.clear();
    this.#numbers.clear();
    this.#haystacks = [];
  }
}

/** The tags in a cell of the column "run:tags". */
export function tagsOf(cell: Cell): string[] {
  return typeof cell === 'string' && cell !== '' ? cell.split(tagSeparator) : [];
}

/** The kind of a column every table has; null for the others. */
export function kindOfRunColumn(columnId: string): ColumnKind | null {
  return runColumns.find(({ id }) => id === columnId)?.kind ?? null;
}

function isText(kind: ColumnKind): boolean {
  return kind === 'text' || kind === 'tags';
}

function numberOf(cell: Cell, isDate: boolean): number {
  if (typeof cell === 'number') return cell;
  if (typeof cell === 'boolean') return cell ? 1 : 0;
  if (cell === null || cell === '') return NaN;
  return isDate ? Date.parse(cell) : Number(cell);
}
