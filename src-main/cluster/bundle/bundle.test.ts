import { createWriteStream, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { bundleFiles, bundleKey, sourceProgram } from './bundle-files.ts';
import type { BundledFile } from './bundle-files.ts';
import { bundleBytes } from './pack-bundle.ts';

const mostBytes = 120e6;

let folder = '';
let files: BundledFile[] = [];
const isLinux = process.platform === 'linux' && process.arch === 'x64';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ffwb-bundle-'));
  files = bundleFiles({ program: sourceProgram, node: process.execPath, window: null });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As on a machine that has nothing: an empty PATH, an empty home. */
function runThere(...words: string[]): { status: number | null; stdout: string; stderr: string } {
  const home = join(folder, 'home');
  mkdirSync(home, { recursive: true });
  const env = { PATH: '', HOME: home };
  return spawnSync(join(folder, 'there', 'ffwb'), words, { cwd: home, env, encoding: 'utf8' });
}

test.runIf(isLinux)(
  'unpacked where there is nothing, it trains, and none of its commands lacks a package',
  async () => {
    const archive = join(folder, 'ffwb.tar.gz');
    await pipeline(Readable.from(bundleBytes(files, true)), createWriteStream(archive));
    mkdirSync(join(folder, 'there'));
    const unpacked = spawnSync('tar', ['-xzf', archive, '-C', join(folder, 'there')]);
    expect(unpacked.status).toBe(0);
    expect(statSync(archive).size).toBeLessThan(mostBytes);

    const train = [
      'train',
      'quick-start',
      '--set',
      'dataset.kind=synthetic',
      '--epochs',
      '2',
      '--threads',
      '1',
    ];
    const trained = runThere(...train, '--json');
    expect(trained.stderr).not.toContain('Error');
    expect(JSON.parse(trained.stdout)).toMatchObject({ status: 'completed', epoch: 2 });
    const engines = JSON.parse(runThere('engines', '--json').stdout) as unknown;
    expect(engines).toEqual(
      expect.arrayContaining([expect.objectContaining({ id: 'onnx', reason: null })]) as unknown,
    );
    expect(runThere('datasets', '--json').stdout).toContain('"kind": "mnist"');
    for (const words of [
      ['runs'],
      ['presets'],
      ['logbook', 'list'],
      ['doctor'],
      ['sql', 'SELECT 1'],
      ['views'],
    ])
      expect([words, runThere(...words)]).toEqual([words, expect.objectContaining({ status: 0 })]);
  },
);

test('a bundle holds no tests, no fixtures, and libraries of one system only', () => {
  const paths = files.map(({ path }) => path);
  expect(paths.filter((path) => /\.test\.ts$|^src-.*\/fixtures\//.test(path))).toEqual([]);
  expect(paths.filter((path) => /\.(dll|dylib|pdb|bare)$|[/](prebuilds|v6)[/](?!linux)/.test(path))).toEqual(
    [],
  );
  expect(paths.filter((path) => path.startsWith('/') || path.split('/').includes('..'))).toEqual([]);
  expect(paths.filter((path, at) => paths.indexOf(path) !== at)).toEqual([]);
});

test('bundles of the same program have the same key; a changed source makes another', () => {
  const source = join(folder, 'source.ts');
  const entry: BundledFile = {
    path: 'src-main/a.ts',
    file: source,
    text: null,
    bytes: 1,
    isExecutable: false,
  };
  const keyOf = (text: string): string => {
    writeFileSync(source, text);
    return bundleKey([entry]);
  };
  expect(keyOf('a')).toBe(keyOf('a'));
  expect(keyOf('a')).not.toBe(keyOf('b'));
});

test('a file that goes away while it is packed is said by name', async () => {
  const gone = { path: 'gone', file: join(folder, 'gone'), text: null, bytes: 5, isExecutable: false };
  const packed = async (): Promise<void> => {
    for await (const piece of bundleBytes([gone], true)) expect(piece).toBeDefined();
  };
  await expect(packed()).rejects.toMatchObject({
    code: 'place/bundle',
    message: expect.stringContaining('gone') as string,
  });
});
