import { expect, test } from 'vitest';

import { filesProblem, nameProblem } from './chosen-files.ts';

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

test('files that cannot be sent are refused before', () => {
  const file = (size: number) => ({ name: 'train-images', size });
  expect(
    [[file(10)], [], Array.from({ length: 9 }, () => file(1)), [file(1), file(0)], [file(70_000_000)]].map(
      filesProblem,
    ),
  ).toEqual([
    null,
    'Choose the files of images and labels',
    'At most 8 files',
    'train-images is empty',
    'Together they have 70 MB, more than the 60 MB the window may send; pack them with gzip, or name them in an experiment',
  ]);
});
