import { linkSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { dataFolderAround, realPlace } from './data-folder-guard.ts';

const root = realpathSync.native(mkdtempSync(join(tmpdir(), 'ffwb-guard-')));
const real = join(root, 'real');
const other = join(root, 'other');
const work = join(root, 'work');
const nowhere = join(root, 'nowhere');
/** Its database lies elsewhere. */
const moved = join(root, 'moved');
afterAll(() => rmSync(root, { recursive: true, force: true }));

beforeAll(() => {
  mkdirSync(join(real, 'runs', '20261129-013446-g4zn'), { recursive: true });
  writeFileSync(join(real, 'workbench.sqlite'), 'database');
  writeFileSync(join(real, 'runs', '20261129-013446-g4zn', 'checkpoint.safetensors'), 'weights');
  // Another's, whose database was lost.
  mkdirSync(join(other, 'runs', '20261129-013446-p6xk'), { recursive: true });
  mkdirSync(join(work, 'runs', 'tensorboard'), { recursive: true });
  mkdirSync(join(root, 'disk'));
  writeFileSync(join(root, 'disk', 'database'), '');
  mkdirSync(moved);
  symlinkSync(join(root, 'disk', 'database'), join(moved, 'workbench.sqlite'));
  symlinkSync(real, join(work, 'link'));
  symlinkSync(join(real, 'runs'), join(work, 'link-to-runs'));
  symlinkSync(join(real, 'not-yet.csv'), join(work, 'dangling.csv'));
  symlinkSync('dangling.csv', join(work, 'twice.csv'));
  symlinkSync('loop', join(work, 'loop'));
  symlinkSync(work, join(work, 'here'));
  linkSync(join(real, 'runs', '20261129-013446-g4zn', 'checkpoint.safetensors'), join(work, 'hard'));
});

test('a place in a data folder is known, by whatever way it is reached', () => {
  const places = [
    join(real, 'workbench.sqlite'),
    join(work, 'link', 'workbench.sqlite'),
    `${work}/../real/new.csv`,
    join(work, 'link-to-runs', 'new', 'deeper.csv'),
    join(work, 'dangling.csv'),
    join(work, 'twice.csv'),
    `${work}/here/here/twice.csv`,
    `${work}/runs/../hard`,
  ];
  expect(places.map((place) => dataFolderAround(place, [real]))).toEqual(places.map(() => real));
});

test('so is one of a folder that nobody named, one without its database, and one that is not there yet', () => {
  expect([
    dataFolderAround(join(work, 'link', 'x.csv'), []),
    dataFolderAround(join(other, 'x.csv'), []),
    dataFolderAround(join(nowhere, 'x.csv'), [nowhere]),
    dataFolderAround(join(root, 'disk', 'database'), [moved]),
  ]).toEqual([real, other, nowhere, moved]);
});

test('other places are free, also beside a data folder or below runs of other programs', () => {
  const places = [
    'x.csv',
    'runs/x.csv',
    'loop',
    'loop/x.csv',
    'here/x.csv',
    '../real-copy.csv',
    '../nowhere.csv',
  ];
  expect(places.map((place) => dataFolderAround(`${work}/${place}`, [real, nowhere]))).toEqual(
    places.map(() => null),
  );
});

test('any walk that ends in the data folder is refused, and no other', () => {
  const step = fc.constantFrom('here', 'here/here', 'runs/..', '.', 'new/..');
  const end = fc.constantFrom<[string, boolean]>(
    ['link/a.csv', true],
    ['link-to-runs/a.csv', true],
    ['twice.csv', true],
    ['a.csv', false],
    ['runs/a.csv', false],
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 6 }), end, (steps, [last, isInside]) => {
      const path = [work, ...steps, last].join('/');
      return (dataFolderAround(path, [real]) !== null) === isInside;
    }),
    { numRuns: 1000 },
  );
});

test('where bytes would go is found once and for all', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('here', 'link', 'loop', '..', 'x', 'twice.csv'), { maxLength: 6 }),
      (parts) => {
        const place = realPlace([work, ...parts].join('/'));
        return realPlace(place) === place;
      },
    ),
    { numRuns: 1000 },
  );
});
