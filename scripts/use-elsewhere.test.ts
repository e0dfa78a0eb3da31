/**
 * The Python of docs/use-elsewhere.md, run on files that the program wrote. FFWB_PYTHON names the interpreter; a block whose
 * libraries it has not is skipped in words.
 */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

import { answerOf, makeFolder, removeFolder, tiny } from '../src-main/host/node/fixtures/run-ffwb.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const python = process.env['FFWB_PYTHON'] ?? 'python3';
const page = readFileSync(join(import.meta.dirname, '../docs/use-elsewhere.md'), 'utf8');
const blocks = [...page.matchAll(/<!-- test: (\w+) -->\n\n```python\n([\s\S]*?)```/g)].map(
  ([, name, code]) => [name as string, code as string] as const,
);

/** The packages each block imports. */
const needed: Readonly<Record<string, readonly string[]>> = {
  onnx: ['numpy', 'onnxruntime'],
  safetensors: ['safetensors', 'torch'],
  numpy: ['numpy'],
};

const has = (name: string): boolean => spawnSync(python, ['-c', `import ${name}`]).status === 0;

const [data, files] = [makeFolder(), makeFolder()];
afterAll(() => [data, files].forEach(removeFolder));
let shapes: Readonly<Record<string, readonly (number | string)[]>> = {};

interface Exported {
  readonly tensors: readonly { readonly name: string; readonly shape: readonly (number | string)[] }[];
}
beforeAll(async () => {
  const { runId } = (await answerOf(data, 'train', ...tiny, '--epochs', '1')) as { runId: string };
  await answerOf(data, 'export', runId, '--out', join(files, 'net.onnx'));
  const weights = await answerOf(data, 'export', runId, '--out', join(files, 'weights.safetensors'));
  shapes = Object.fromEntries((weights as Exported).tensors.map(({ name, shape }) => [name, shape]));
});

test('every block is known here, and has at most five lines', () => {
  expect(blocks.map(([name]) => name)).toEqual(Object.keys(needed));
  expect(page.match(/```python/g)).toHaveLength(blocks.length);
  for (const [, code] of blocks) expect(code.trimEnd().split('\n').length).toBeLessThanOrEqual(5);
});

test.for(blocks)('runs: %s', ([name, code], context) => {
  const missing = (needed[name] ?? []).filter((each) => !has(each));
  if (missing.length > 0) context.skip(`${python} has no ${missing.join(', ')}`);
  const { status, stdout, stderr } = spawnSync(python, ['-c', code], { cwd: files, encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  if (name === 'onnx') expect(stdout).toMatch(/^\{'goodness': \[\d, \d, \d\], 'softmax': \[\d, \d, \d\]/);
  for (const [tensor, shape] of name === 'onnx' ? [] : Object.entries(shapes)) {
    const words = name === 'numpy' ? `'${tensor}': (${shape.join(', ')}` : `${tensor} [${shape.join(', ')}]`;
    expect(stdout).toContain(words);
  }
});
