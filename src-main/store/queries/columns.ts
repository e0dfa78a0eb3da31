/** What a table of runs can show, and what curves there are: names with how many runs have them. */

import { answerColumn, errorLabel } from '../../../src-shared/views/answer-names.ts';
import { layersColumn } from '../../../src-shared/views/run-table-view.ts';
import type { ColumnInfo } from '../../../src-shared/views/run-table-view.ts';
import type { MetricInfo, MetricList } from '../../../src-shared/views/series-view.ts';
import type { ReadableDatabase } from '../database.ts';
import { settingLabel } from '../run-settings.ts';
import type { SettingKind } from '../run-settings.ts';
import { createAnswerCounts } from './answer-counts.ts';
import type { ResolvedRun } from './resolve-run.ts';

type ListColumns = (search: string, limit: number) => { total: number; columns: ColumnInfo[] };

/** Of every run's environment, whatever else it holds. */
const environmentColumns = [
  { name: 'workbench', label: 'Workbench version', kind: 'text' },
  { name: 'node', label: 'Node version', kind: 'text' },
  { name: 'platform', label: 'Platform', kind: 'text' },
  { name: 'cpu', label: 'Processor', kind: 'text' },
  { name: 'cores', label: 'Processor cores', kind: 'number' },
  { name: 'memoryBytes', label: 'Memory', kind: 'bytes' },
] as const;

/** Errors by answers, then settings by path, then metrics by name, then the machine. */
export function createListColumns(db: ReadableDatabase): ListColumns {
  const settings = db.prepare<[], { path: string; kind: SettingKind; runs: number }>(
    'SELECT path, kind, runs FROM settings WHERE runs > 0 ORDER BY path',
  );
  const metrics = db.prepare<[], MetricInfo>(
    'SELECT metric, runs FROM metrics WHERE runs > 0 ORDER BY metric',
  );
  const answers = createAnswerCounts(db);
  return (search, limit) => {
    const all: ColumnInfo[] = [
      ...answers().map(({ split, name, runs }) => {
        const [id, label] = [answerColumn(split, name), errorLabel(split, name)];
        return { id, group: 'run' as const, label, kind: 'fraction' as const, runs };
      }),
      { ...layersColumn, group: 'run' as const, runs: null },
      ...settings.all().map(({ path, kind, runs }) => {
        const label = settingLabel(path);
        return { id: `setting:${path}`, group: 'setting' as const, label, kind, runs };
      }),
      ...metrics.all().map(({ metric, runs }) => {
        return {
          id: `metric:${metric}`,
          group: 'metric' as const,
          label: metric,
          kind: 'number' as const,
          runs,
        };
      }),
      ...environmentColumns.map(({ name, label, kind }) => {
        return { id: `environment:${name}`, group: 'environment' as const, label, kind, runs: null };
      }),
    ];
    const matches = matcher(search);
    const found = all.filter(({ id, label }) => matches(`${id} ${label}`));
    return { total: found.length, columns: found.slice(0, limit) };
  };
}

type ListMetrics = (runs: readonly ResolvedRun[], search: string, limit: number) => MetricList;

/** Most common first, then by name. */
export function createListMetrics(db: ReadableDatabase): ListMetrics {
  const ofAll = db.prepare<[], MetricInfo>('SELECT metric, runs FROM metrics WHERE runs > 0 ORDER BY metric');
  const ofRuns = db.prepare<[string], MetricInfo>(
    `SELECT metric, count(*) AS runs FROM json_each(?) JOIN series ON series.run_key = json_each.value
     GROUP BY metric ORDER BY metric`,
  );
  return (runs, search, limit) => {
    const keys = [...new Set(runs.map((run) => run.run_key))];
    const all = keys.length === 0 ? ofAll.all() : ofRuns.all(JSON.stringify(keys));
    const matches = matcher(search);
    const found = all.filter(({ metric }) => matches(metric));
    found.sort((a, b) => b.runs - a.runs); // stable: names stay in order
    return { total: found.length, metrics: found.slice(0, limit) };
  };
}

/** Whether a text holds every word of the search, whatever the case. */
function matcher(search: string): (text: string) => boolean {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return (text) => {
    if (words.length === 0) return true;
    const lower = text.toLowerCase();
    return words.every((word) => lower.includes(word));
  };
}
