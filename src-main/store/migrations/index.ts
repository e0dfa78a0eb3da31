/** Every migration, oldest first. The schema's version is how many of them a database has been through. */

import { runsAndMeasures } from './0001-runs-and-measures.ts';
import { tablesFilmsDocuments } from './0002-tables-films-documents.ts';
import { answersByName } from './0003-answers-by-name.ts';
import { logbook } from './0004-logbook.ts';
import { sweeps } from './0005-sweeps.ts';
import type { Migration } from './migration.ts';

export const migrations: readonly Migration[] = [
  runsAndMeasures,
  tablesFilmsDocuments,
  answersByName,
  logbook,
  sweeps,
];
