import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

import { reasonWithoutBuild, reasonWithoutProvider } from './what-is-missing.ts';

test('an Intel Mac is told that onnxruntime has no build for it, and what to use', () => {
  expect(reasonWithoutBuild('darwin', 'x64')).toBe(
    "onnxruntime's npm package has no build for Macs with an Intel processor; " +
      'TensorFlow\'s engine, which "npm run setup:tensorflow" sets up, is the fast one there',
  );
  expect(reasonWithoutBuild('freebsd', 'x64')).toContain('no build for freebsd on x64');
});

test('every build that the package has is known of, and no other', () => {
  const bin = join(dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json')), 'bin');
  const found = readdirSync(bin).flatMap((version) =>
    ['darwin', 'linux', 'win32'].flatMap((platform) => {
      const folder = join(bin, version, platform);
      return existsSync(folder) ? readdirSync(folder).map((architecture) => [platform, architecture]) : [];
    }),
  );
  const all = ['darwin', 'linux', 'win32'].flatMap((platform) =>
    ['arm64', 'x64', 'ia32'].map((architecture) => [platform, architecture]),
  );
  const known = all.filter(
    ([platform = '', architecture = '']) => reasonWithoutBuild(platform, architecture) === null,
  );
  expect(known.map(String).sort()).toEqual(found.map(String).sort());
});

test('a way to a GPU that fails says what to install, else what onnxruntime says last, as one sentence', () => {
  const nested =
    '/a/b/webgpu_context.cc:77 Init status == Ok was false. Failed: No supported adapters.\n more';
  expect(reasonWithoutProvider('webgpu', 'linux', nested)).toBe(
    'no driver offers it a GPU (it needs a Vulkan driver of the GPU, and libvulkan1)',
  );
  expect(reasonWithoutProvider('cuda', 'linux', 'Failed to load shared library.')).toContain('docs/gpu.md');
  expect(reasonWithoutProvider('dml', 'win32', 'Error: Out of memory.')).toBe('Out of memory');
});
