/**
 * A run as one JSON document: record, spec, environment, history and every series and histogram. Numbers that are none
 * are the strings "NaN", "Infinity" and "-Infinity". docs/command-line.md has the format.
 */

import { reportRun } from './run-report.ts';
import { shortest } from './recorded-run.ts';
import type { RecordedRun } from './recorded-run.ts';

/** The document in pieces. */
export function* jsonPieces({ run, series, histogram }: RecordedRun): Generator<string> {
  const { spec, environment, datasetFingerprint, checkpoints } = run;
  const head = {
    format: 'ffwb-run',
    version: 1,
    run: reportRun(run),
    spec,
    environment,
    datasetFingerprint,
    checkpoints,
  };
  yield `${JSON.stringify(head).slice(0, -1)},\n"series":{`;
  let separator = '\n';
  for (const metric of run.metrics) {
    const found = series(metric);
    if (found === null) continue;
    const values = Array.from(found.values, (value) =>
      Number.isFinite(value) ? shortest(value) : String(value),
    );
    yield `${separator}${JSON.stringify(metric)}:{"steps":[${found.steps.join(',')}],"values":${JSON.stringify(values)}}`;
    separator = ',\n';
  }
  yield '},\n"histograms":{';
  separator = '\n';
  for (const name of run.histograms) {
    const points = histogram(name).map((point) => ({ ...point, counts: [...point.counts] }));
    yield `${separator}${JSON.stringify(name)}:${JSON.stringify(points)}`;
    separator = ',\n';
  }
  yield '}}\n';
}
