/**
 * Runs the command line to its end. Only what every command needs is loaded here; a command's own modules are loaded
 * when it is the one asked for, so that `ffwb --help` and `ffwb runs` answer at once.
 */

import { runCommandLine } from './command-line.ts';
import { Terminal } from './terminal/terminal.ts';

/** `words`: the command line after the program's name. */
export async function main(words: readonly string[]): Promise<never> {
  const json = words.includes('--json');
  const terminal = new Terminal({ stdout: process.stdout, stderr: process.stderr, json });
  const exitCode = await runCommandLine(words, terminal);
  await terminal.flush();
  // Engines may keep threads alive that have nothing left to do.
  process.exit(exitCode);
}
