/** What is told of a run as data: what --json prints and a JSON export holds. */

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import type { ErrorRecord } from '../../../src-shared/base/errors.ts';
import type { ErrorReport } from '../../../src-shared/events/training-event.ts';
import type { RunDetail, RunSummary } from '../../../src-shared/views/run-view.ts';

/** An error as a user reads it; `code` is for scripts. */
export interface ToldError {
  readonly code: string;
  readonly message: string;
  readonly next: string;
}

export const splitNames = ['train', 'validation', 'test'] as const;

/** Before the first evaluation nothing is known of any split. */
export const noErrors: ErrorReport = { train: null, validation: null, test: null };

export type RunSummaryReport = Omit<RunSummary, 'errors' | 'error'> & {
  readonly errors: ErrorReport;
  readonly error: ToldError | null;
};

export type RunReport = RunSummaryReport & Pick<RunDetail, 'history' | 'warnings' | 'parameterCount'>;

export function reportSummary(run: RunSummary): RunSummaryReport {
  return { ...run, errors: run.errors ?? noErrors, error: run.error === null ? null : tell(run.error) };
}

/** What `train` and `resume` answer: a run without its spec, its surroundings and the lists of what else is recorded. */
export function reportRun(run: RunDetail): RunReport {
  const { spec: _spec, environment: _environment, datasetFingerprint: _fingerprint, ...rest } = run;
  const { checkpoints: _checkpoints, metrics: _metrics, histograms: _histograms, ...told } = rest;
  return { ...told, ...reportSummary(told) };
}

export function tell(record: ErrorRecord): ToldError {
  const { code, message, next } = WorkbenchError.fromRecord(record);
  return { code, message, next };
}

/** "test.goodness", "test.softmax", "test.layer1", ... as fractions. */
export function errorsOf(errors: ErrorReport): Record<string, number> {
  const found: Record<string, number> = {};
  for (const name of splitNames) {
    const split = errors[name];
    if (split === null) continue;
    if (split.goodness !== null) found[`${name}.goodness`] = split.goodness;
    if (split.softmax !== null) found[`${name}.softmax`] = split.softmax;
    for (const [index, value] of split.layers.entries()) found[`${name}.layer${index + 1}`] = value;
  }
  return found;
}
