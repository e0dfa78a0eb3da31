/** `ffwb sweeps`: the sweeps, newest first. */

import type { Command } from 'commander';

import { databaseFile } from '../../../store/data-folder.ts';
import { isThere } from '../../../store/presence.ts';
import { chooseDataFolder } from '../../data-folder-choice.ts';
import { readRuns } from '../run-reader.ts';
import { sweepTable } from '../terminal/sweep-text.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { addDataFolderOption, addJsonOption } from './command.ts';
import type { SharedOptions } from './command.ts';

export function defineSweeps(command: Command, terminal: Terminal): void {
  addJsonOption(addDataFolderOption(command)).action(async (options: SharedOptions) => {
    const folder = chooseDataFolder(options.dataDir);
    const sweeps = isThere(databaseFile(folder))
      ? await readRuns(folder, (reader) => reader.listSweeps())
      : [];
    terminal.answer(sweeps, () => (sweeps.length === 0 ? 'No sweeps.' : sweepTable(sweeps)));
  });
}
