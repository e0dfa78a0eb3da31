/** Whatever is given to an option is either a value in its bounds or refused in a sentence; nothing else comes of it. */

import { Command, CommanderError } from 'commander';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { Terminal } from '../terminal/terminal.ts';
import { commands } from './index.ts';
import type { DefineCommand } from './command.ts';

const terminal = new Terminal({ stdout: process.stdout, stderr: process.stderr, json: false });

/** What whole numbers may be; from 0 or 1 on where nothing else is said. */
const bounds: Readonly<Record<string, readonly [number, number]>> = {
  port: [0, 65_535],
  epochs: [1, 1_000_000],
  stopAfter: [1, 1_000_000],
  slots: [1, 64],
  threads: [1, 1024],
  rounds: [1, 100_000],
};

const value = fc.oneof(
  fc.string(),
  fc.integer().map(String),
  fc.double().map(String),
  fc.constantFrom(
    '',
    ' ',
    '0',
    '-1',
    '1e999',
    '65536',
    '9007199254740993',
    '0x10',
    'NaN',
    'Infinity',
    '1,2',
    '1.5',
  ),
);

/** The command as it is, but for what it does. */
function fresh(name: string, define: DefineCommand): Command {
  const command = new Command(name)
    .exitOverride()
    .configureOutput({ writeOut: () => {}, writeErr: () => {} });
  define(command, terminal);
  return command.action(() => {});
}

describe.each(commands.map((entry) => [entry.name, entry] as const))('%s', (name, entry) => {
  test('takes only what its options can be', async () => {
    const define = await entry.load();
    const shape = fresh(name, define);
    const words = shape.registeredArguments.flatMap(({ required }) => (required ? ['x'] : []));
    const options = shape.options.filter(({ required }) => required);
    if (options.length === 0) return;
    fc.assert(
      fc.property(fc.constantFrom(...options), value, (option, text) => {
        const needed = options.filter((each) => each.mandatory && each !== option);
        const given = needed.map(({ long }) => `${long}=x`);
        const command = fresh(name, define);
        try {
          command.parse([...words, ...given, `${option.long}=${text}`], { from: 'user' });
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(CommanderError);
          expect((thrown as CommanderError).message.split('\n')).toHaveLength(1);
          return;
        }
        const attribute = option.attributeName();
        const taken: unknown = command.opts()[attribute];
        if (typeof taken !== 'number') return;
        const [least, most] = bounds[attribute] ?? [0, Number.MAX_VALUE];
        expect(taken).toBeGreaterThanOrEqual(least);
        expect(taken).toBeLessThanOrEqual(most);
      }),
      { numRuns: 1000 },
    );
  });
});
