/** What differs between the configurations of runs. */

import { partSlots } from '../../../src-shared/spec/slots.ts';
import type { SettingDifference } from '../../../src-shared/views/run-table-view.ts';
import type { ReadableDatabase } from '../database.ts';
import { flattenSettings, settingLabel } from '../run-settings.ts';
import type { ResolvedRun } from './resolve-run.ts';

/** Settings that are not the same in all of the runs, slot by slot; values as in the specs. */
export function createSettingDifferences(
  db: ReadableDatabase,
): (runs: readonly ResolvedRun[]) => SettingDifference[] {
  const specOf = db.prepare<[number], string>('SELECT spec FROM runs WHERE run_key = ?').pluck();
  return db.transaction((runs: readonly ResolvedRun[]) => {
    const settings = runs.map((run) =>
      flattenSettings(JSON.parse(specOf.get(run.run_key) as string) as unknown),
    );
    const paths = new Set(settings.flatMap((each) => [...each.keys()]));
    return [...paths].sort(bySlot).flatMap((path) => {
      const values = settings.map((each) => each.get(path) ?? null);
      return values.every((value) => value === values[0])
        ? []
        : [{ path, label: settingLabel(path), values }];
    });
  });
}

const slots = ['seed', ...partSlots, 'measures'];

/** The seed first, then a slot after the other, members of a list in their order; else as they come. */
function bySlot(a: string, b: string): number {
  const [slotA = '', memberA = ''] = a.split('.');
  const [slotB = '', memberB = ''] = b.split('.');
  return slots.indexOf(slotA) - slots.indexOf(slotB) || Number(memberA) - Number(memberB) || 0;
}
