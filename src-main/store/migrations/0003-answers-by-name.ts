/**
 * Version 3: errors by the names of answers; what a net is, as its trainer told it; the method as a setting; and hashes that no longer depend on the
 * version a spec was written in, so that seeds of old and new runs are found together.
 */

import { configurationHash, specHash } from '../../../src-shared/spec/experiment-spec.ts';
import type { ExperimentSpec } from '../../../src-shared/spec/experiment-spec.ts';
import { specUpgrades, upgradeSpec } from '../../../src-shared/spec/upgrades.ts';
import { namedReport } from '../../../src-shared/views/answer-names.ts';
import { createSaveSettings } from '../run-settings.ts';
import type { Migration } from './migration.ts';

interface StoredRun {
  readonly run_key: number;
  readonly spec: string;
  readonly errors: string | null;
}

interface StoredEvaluation {
  readonly run_key: number;
  readonly step: number;
  readonly final: number;
  readonly errors: string;
}

const named = (errors: string): string =>
  JSON.stringify(namedReport(JSON.parse(errors) as Parameters<typeof namedReport>[0]));

export const answersByName: Migration = {
  name: '0003-answers-by-name',
  up: (db) => {
    db.exec('ALTER TABLE runs ADD COLUMN net TEXT CHECK (json_valid(net))');
    const runs = db.prepare<[], StoredRun>('SELECT run_key, spec, errors FROM runs').all();
    const update = db.prepare(
      'UPDATE runs SET spec_hash = ?, configuration_hash = ?, errors = ? WHERE run_key = ?',
    );
    const saveSettings = createSaveSettings(db);
    for (const { run_key, spec, errors } of runs) {
      const stored = JSON.parse(spec) as Partial<ExperimentSpec>;
      const upgraded = upgradeSpec(stored, specUpgrades) as ExperimentSpec;
      if (stored.method === undefined) saveSettings(run_key, { method: upgraded.method });
      const report = errors === null ? null : named(errors);
      update.run(specHash(upgraded), configurationHash(upgraded), report, run_key);
    }
    const evaluations = db
      .prepare<[], StoredEvaluation>('SELECT run_key, step, final, errors FROM evaluations')
      .all();
    const rename = db.prepare(
      'UPDATE evaluations SET errors = ? WHERE run_key = ? AND step = ? AND final = ?',
    );
    for (const { run_key, step, final, errors } of evaluations)
      rename.run(named(errors), run_key, step, final);
  },
};
