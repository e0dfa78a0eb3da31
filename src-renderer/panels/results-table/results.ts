/**
 * Results as a paper prints them: one row per configuration, with mean, sample standard deviation and number of seeds
 * for each error that some run has.
 */

export interface ResultValue {
  /** As fractions, not percent. */
  readonly mean: number;
  /** null below two seeds. */
  readonly deviation: number | null;
  readonly count: number;
}

export interface ResultRow {
  readonly name: string;
  /** Settings by which the configurations differ, in words, one per heading. */
  readonly settings: readonly string[];
  readonly runs: number;
  /** One per error column; null where no run has it. */
  readonly values: readonly (ResultValue | null)[];
}

export interface Results {
  readonly settings: readonly string[];
  readonly errors: readonly string[];
  readonly rows: readonly ResultRow[];
}

export interface ResultColumn {
  readonly label: string;
  /** By run; anything but a number counts as lacking. */
  readonly values: ReadonlyMap<string, unknown>;
}

export interface ResultGroup {
  readonly name: string;
  readonly settings: readonly string[];
  readonly runIds: readonly string[];
}

/** Error columns that no run has are left out. */
export function resultsOf(
  settings: readonly string[],
  groups: readonly ResultGroup[],
  columns: readonly ResultColumn[],
): Results {
  const used = columns.filter(({ values }) =>
    groups.some(({ runIds }) => runIds.some((runId) => isNumber(values.get(runId)))),
  );
  return {
    settings,
    errors: used.map(({ label }) => label),
    rows: groups.map(({ name, settings: words, runIds }) => ({
      name,
      settings: words,
      runs: runIds.length,
      values: used.map(({ values }) => resultOf(runIds.map((runId) => values.get(runId)).filter(isNumber))),
    })),
  };
}

export function resultOf(values: readonly number[]): ResultValue | null {
  const count = values.length;
  if (count === 0) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  if (count === 1) return { mean, deviation: null, count };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (count - 1)), count };
}

/** By column, the row with the lowest mean; -1 where no row has a value. */
export function bestRows({ errors, rows }: Results): number[] {
  return errors.map((_, column) =>
    rows.reduce((best, row, index) => {
      const value = row.values[column];
      if (value === null || value === undefined) return best;
      const leader = rows[best]?.values[column];
      return leader === null || leader === undefined || value.mean < leader.mean ? index : best;
    }, -1),
  );
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
