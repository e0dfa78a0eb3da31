/**
 * From words to an exit code: finds the command, lets commander parse, runs it, and words what went wrong. Every way
 * of failing ends here, in one sentence on stderr, what to do next, and an exit code.
 */

import { Command, CommanderError, Option } from 'commander';

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import { commands } from './commands/index.ts';
import { notEmpty } from './commands/command.ts';
import type { CommandEntry } from './commands/command.ts';
import { exitCodes, exitCodesHelp } from './exit-codes.ts';
import type { Terminal } from './terminal/terminal.ts';
import { programVersion } from './program-version.ts';

/** Runs `words` (the command line after the program's name); never throws. */
export async function runCommandLine(words: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const program = await createProgram(words, terminal);
    await program.parseAsync([...words], { from: 'user' });
    return terminal.exitCode;
  } catch (thrown) {
    return explain(thrown, words, terminal);
  }
}

/** All commands with their summaries; only the one asked for has its options and action. */
async function createProgram(words: readonly string[], terminal: Terminal): Promise<Command> {
  const program = new Command('ffwb')
    .description('Trains, records and compares Forward-Forward nets.')
    .version(programVersion(), '-V, --version', 'prints the version')
    .helpOption('-h, --help', 'explains a command')
    .helpCommand('help [command]', 'explains a command')
    .addHelpText('after', exitCodesHelp)
    .showSuggestionAfterError(true)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: () => {}, // said by `explain`
    });
  const asked = words.find((word) => !word.startsWith('-') && word !== 'help');
  for (const entry of commands) {
    await addCommand(program, entry, entry.name === asked, terminal);
  }
  return program;
}

async function addCommand(
  program: Command,
  entry: CommandEntry,
  isAsked: boolean,
  terminal: Terminal,
): Promise<void> {
  const command = program.command(entry.name).description(entry.summary);
  if (!isAsked) return;
  const define = await entry.load();
  define(command, terminal);
  // Every command takes it, so that a script can pass it to all; those that have no use for it do not show it.
  // Of a command with commands of its own each takes it: it would be lost on the one that holds them.
  for (const each of command.commands.length > 0 ? command.commands : [command]) {
    const takesFolder = each.options.some((option) => option.attributeName() === 'dataDir');
    if (!takesFolder) each.addOption(new Option('--data-dir <folder>').argParser(notEmpty).hideHelp());
  }
}

function explain(thrown: unknown, words: readonly string[], terminal: Terminal): number {
  if (thrown instanceof CommanderError) {
    if (thrown.exitCode === 0) return exitCodes.ok; // help or version was asked for
    return explain(asInputError(thrown, words), words, terminal);
  }
  if (thrown instanceof WorkbenchError) {
    terminal.fail({ code: thrown.code, message: thrown.message, next: thrown.next });
    return thrown.exitCode;
  }
  const fault = thrown instanceof Error ? thrown : new Error(String(thrown));
  terminal.fail({
    code: 'bug',
    message: `This is a fault of the program: ${fault.message}.`,
    next: `Please report it with these lines:\n${fault.stack ?? ''}`,
  });
  return exitCodes.bug;
}

/** "error: unknown option '--epoch'\n(Did you mean --epochs?)" becomes one sentence. */
function asInputError(error: CommanderError, words: readonly string[]): WorkbenchError {
  const asked = commands.find(({ name }) => words.includes(name));
  const help = asked === undefined ? 'ffwb --help' : `ffwb ${asked.name} --help`;
  if (error.code === 'commander.help') {
    const named = words.find((word) => !word.startsWith('-') && word !== 'help');
    const problem = named === undefined ? 'No command was given' : `There is no command "${named}"`;
    return new WorkbenchError('input/invalid', { problem, remedy: `See: ${help}` });
  }
  const text = error.message
    .replace(/^error: /, '')
    .replace(/\.?\n\(/, ' (')
    .replace(/\.$/, '');
  const problem = text.charAt(0).toUpperCase() + text.slice(1);
  return new WorkbenchError('input/invalid', { problem, remedy: `See: ${help}` });
}
