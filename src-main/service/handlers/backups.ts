/** Backups of everything recorded but checkpoints. One is put back when the program opens the data folder next. */

import { basename } from 'node:path';

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { Handlers } from '../../../src-shared/contract/server.ts';
import type { BackupView } from '../../../src-shared/views/workbench-view.ts';
import { listBackups, newBackupFile, requestedRestore, requestRestore } from '../../store/backup-files.ts';
import type { HandlerContext } from './context.ts';

type Names = 'backups/list' | 'backups/create' | 'backups/restore';

export function backupHandlers({ dataFolder, store }: HandlerContext): Pick<Handlers, Names> {
  return {
    'backups/list': () => backupsWithPlan(dataFolder),
    'backups/create': async () => {
      const file = basename(await store.backup(newBackupFile(dataFolder, 'backup', new Date())));
      const made = listBackups(dataFolder).find((backup) => backup.file === file);
      return assertDefined(made, 'the backup that was just made');
    },
    'backups/restore': ({ file }) => {
      requestRestore(dataFolder, file);
      return null;
    },
  };
}

function backupsWithPlan(dataFolder: string): BackupView[] {
  const planned = requestedRestore(dataFolder);
  return listBackups(dataFolder).map((backup) =>
    backup.file === planned ? { ...backup, restoresNext: true } : backup,
  );
}
