import { expect, test } from 'vitest';

import { filesProblem, itemsOf, nameProblem } from './chosen-files.ts';

test('a name is small letters, digits and hyphens, and new', () => {
  const names = ['digits-2', '', 'Digits', '-a', 'a/b', 'mnist', 'x'.repeat(62)];
  expect(names.map((name) => nameProblem(name, ['mnist']))).toEqual([
    null,
    'Give the dataset a name',
    'Small letters, digits and hyphens only, at most 61',
    'Small letters, digits and hyphens only, at most 61',
    'Small letters, digits and hyphens only, at most 61',
    'There is a dataset of this name',
    'Small letters, digits and hyphens only, at most 61',
  ]);
});

const file = (size: number, webkitRelativePath = '') => ({ name: 'train-images', size, webkitRelativePath });

test('files are items each by itself, a folder is one', () => {
  const pictures = [file(1, 'pets/cat/train-images'), file(2, 'pets/dog/train-images')];
  expect([itemsOf([file(1), file(2)]), itemsOf(pictures), itemsOf([])]).toEqual([
    [
      { name: 'train-images', size: 1, isFolder: false, files: [file(1)] },
      { name: 'train-images', size: 2, isFolder: false, files: [file(2)] },
    ],
    [{ name: 'pets', size: 3, isFolder: true, files: pictures }],
    [],
  ]);
});

test('files that cannot be sent are refused before', () => {
  const crowd = Array.from({ length: 65_001 }, () => file(1, 'pets/cat/train-images'));
  const nine = Array.from({ length: 9 }, () => file(1));
  expect(
    [[file(10)], [], nine, [file(1), file(0)], crowd, [file(70_000_000)]].map((files) =>
      filesProblem(itemsOf(files)),
    ),
  ).toEqual([
    null,
    'Choose the files of a dataset',
    'At most 8 files; pack more as zip or tar.gz',
    'train-images is empty',
    'pets holds more than 65000 files; add it with "ffwb datasets add"',
    'Together they have 70 MB, more than the 60 MB the window may send; pack them, or add them with "ffwb datasets add"',
  ]);
});
