/**
 * Queries about runs: as a table, one by one, and how they differ. Runs that have ended, where the disk has not taken that
 * yet, are told of as they will be recorded: the store still has them as running.
 */

import type { Handlers } from '../../../src-shared/contract/server.ts';
import type { Cell, RunTable } from '../../../src-shared/views/run-table-view.ts';
import type { RunEnd } from '../active-run.ts';
import type { HandlerContext } from './context.ts';

type Names = 'runs/table' | 'runs/columns' | 'runs/get' | 'runs/differences';

export function runTableHandlers({ store, runs }: HandlerContext): Pick<Handlers, Names> {
  return {
    'runs/table': async ({ columns, afterRevision }) => {
      const changed = await store.runTable(columns, afterRevision);
      const ends = runs.unrecordedEnds;
      if (ends.size === 0) return changed;
      // Nothing of them changed in the store, so their rows come only with all others.
      const all = afterRevision === null ? changed : await store.runTable(columns, null);
      return { ...withEnds(all, ends), revision: changed.revision, removed: changed.removed };
    },
    'runs/columns': ({ search, limit }) => store.listColumns(search, limit),
    'runs/get': ({ run }) => runs.getRun(run),
    'runs/differences': ({ runs: names }) => store.settingDifferences(names),
  };
}

/** The table with the status of these runs as it will be, and no time left. */
export function withEnds(table: RunTable, ends: ReadonlyMap<string, RunEnd>): RunTable {
  const replaced = (id: string, cellOf: (end: RunEnd) => Cell): Record<string, readonly Cell[]> => {
    const cells = table.columns[id];
    if (cells === undefined) return {};
    const cellAt = (cell: Cell, row: number): Cell => {
      const end = ends.get(table.runIds[row] ?? '');
      return end === undefined ? cell : cellOf(end);
    };
    return { [id]: cells.map(cellAt) };
  };
  const columns = {
    ...table.columns,
    ...replaced('run:status', ({ status }) => status),
    ...replaced('run:seconds-left', () => null),
  };
  return { ...table, columns };
}
