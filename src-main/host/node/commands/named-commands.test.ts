/** Commands that texts of the program and the handbook tell people to type are commands that there are. */

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Command } from 'commander';
import { expect, test } from 'vitest';

import { Terminal } from '../terminal/terminal.ts';
import { commands } from './index.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const terminal = new Terminal({ stdout: process.stdout, stderr: process.stderr, json: false });

/** Sources without tests, and pages. */
function texts(): string[] {
  const sources = ['src-main', 'src-shared', 'src-renderer', 'docs'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  );
  return ['README.md', ...sources].filter((file) => /(?<!\.test)\.(ts|svelte|md)$/.test(file));
}

/** Words of a command, as `ffwb places fetch` or npm run's `ffwb -- places fetch` names it. */
function* named(text: string): Generator<{ command: string; next: string }> {
  for (const [, command = '', next = ''] of text.matchAll(
    /(?:["`]|^ {4}|npm run -s )ffwb (?:-- )?([a-z]+)(?: ([a-z]+)(?=["` \n]))?/gm,
  ))
    yield { command, next };
}

test('every command that is named is there, and so is what comes under it', async () => {
  const known = new Map<string, readonly string[]>();
  for (const entry of commands) {
    const command = new Command(entry.name);
    const define = await entry.load();
    define(command, terminal);
    known.set(
      entry.name,
      command.commands.map((each) => each.name()),
    );
  }
  const wrong: string[] = [];
  let count = 0;
  for (const file of texts()) {
    for (const { command, next } of named(readFileSync(join(root, file), 'utf8'))) {
      count += 1;
      const under = known.get(command);
      const takesWords = under !== undefined && under.length > 0 && command !== 'sweep';
      if (under === undefined || (takesWords && next !== '' && !under.includes(next)))
        wrong.push(`${file}: ffwb ${command} ${next}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(count).toBeGreaterThan(100);
});
