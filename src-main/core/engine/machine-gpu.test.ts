import { expect, test } from 'vitest';

import { gpuOfMachine, notesOnUnusedGpu } from './machine-gpu.ts';

const having = (...paths: string[]) => gpuOfMachine('linux', (path) => paths.includes(path));

test('a machine without a GPU is told of none, and a virtual display is none', () => {
  expect([having(), having('/dev/dri/renderD128'), gpuOfMachine('win32', () => true)]).toEqual([
    null,
    null,
    null,
  ]);
  expect(notesOnUnusedGpu(null, ['webgpu: no adapter'])).toEqual([]);
});

test('a GPU that is there and could not be used is told of, with why and what to do', () => {
  expect([having('/dev/nvidia0'), having('/dev/kfd'), gpuOfMachine('darwin', () => false)]).toEqual([
    'an NVIDIA GPU',
    'an AMD GPU',
    'a GPU',
  ]);
  const [note = ''] = notesOnUnusedGpu('an NVIDIA GPU', ['cuda: the driver is too old']);
  expect(note).toContain('has an NVIDIA GPU, but it could not be used (cuda: the driver is too old)');
  expect(note).toContain('Look whether its driver is installed');
  expect(notesOnUnusedGpu('an NVIDIA GPU', [])).toEqual([]);
});
