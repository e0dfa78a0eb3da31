import { expect, test } from 'vitest';

import { encodeContextConfig } from './context-config.ts';

const gpuOptions = [0x32, 5, 0x20, 1, 0x2a, 1, 0x30]; // gpu_options { allow_growth: true, visible_device_list: "0" }

test('a context for all devices says its threads and how to use a GPU', () => {
  expect([...encodeContextConfig({ threads: 300, gpu: true })]).toEqual([
    ...[0x10, 0xac, 0x02], // intra_op_parallelism_threads: 300
    ...[0x28, 1], // inter_op_parallelism_threads: 1
    ...gpuOptions,
  ]);
});

test('a context for the CPU says that it wants no GPU', () => {
  expect([...encodeContextConfig({ threads: 1, gpu: false })]).toEqual([
    ...[0x0a, 7, 0x0a, 3, 0x47, 0x50, 0x55, 0x10, 0], // device_count { "GPU": 0 }
    ...[0x10, 1, 0x28, 1],
    ...gpuOptions,
  ]);
});
