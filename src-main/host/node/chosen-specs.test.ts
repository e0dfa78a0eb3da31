import { homedir } from 'node:os';
import { resolve } from 'node:path';

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import { callersFolder } from '../given-paths.ts';
import { chooseSpecs } from './chosen-specs.ts';

test('whatever is wished for becomes an experiment or a sentence', () => {
  const path = fc.constantFrom(
    'training.epochs',
    'layers.0.units',
    'optimizer.kind',
    'seed',
    'dataset',
    'engine.x.y',
    '',
  );
  const setting = fc.tuple(path, fc.oneof(fc.string(), fc.json(), fc.constantFrom('1e999', '-0', 'null')));
  const wishes = fc.record(
    {
      set: fc.array(
        setting.map(([name, text]) => `${name}=${text}`),
        { maxLength: 3 },
      ),
      epochs: fc.integer(),
      seed: fc.maxSafeInteger(),
      seeds: fc.array(fc.maxSafeInteger(), { minLength: 1, maxLength: 3 }),
      engine: fc.oneof(fc.string(), fc.constantFrom('auto', 'reference', 'toString')),
      device: fc.string(),
      threads: fc.double(),
    },
    { requiredKeys: ['set'] },
  );
  fc.assert(
    fc.property(wishes, (wished) => {
      try {
        expect(chooseSpecs('quick-start', wished).experiments.flat().length).toBeGreaterThan(0);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(WorkbenchError);
        expect((thrown as WorkbenchError).exitCode).toBe(2);
      }
    }),
    { numRuns: 1000 },
  );
});

test("files of a dataset are the user's where their names say so", () => {
  const images = (name: string): unknown => {
    const set = ['dataset.kind=idx-files', `dataset.trainImages=${name}`, 'dataset.trainLabels=labels.gz'];
    return chooseSpecs('quick-start', { set }).experiments.flat()[0]?.dataset['trainImages'];
  };
  expect(['./a', '../a', '~/a', 'a', 'b/a', '~ada/a'].map(images)).toEqual([
    resolve(callersFolder(), 'a'),
    resolve(callersFolder(), '..', 'a'),
    resolve(homedir(), 'a'),
    'a',
    'b/a',
    '~ada/a',
  ]);
});
