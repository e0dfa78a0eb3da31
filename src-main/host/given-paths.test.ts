import { isAbsolute, join, resolve } from 'node:path';

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { callersFolder, givenPath } from './given-paths.ts';
import type { PathSurroundings } from './given-paths.ts';

const checkout = resolve('/opt/ffwb');
const caller = resolve('/home/ada/work');

function around(environment: Record<string, string>, workingFolder = checkout): PathSurroundings {
  return {
    environment,
    workingFolder,
    home: resolve('/home/ada'),
    ownPackage: join(checkout, 'package.json'),
  };
}

const byNpm = around({ INIT_CWD: caller, npm_package_json: join(checkout, 'package.json') });

test('a relative path starts where the user is, also when npm has gone to the package', () => {
  expect([givenPath('mine.csv', byNpm), givenPath('../x', byNpm), givenPath('', byNpm)]).toEqual([
    join(caller, 'mine.csv'),
    resolve('/home/ada/x'),
    caller,
  ]);
});

test('without npm, in a script of another package, or gone elsewhere, the working folder counts', () => {
  const elsewhere = resolve('/srv');
  expect([
    callersFolder(around({}, elsewhere)),
    callersFolder(around({ INIT_CWD: caller, npm_package_json: '/srv/package.json' }, elsewhere)),
    callersFolder(around({ INIT_CWD: caller }, elsewhere)),
    callersFolder({ ...byNpm, workingFolder: elsewhere }),
    callersFolder(around({ INIT_CWD: 'relative', npm_package_json: join(checkout, 'package.json') })),
  ]).toEqual([elsewhere, elsewhere, elsewhere, elsewhere, checkout]);
});

test('"~" is the home folder at the beginning and nowhere else', () => {
  expect(['~', '~/runs', '~ada', 'a~', './~', '~~'].map((text) => givenPath(text, byNpm))).toEqual([
    resolve('/home/ada'),
    resolve('/home/ada/runs'),
    join(caller, '~ada'),
    join(caller, 'a~'),
    join(caller, '~'),
    join(caller, '~~'),
  ]);
});

test('whatever is given becomes one absolute path, and giving that again changes nothing', () => {
  const part = fc.oneof(
    fc.constantFrom('..', '.', '~', '', 'a b', 'é', '-'),
    fc.string().filter((text) => !/[\0]/.test(text)),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 5 }), (parts) => {
      const path = givenPath(parts.join('/'), byNpm);
      return isAbsolute(path) && givenPath(path, byNpm) === path;
    }),
    { numRuns: 1000 },
  );
});
