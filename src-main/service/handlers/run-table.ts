/** Queries about runs: as a table, one by one, and how they differ. */

import type { Handlers } from '../../../src-shared/contract/server.ts';
import type { HandlerContext } from './context.ts';

type Names = 'runs/table' | 'runs/columns' | 'runs/get' | 'runs/differences';

export function runTableHandlers({ store }: HandlerContext): Pick<Handlers, Names> {
  return {
    'runs/table': ({ columns, afterRevision }) => store.runTable(columns, afterRevision),
    'runs/columns': ({ search, limit }) => store.listColumns(search, limit),
    'runs/get': ({ run }) => store.getRun(run),
    'runs/differences': ({ runs }) => store.settingDifferences(runs),
  };
}
