/** The table of runs: columns of cells, because ten thousand runs travel faster by column than by row. */

import type { RunStatus } from './run-view.ts';

/** `tags` are joined by `tagSeparator`; dates are ISO 8601 in UTC; fractions and durations (seconds) are numbers. */
export type Cell = string | number | boolean | null;

/** The unit separator of ASCII: a tag may have commas. */
export const tagSeparator = '\u001f';

export type ColumnKind =
  'text' | 'number' | 'fraction' | 'seconds' | 'bytes' | 'date' | 'status' | 'tags' | 'boolean';

export interface ColumnInfo {
  /** "run:name", "run:test-probe/layer2" (see answerColumn), "setting:optimizer.learningRate", "metric:layer1/auc" (its last value), "environment:cpu". */
  readonly id: string;
  readonly group: 'run' | 'setting' | 'metric' | 'environment';
  readonly label: string;
  readonly kind: ColumnKind;
  /** Runs that have a value there; null where that is not counted. */
  readonly runs: number | null;
}

/**
 * The columns of every table, whatever else is asked for. Its errors are those of each run's headline answer; errors by an
 * answer can be asked for under names that answer-names.ts makes.
 */
export const runColumns = [
  { id: 'run:name', label: 'Name', kind: 'text' },
  { id: 'run:status', label: 'Status', kind: 'status' },
  { id: 'run:preset', label: 'Preset', kind: 'text' },
  { id: 'run:seed', label: 'Seed', kind: 'number' },
  { id: 'run:error', label: 'Test error', kind: 'fraction' },
  { id: 'run:validation', label: 'Validation error', kind: 'fraction' },
  { id: 'run:training', label: 'Training error', kind: 'fraction' },
  { id: 'run:epoch', label: 'Epoch', kind: 'number' },
  { id: 'run:epochs', label: 'Epochs planned', kind: 'number' },
  { id: 'run:step', label: 'Step', kind: 'number' },
  { id: 'run:total-steps', label: 'Steps planned', kind: 'number' },
  { id: 'run:train-seconds', label: 'Training time', kind: 'seconds' },
  { id: 'run:seconds-left', label: 'Time left', kind: 'seconds' },
  { id: 'run:memory', label: 'Peak memory', kind: 'bytes' },
  { id: 'run:engine', label: 'Engine', kind: 'text' },
  { id: 'run:device', label: 'Device', kind: 'text' },
  { id: 'run:created', label: 'Created', kind: 'date' },
  { id: 'run:tags', label: 'Tags', kind: 'tags' },
  { id: 'run:notes', label: 'Notes', kind: 'text' },
  { id: 'run:archived', label: 'Archived', kind: 'boolean' },
  { id: 'run:configuration', label: 'Configuration', kind: 'text' },
] as const satisfies readonly Omit<ColumnInfo, 'group' | 'runs'>[];

/** How many hidden layers a run's net has; asked for like a setting, because a spec says it only by listing them. */
export const layersColumn = { id: 'run:layers', label: 'Hidden layers', kind: 'number' } as const;

/** Rows that changed after the revision asked for, or all. Newest first. */
export interface RunTable {
  /** Ask for what comes after this. Grows with every change to any run. */
  readonly revision: number;
  readonly runIds: readonly string[];
  /** By column id; each as long as `runIds`. "run:configuration" is the configuration's hash. */
  readonly columns: Readonly<Record<string, readonly Cell[]>>;
  /** Runs deleted since the revision asked for. */
  readonly removed: readonly string[];
}

/** What differs between runs: settings by path, with one value per run (undefined where it has none). */
export interface SettingDifference {
  /** "optimizer.learningRate" */
  readonly path: string;
  readonly label: string;
  /** As in the spec; null where a run has no such setting. */
  readonly values: readonly (string | number | boolean | null)[];
}

export type { RunStatus };
