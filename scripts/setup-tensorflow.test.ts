import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { defaultPackage, needsDependencies, readRequest } from './setup-tensorflow.ts';
import { correctBackendSource } from './tensorflow-binding.ts';

const projectFolder = path.dirname(import.meta.dirname);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'setup-tensorflow-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the script as npm does, on a folder of this test. */
function setUp(...options: string[]): { status: number | null; said: string } {
  const script = path.join(import.meta.dirname, 'setup-tensorflow.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...options], { encoding: 'utf8' });
  return { status, said: `${stdout}${stderr}`.trim() };
}

test('--pip takes a package, or stands alone for the smallest one', () => {
  const usual = { python: null, force: false, folder: path.join(projectFolder, 'build', 'tensorflow') };
  const smallest = defaultPackage(process.platform, process.arch);
  expect(readRequest([])).toEqual({ ...usual, pip: null });
  expect(readRequest(['--pip'])).toEqual({ ...usual, pip: smallest });
  expect(readRequest(['--pip', '--python', 'python3.12'])).toEqual({
    ...usual,
    pip: smallest,
    python: 'python3.12',
  });
  expect(readRequest(['--pip', 'tensorflow[and-cuda]'])).toEqual({ ...usual, pip: 'tensorflow[and-cuda]' });
});

test("tensorflow-cpu is for 64-bit Linux PCs, and CUDA's libraries come as dependencies", () => {
  expect([
    defaultPackage('linux', 'x64'),
    defaultPackage('linux', 'arm64'),
    defaultPackage('darwin', 'arm64'),
  ]).toEqual(['tensorflow-cpu', 'tensorflow', 'tensorflow']);
  expect([needsDependencies('tensorflow-cpu'), needsDependencies('tensorflow[and-cuda]')]).toEqual([
    false,
    true,
  ]);
});

test('a binding of unknown source is not corrected', () => {
  expect(() => correctBackendSource('int main() {}')).toThrow('tfjs_backend.cc is not the expected one');
});

test('a Python that is not there is an error in one sentence', () => {
  expect(setUp('--python', '/nowhere/python3', '--folder', folder)).toEqual({
    status: 1,
    said: 'The tensorflow engine could not be set up: the program "/nowhere/python3" was not found',
  });
});

test('a Python without tensorflow is an error that names the way out', () => {
  const python = path.join(folder, 'venv', 'bin', 'python');
  if (spawnSync('python3', ['-m', 'venv', '--without-pip', path.join(folder, 'venv')]).status !== 0) return;
  expect(setUp('--python', python, '--folder', folder)).toEqual({
    status: 1,
    said: `The tensorflow engine could not be set up: ${python} has no tensorflow; with --pip one is installed into a folder of the project's own`,
  });
});
