/** `ffwb serve`: the window in an ordinary browser, for machines without a screen and wherever Electron is not. */

import type { Command } from 'commander';

import { WorkbenchError } from '../../../../src-shared/base/errors.ts';
import { chooseDataFolder } from '../../data-folder-choice.ts';
import { serveWindow } from '../serve/serve-window.ts';
import { serveFolder } from '../serve/static-files.ts';
import { ensureWindow } from '../serve/window-build.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { addDataFolderOption, addJsonOption, notEmpty, wholeNumber } from './command.ts';
import type { SharedOptions } from './command.ts';

/** F-F-W-B on a telephone's keys. */
export const usualPort = 3392;
export const mostPort = 65_535;
const leastTokenCharacters = 16;

interface ServeCommandOptions extends SharedOptions {
  readonly port: number;
  readonly host: string;
  readonly open?: boolean;
}

export function defineServe(command: Command, terminal: Terminal): void {
  command
    .option('--port <n>', 'where it listens; 0: any port that is free', wholeNumber(0, mostPort), usualPort)
    .option(
      '--host <address>',
      'what it listens on; others than this machine can reach it only if you change this',
      notEmpty,
      '127.0.0.1',
    )
    .option('--open', 'opens the default browser, where there is one');
  addJsonOption(addDataFolderOption(command)).action(async (options: ServeCommandOptions) => {
    const folder = await ensureWindow((line) => terminal.note(line));
    await serveWindow({
      dataFolder: chooseDataFolder(options.dataDir),
      address: options.host,
      port: options.port,
      token: tokenFromEnvironment(process.env['FFWB_TOKEN']),
      open: options.open === true,
      terminal,
      page: serveFolder(folder),
    });
  });
}

/** For tests and scripts; else every start has a token of its own. Error: input/invalid. */
export function tokenFromEnvironment(text: string | undefined): string | null {
  if (text === undefined || text === '') return null;
  if (text.length >= leastTokenCharacters && /^[\w-]+$/.test(text)) return text;
  throw new WorkbenchError('input/invalid', {
    problem: `FFWB_TOKEN must have at least ${leastTokenCharacters} letters, digits, hyphens or underscores`,
    remedy: 'Leave it out: then a random one is made.',
  });
}
