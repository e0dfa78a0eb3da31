import { expect, test } from 'vitest';

import { memoryStore, sampleRun, sampleSpec } from '../fixtures/sample-run.ts';
import type { ExperimentSpec } from '../../../src-shared/spec/experiment-spec.ts';

function differences(...changes: Partial<ExperimentSpec>[]): unknown {
  const store = memoryStore();
  return store.settingDifferences(
    changes.map((change) => store.createRun({ ...sampleRun, spec: { ...sampleSpec, ...change } })),
  );
}

test('what differs is named with one value per run, slot by slot; what a run has not is null', () => {
  expect(
    differences(
      { seed: 1 },
      { seed: 2, optimizer: { kind: 'plain', learningRate: 0.03, nesterov: false } },
      {
        seed: 1,
        layers: [
          { kind: 'dense', units: 500 },
          { kind: 'dense', units: 20 },
        ],
      },
    ),
  ).toEqual([
    { path: 'seed', label: 'Seed', values: [1, 2, 1] },
    { path: 'layers.1.kind', label: 'Layer 2', values: [null, null, 'dense'] },
    { path: 'layers.1.units', label: 'Layer 2: units', values: [null, null, 20] },
    { path: 'optimizer.kind', label: 'Optimizer', values: ['adam', 'plain', 'adam'] },
    { path: 'optimizer.nesterov', label: 'Optimizer: nesterov', values: [null, false, null] },
  ]);
});

test('a number is not the text that looks like it', () => {
  expect(differences({ seed: 1 }, { seed: '1' as unknown as number })).toEqual([
    { path: 'seed', label: 'Seed', values: [1, '1'] },
  ]);
});

test('names and versions are no settings; equal runs, or one alone, differ in nothing', () => {
  expect([differences({ name: 'a' }, { name: 'b' }), differences({}), differences()]).toEqual([[], [], []]);
});

test('a run that does not exist is an error', () => {
  expect(() => memoryStore().settingDifferences(['20250101-000000-zzzz'])).toThrow('There is no run');
});
