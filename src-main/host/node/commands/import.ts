/** `ffwb import`: runs from archives, recorded here under their own identifiers. Needs the data folder to itself. */

import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';

import type { Command } from 'commander';

import { WorkbenchError, reasonOf } from '../../../../src-shared/base/errors.ts';
import { mostArchiveBytes } from '../../../service/archive/archive-format.ts';
import { importArchive } from '../../../service/archive/import-archive.ts';
import { openRunStore } from '../../../store/open.ts';
import { chooseDataFolder } from '../../data-folder-choice.ts';
import { givenPath } from '../../given-paths.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { addDataFolderOption, addJsonOption } from './command.ts';
import type { SharedOptions } from './command.ts';

export function defineImport(command: Command, terminal: Terminal): void {
  command.argument('<files...>', 'archives, as "ffwb export --format archive" and the window write them');
  addJsonOption(addDataFolderOption(command)).action(async (files: string[], options: SharedOptions) => {
    const dataFolder = chooseDataFolder(options.dataDir);
    const store = await openRunStore(dataFolder);
    const imported: string[] = [];
    try {
      for (const file of files) {
        imported.push(await importArchive(basename(file), await read(file), { dataFolder, store }));
      }
    } finally {
      store.close();
    }
    terminal.answer({ imported }, () => imported.map((runId) => `Imported ${runId}.`).join('\n'));
  });
}

async function read(file: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(givenPath(file));
    if (size <= mostArchiveBytes) return await readFile(givenPath(file));
  } catch (thrown) {
    const problem = `${file} cannot be read: ${reasonOf(thrown)}`;
    throw new WorkbenchError('input/invalid', { problem, remedy: 'Name an archive.' }, { cause: thrown });
  }
  throw new WorkbenchError('archive/invalid', { file, problem: 'it is too large' });
}
