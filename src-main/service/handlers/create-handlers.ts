/** The answers to every call of the contract, group by group. The compiler sees to it that none is missing. */

import type { Handlers } from '../../../src-shared/contract/server.ts';
import { backupHandlers } from './backups.ts';
import { claimHandlers } from './claims.ts';
import type { HandlerContext } from './context.ts';
import { datasetHandlers } from './datasets.ts';
import { draftHandlers } from './drafts.ts';
import { engineHandlers } from './engines.ts';
import { namedViewHandlers } from './named-views.ts';
import { inspectHandlers } from './inspect.ts';
import { logbookHandlers } from './logbook.ts';
import { placeHandlers } from './places.ts';
import { runFileHandlers } from './run-files.ts';
import { runLifeHandlers } from './run-life.ts';
import { runTableHandlers } from './run-table.ts';
import { seriesHandlers } from './series.ts';
import { settingsHandlers } from './settings.ts';
import { specHandlers } from './spec.ts';
import { sweepHandlers } from './sweeps.ts';
import { workbenchHandlers } from './workbench.ts';

export function createHandlers(context: HandlerContext): Handlers {
  return {
    ...workbenchHandlers(context),
    ...runTableHandlers(context),
    ...runLifeHandlers(context),
    ...claimHandlers(context),
    ...runFileHandlers(context),
    ...seriesHandlers(context),
    ...sweepHandlers(context),
    ...specHandlers(context),
    ...draftHandlers(context),
    ...namedViewHandlers(context),
    ...logbookHandlers(context),
    ...inspectHandlers(context),
    ...datasetHandlers(context),
    ...engineHandlers(context),
    ...settingsHandlers(context),
    ...backupHandlers(context),
    ...placeHandlers(context),
  };
}
