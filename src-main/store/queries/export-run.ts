/** All of a run, as it travels in an archive. */

import type { HistogramPoint, RunDetail, Series } from '../../../src-shared/views/run-view.ts';
import type { SnapshotFilm } from '../../../src-shared/views/snapshot-view.ts';
import type { ReadableDatabase } from '../database.ts';
import type { RunRecord } from '../run-store.ts';
import type { ResolvedRun } from './resolve-run.ts';

interface RunParts {
  readonly getRun: (run: ResolvedRun) => RunDetail;
  readonly getSeries: (run: ResolvedRun, metrics: readonly string[]) => Series[];
  readonly getHistograms: (run: ResolvedRun, name: string) => HistogramPoint[];
  readonly getFilms: (run: ResolvedRun, names: readonly string[], afterStep: null) => SnapshotFilm[];
}

/** Everything but checkpoint files, as of one moment. */
export function createExportRun(db: ReadableDatabase, parts: RunParts): (run: ResolvedRun) => RunRecord {
  return db.transaction((run: ResolvedRun): RunRecord => {
    const detail = parts.getRun(run);
    return {
      detail,
      series: parts.getSeries(run, detail.metrics),
      histograms: detail.histograms.map((name) => ({ name, points: parts.getHistograms(run, name) })),
      films: parts.getFilms(run, [], null),
    };
  });
}
