/**
 * Rows in the order of some columns. A column is ranked once, and rows are then put in order by counting ranks: sorting a
 * hundred thousand of them takes a few milliseconds, in either direction and after every filter.
 */

/** Places of rows among the different values of a column, from 0; -1 for those that have none. */
export interface Ranks {
  readonly ranks: Int32Array;
  /** How many different values there are. */
  readonly count: number;
}

export interface SortKey extends Ranks {
  readonly descending: boolean;
}

/** The smallest number has rank 0; NaN stands for no value. */
export function ranksOf(values: Float64Array): Ranks {
  const sorted = values.slice().sort(); // NaN comes last
  let count = 0;
  for (const value of sorted) {
    if (Number.isNaN(value)) break;
    if (count > 0 && value === sorted[count - 1]) continue;
    sorted[count] = value;
    count += 1;
  }
  const different = sorted.subarray(0, count);
  const ranks = new Int32Array(values.length);
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] as number;
    ranks[row] = Number.isNaN(value) ? -1 : placeOf(value, different);
  }
  return { ranks, count };
}

/** The first key decides, then the next; what they leave equal stays in its order. Rows without a value come last either way. */
export function sortRows(rows: Int32Array, keys: readonly SortKey[]): Int32Array {
  return keys.reduceRight(sortByOne, rows.slice());
}

function sortByOne(rows: Int32Array, { ranks, count, descending }: SortKey): Int32Array {
  const bucketOf = (row: number): number => {
    const rank = ranks[row] as number;
    if (rank < 0) return count;
    return descending ? count - 1 - rank : rank;
  };
  const ends = new Int32Array(count + 2);
  for (const row of rows) ends[bucketOf(row) + 1] = (ends[bucketOf(row) + 1] as number) + 1;
  for (let bucket = 1; bucket < ends.length; bucket += 1)
    ends[bucket] = (ends[bucket] as number) + (ends[bucket - 1] as number);
  const sorted = new Int32Array(rows.length);
  for (const row of rows) {
    const bucket = bucketOf(row);
    const at = ends[bucket] as number;
    sorted[at] = row;
    ends[bucket] = at + 1;
  }
  return sorted;
}

/** Where a value stands that is in the list, which ascends. */
function placeOf(value: number, ascending: Float64Array): number {
  let [low, high] = [0, ascending.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
