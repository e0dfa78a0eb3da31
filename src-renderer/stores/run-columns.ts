/**
 * The runs as columns: what arrived of 'runs/table', kept up to date by deltas, with the keys that filtering and sorting
 * need, made once per column and thrown away when the column changes. No object is made per row. It knows nothing of
 * what is shown.
 */

import { assert, assertDefined } from '../../src-shared/base/assert.ts';
import { runColumns, tagSeparator } from '../../src-shared/views/run-table-view.ts';
import type { Cell, ColumnKind, RunTable } from '../../src-shared/views/run-table-view.ts';

/** The order of statuses when sorted: what goes on first. */
const statusOrder = ['running', 'paused', 'queued', 'interrupted', 'failed', 'stopped', 'completed'];
const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
/** Searched by free words. */
const searchedColumns = ['run:name', 'run:preset', 'run:tags', 'run:notes', 'run:status', 'run:engine'];

/** The kind of a column; settings and metrics are told by whoever listed them. */
export type KindOf = (columnId: string) => ColumnKind;

export class RunColumns {
  #runIds: string[] = [];
  #rows = new Map<string, number>();
  #cells = new Map<string, Cell[]>();
  #sortKeys = new Map<string, Float64Array>();
  #numbers = new Map<string, Float64Array>();
  #haystacks: string[] | null = null;
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
    const columns = [...this.#cells];
    delta.runIds.forEach((runId, index) => {
      let row = this.#rows.get(runId);
      if (row === undefined) {
        row = this.#runIds.push(runId) - 1;
        this.#rows.set(runId, row);
      }
      for (const [id, cells] of columns) cells[row] = delta.columns[id]?.[index] ?? null;
    });
    this.#remove(delta.removed);
    this.#forgetKeys();
  }

  /** Numbers of a column, NaN where it has none: dates as milliseconds, booleans as 0 and 1. */
  numbers(columnId: string): Float64Array {
    const known = this.#numbers.get(columnId);
    if (known !== undefined) return known;
    const cells = this.#cells.get(columnId) ?? [];
    const isDate = columnId === 'run:created';
    const numbers = Float64Array.from({ length: this.rowCount }, (_, row) =>
      numberOf(cells[row] ?? null, isDate),
    );
    this.#numbers.set(columnId, numbers);
    return numbers;
  }

  /** Ascending numbers are the column's ascending order; NaN stands for nothing, which comes last either way. */
  sortKey(columnId: string, kind: ColumnKind): Float64Array {
    const known = this.#sortKeys.get(columnId);
    if (known !== undefined) return known;
    const key = kind === 'text' || kind === 'tags' ? this.#ranks(columnId) : this.#orderedKey(columnId, kind);
    this.#sortKeys.set(columnId, key);
    return key;
  }

  /** What free words are looked for in, in small letters, by row. */
  haystacks(): readonly string[] {
    this.#haystacks ??= this.#runIds.map((runId, row) =>
      [runId, ...searchedColumns.map((id) => this.cell(row, id) ?? '')].join('\n').toLowerCase(),
    );
    return this.#haystacks;
  }

  /** The different values of a column with how many runs have each, most frequent first; tags one by one. */
  distinct(columnId: string): { readonly value: string; readonly runs: number }[] {
    const counts = new Map<string, number>();
    for (const cell of this.#cells.get(columnId) ?? []) {
      if (cell === null || cell === '') continue;
      const values = columnId === 'run:tags' ? tagsOf(cell) : [String(cell)];
      for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    return [...counts].map(([value, runs]) => ({ value, runs })).sort((a, b) => b.runs - a.runs);
  }

  /** Of a column nobody described: by its first value. */
  guessKind(columnId: string): ColumnKind {
    const first = this.#cells.get(columnId)?.find((cell) => cell !== null);
    if (typeof first === 'number') return 'number';
    return typeof first === 'boolean' ? 'boolean' : 'text';
  }

  #orderedKey(columnId: string, kind: ColumnKind): Float64Array {
    if (kind !== 'status') return this.numbers(columnId);
    const cells = this.#cells.get(columnId) ?? [];
    return Float64Array.from({ length: this.rowCount }, (_, row) =>
      statusOrder.indexOf(String(cells[row] ?? '')),
    );
  }

  /** Texts by their place among the different texts of the column. */
  #ranks(columnId: string): Float64Array {
    const cells = this.#cells.get(columnId) ?? [];
    const different = [...new Set(cells)].filter((cell) => cell !== null && cell !== '');
    const sorted = different.map(String).sort((a, b) => collator.compare(a, b));
    const ranks = new Map(sorted.map((text, rank) => [text, rank]));
    return Float64Array.from(
      { length: this.rowCount },
      (_, row) => ranks.get(String(cells[row] ?? '')) ?? NaN,
    );
  }

  #remove(runIds: readonly string[]): void {
    const gone = new Set(runIds.map((runId) => this.#rows.get(runId)).filter((row) => row !== undefined));
    if (gone.size === 0) return;
    const kept = <T>(values: readonly T[]): T[] => values.filter((_, row) => !gone.has(row));
    this.#runIds = kept(this.#runIds);
    this.#rows = new Map(this.#runIds.map((runId, row) => [runId, row]));
    for (const [id, cells] of this.#cells) this.#cells.set(id, kept(cells));
  }

  #forgetKeys(): void {
    this.#sortKeys.clear();
    this.#numbers.clear();
    this.#haystacks = null;
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

function numberOf(cell: Cell, isDate: boolean): number {
  if (typeof cell === 'number') return cell;
  if (typeof cell === 'boolean') return cell ? 1 : 0;
  if (cell === null || cell === '') return NaN;
  return isDate ? Date.parse(cell) : Number(cell);
}
