/**
 * A run's series as a long table: one line per measured value, as data frames want it. Errors of each evaluation are
 * among them, as error/<split>/<read-out>. Columns: metric, step, trainSeconds (empty where not known), value.
 */

import { csvLine } from '../../../src-shared/base/csv.ts';
import { timeMetric } from '../../../src-shared/views/run-view.ts';
import type { RunDetail, Series } from '../../../src-shared/views/run-view.ts';
import { errorsOf } from './run-report.ts';
import { shortest } from './recorded-run.ts';
import type { RecordedRun } from './recorded-run.ts';

/** The table in pieces. */
export function* csvPieces({ run, series }: RecordedRun): Generator<string> {
  yield csvLine(['metric', 'step', 'trainSeconds', 'value']);
  for (const { metric, step, trainSeconds, value } of evaluations(run)) {
    yield csvLine([metric, step, trainSeconds, value]);
  }
  const seconds = secondsByStep(series(timeMetric));
  for (const metric of run.metrics) {
    if (metric === timeMetric) continue;
    const found = series(metric);
    for (const [index, step] of (found?.steps ?? []).entries()) {
      yield csvLine([metric, step, seconds.get(step) ?? null, shortest(found?.values[index] ?? NaN)]);
    }
  }
}

function* evaluations({ history }: RunDetail) {
  for (const { step, trainSeconds, errors } of history) {
    for (const [name, value] of Object.entries(errorsOf(errors))) {
      yield { metric: `error/${name.replace('.', '/')}`, step, trainSeconds, value };
    }
  }
}

function secondsByStep(times: Series | null): ReadonlyMap<number, number> {
  if (times === null) return new Map();
  return new Map(Array.from(times.steps, (step, index) => [step, shortest(times.values[index] ?? NaN)]));
}
