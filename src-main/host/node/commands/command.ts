/** What a command is, and the options that several share. */

import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';

import type { Terminal } from '../terminal/terminal.ts';

/** Declares a command's arguments, options and action. */
export type DefineCommand = (command: Command, terminal: Terminal) => void;

export interface CommandEntry {
  readonly name: string;
  /** One line, in the third person: "trains an experiment". */
  readonly summary: string;
  /** Loads the command's module, which may be heavy. */
  load(): Promise<DefineCommand>;
}

export interface SharedOptions {
  readonly dataDir?: string;
}

export function addDataFolderOption(command: Command): Command {
  return command.option(
    '--data-dir <folder>',
    'where runs are kept (default: FFWB_DATA_DIR, else the usual place)',
    notEmpty,
  );
}

export function addJsonOption(command: Command): Command {
  return command.option('--json', 'prints one JSON document on stdout and nothing else there');
}

/** As many as a spec may ask for. */
export const mostThreads = 1024;
export const mostEpochs = 1_000_000;

/** For options that take a whole number from `least` on, or up to `most`. */
export function wholeNumber(least: number, most: number = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? NaN : Number(text);
    if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
    const range = most === Number.MAX_SAFE_INTEGER ? 'on' : `to ${most}`;
    throw new InvalidArgumentError(`It must be a whole number from ${least} ${range}.`);
  };
}

/** For options whose value must not be empty, as an unset variable of a shell leaves it. */
export function notEmpty(text: string): string {
  if (text.trim() !== '') return text;
  throw new InvalidArgumentError('It must not be empty.');
}

/** For options that take a number above zero. */
export function positiveNumber(text: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('It must be a number above 0.');
  return value;
}
