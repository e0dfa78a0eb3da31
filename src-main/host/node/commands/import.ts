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

interface Imported {
  readonly imported: readonly string[];
  /** Files whose runs were here already. */
  readonly present: readonly string[];
  readonly refused: readonly { readonly file: string; readonly problem: string }[];
}

export function defineImport(command: Command, terminal: Terminal): void {
  command.argument('<files...>', 'archives, as "ffwb export --format archive" and the window write them');
  addJsonOption(addDataFolderOption(command)).action((files: string[], options: SharedOptions) =>
    importAll(files, chooseDataFolder(options.dataDir), terminal),
  );
}

/**
 * One bad archive keeps no other out, and runs that are here already are passed over, so that the same command can be given
 * again after whatever ended it. Of a single archive both are errors; of several the exit code is that of the first
 * that was refused.
 */
async function importAll(files: readonly string[], dataFolder: string, terminal: Terminal): Promise<void> {
  const store = await openRunStore(dataFolder);
  const imported: string[] = [];
  const present: string[] = [];
  const refused: { readonly file: string; readonly error: WorkbenchError }[] = [];
  try {
    for (const file of files) {
      try {
        imported.push(await importArchive(basename(file), await read(file), { dataFolder, store }));
      } catch (thrown) {
        if (!(thrown instanceof WorkbenchError) || !isOfFile(thrown) || files.length === 1) throw thrown;
        if (thrown.code === 'archive/present') present.push(file);
        else refused.push({ file, error: thrown });
      }
    }
  } finally {
    store.close();
  }
  const answer: Imported = {
    imported,
    present,
    refused: refused.map(({ file, error }) => ({ file, problem: error.message })),
  };
  terminal.answer(answer, () => inWords(answer));
  const [first] = refused;
  if (first !== undefined) terminal.exitCode = first.error.exitCode;
}

function isOfFile({ code }: WorkbenchError): boolean {
  return code === 'archive/present' || code === 'archive/invalid' || code === 'input/invalid';
}

function inWords({ imported, present, refused }: Imported): string {
  return [
    ...imported.map((runId) => `Imported ${runId}.`),
    ...(present.length === 0 ? [] : [`Already here: ${present.length} of them.`]),
    ...refused.map(({ problem }) => `Left out: ${problem}`),
  ].join('\n');
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
