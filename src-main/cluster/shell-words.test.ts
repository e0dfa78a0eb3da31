import { spawnSync } from 'node:child_process';

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { shellCommand } from './shell-words.ts';

test.runIf(process.platform !== 'win32')('a shell sees every word as it is, whatever is in it', () => {
  const word = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', ''));
  const nasty = fc.constantFrom("'", '"', '$(id)', '`id`', '\\', '\n', '*', '~', '-n', ' ', ';', '#', '!');
  fc.assert(
    fc.property(fc.array(fc.oneof(word, nasty), { minLength: 1, maxLength: 8 }), (words) => {
      const shell = spawnSync('sh', ['-c', shellCommand(['printf', '%s\\0', ...words])], {
        encoding: 'utf8',
      });
      expect(shell.stdout.split('\0').slice(0, -1)).toEqual(words);
    }),
    { numRuns: 60 },
  );
});
