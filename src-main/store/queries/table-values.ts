/** Columns of a table that hold one value per run under a name: a setting, or the last value of a metric. */

import type { Cell } from '../../../src-shared/views/run-table-view.ts';
import type { ReadableDatabase } from '../database.ts';
import type { SettingKind } from '../run-settings.ts';

interface KeyedRow {
  readonly run_key: number;
}

/** The cells of one column; `isWhole` says that the rows are all runs there are. */
type ReadColumn = (name: string, rows: readonly KeyedRow[], isWhole: boolean) => Cell[];

export function createReadValues(db: ReadableDatabase): {
  setting: ReadColumn;
  metric: ReadColumn;
  /** How many layers a run's spec lists. */
  layers: (rows: readonly KeyedRow[], isWhole: boolean) => Cell[];
} {
  const settingOf = db.prepare<[string], { setting_key: number; kind: SettingKind }>(
    'SELECT setting_key, kind FROM settings WHERE path = ?',
  );
  const metricOf = db.prepare<[string], number>('SELECT metric_key FROM metrics WHERE metric = ?').pluck();
  const layerKinds = "SELECT setting_key FROM settings WHERE path GLOB 'layers.[0-9]*.kind'";
  const layersOfAll = db
    .prepare<[]>(
      `SELECT run_key, count(*) FROM run_settings WHERE setting_key IN (${layerKinds}) GROUP BY run_key`,
    )
    .raw();
  const layersOf = db
    .prepare<[number], number>(
      `SELECT count(*) FROM run_settings WHERE setting_key IN (${layerKinds}) AND run_key = ?`,
    )
    .pluck();
  const readSettings = createReadTable<string | number>(db, 'run_settings', 'setting_key');
  const readMetrics = createReadTable<number | null>(db, 'last_values', 'metric_key');
  return {
    setting: (name, rows, isWhole) => {
      const found = settingOf.get(name);
      if (found === undefined) return rows.map(() => null);
      const values = readSettings(found.setting_key, rows, isWhole);
      return found.kind === 'boolean'
        ? values.map((value) => (value === undefined ? null : value === 'true'))
        : values.map((value) => value ?? null);
    },
    layers: (rows, isWhole) => {
      if (!isWhole) return rows.map((row) => layersOf.get(row.run_key) ?? null);
      const counts = new Map(layersOfAll.all() as [number, number][]);
      return rows.map((row) => counts.get(row.run_key) ?? null);
    },
    metric: (name, rows, isWhole) => {
      const key = metricOf.get(name);
      if (key === undefined) return rows.map(() => null);
      // NULL in the database is NaN; no row is no value.
      return readMetrics(key, rows, isWhole).map((value) => (value === undefined ? null : (value ?? NaN)));
    },
  };
}

type ReadTable<V> = (key: number, rows: readonly KeyedRow[], isWhole: boolean) => (V | undefined)[];

function createReadTable<V>(db: ReadableDatabase, table: string, keyColumn: string): ReadTable<V> {
  const whole = db.prepare<[number]>(`SELECT run_key, value FROM ${table} WHERE ${keyColumn} = ?`).raw();
  const one = db
    .prepare<[number, number], V>(`SELECT value FROM ${table} WHERE ${keyColumn} = ? AND run_key = ?`)
    .pluck();
  return (key, rows, isWhole) => {
    if (!isWhole) return rows.map((row) => one.get(key, row.run_key));
    const values = new Map<number, V>(whole.all(key) as [number, V][]);
    return rows.map((row) => values.get(row.run_key));
  };
}
