/** Runs as files: exported for other programs, or as an archive that another workbench imports. */

import { setTimeout as pause } from 'node:timers/promises';

import type { Handlers } from '../../../src-shared/contract/server.ts';
import { runFolder } from '../../store/data-folder.ts';
import { importArchive } from '../archive/import-archive.ts';
import { exportRun } from '../export/export-run.ts';
import { inspectedRun } from '../inspect-run.ts';
import { openSampleProject } from '../sample-project.ts';
import type { HandlerContext } from './context.ts';

export function runFileHandlers(
  context: HandlerContext,
): Pick<Handlers, 'runs/export' | 'runs/import' | 'sample/open'> {
  const { store, dataFolder, resources, version, inspection, runs, runsChanged } = context;
  /**
   * Imports happen one after the other: two of one run at once would be in each other's way. While something trains there
   * is as long a rest after each as it took: many in a row would take the processors that it trains on.
   */
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(action: () => Promise<T>): Promise<T> => {
    const begun = last.then(() => performance.now());
    const turn = last.then(action).finally(runsChanged);
    last = turn
      .catch(() => {})
      .then(async () => {
        if (runs.active.length > 0) await pause(performance.now() - (await begun));
      });
    return turn;
  };
  return {
    'runs/export': async ({ run, format }) => {
      const record = await store.exportRun(run);
      const { detail } = record;
      const { runId } = detail;
      return exportRun(record, format, {
        runFolder: runFolder(dataFolder, runId),
        version,
        classifier: () =>
          inspection.ask('inspect/classifier', { run: runId, step: null }, inspectedRun(detail, dataFolder)),
      });
    },
    'runs/import': ({ name, bytes }) =>
      inTurn(async () => ({ runId: await importArchive(name, bytes, { dataFolder, store }) })),
    'sample/open': () =>
      inTurn(async () => ({ runIds: await openSampleProject(resources, { dataFolder, store }) })),
  };
}
