/** What differs between the configurations of runs. */

import type { SettingDifference } from '../../../src-shared/views/run-table-view.ts';
import type { ReadableDatabase } from '../database.ts';
import { flattenSettings, settingLabel } from '../run-settings.ts';
import type { ResolvedRun } from './resolve-run.ts';

/** Settings that are not the same in all of the runs, in the order of the specs; values as in the specs. */
export function createSettingDifferences(
  db: ReadableDatabase,
): (runs: readonly ResolvedRun[]) => SettingDifference[] {
  const specOf = db.prepare<[number], string>('SELECT spec FROM runs WHERE run_key = ?').pluck();
  return db.transaction((runs: readonly ResolvedRun[]) => {
    const settings = runs.map((run) =>
      flattenSettings(JSON.parse(specOf.get(run.run_key) as string) as unknown),
    );
    const paths = new Set(settings.flatMap((each) => [...each.keys()]));
    return [...paths].flatMap((path) => {
      const values = settings.map((each) => each.get(path) ?? null);
      return values.every((value) => value === values[0])
        ? []
        : [{ path, label: settingLabel(path), values }];
    });
  });
}
