/** What is told of a run as data: what --json prints and a JSON export holds. */

import { splitNames } from '../../../src-shared/views/answer-names.ts';
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

/** "test.goodness", "test.softmax", "test.goodness/layer1", ... as fractions. */
export function errorsOf(errors: ErrorReport): Record<string, number> {
  return Object.fromEntries(
    splitNames.flatMap((split) =>
      Object.entries(errors[split] ?? {}).map(([name, error]) => [`${split}.${name}`, error] as const),
    ),
  );
}
