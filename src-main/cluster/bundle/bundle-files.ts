/**
 * What goes into a bundle: the program's sources without tests, what ships with it, Node itself, and the packages that
 * run outside a window, without what they need only to be built or on other systems. Nothing is loaded or changed here.
 */

import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

import { WorkbenchError } from '../../../src-shared/base/errors.ts';

/** Where the program's own files are when it runs from source. */
export const sourceProgram: string = fileURLToPath(new URL('../../../', import.meta.url));

export interface BundledFile {
  /** Its place in the bundle, with "/". */
  readonly path: string;
  /** Its place here; null: its text is `text`. */
  readonly file: string | null;
  readonly text: string | null;
  readonly bytes: number;
  readonly isExecutable: boolean;
}

export interface BundleParts {
  /** The program's folder. */
  readonly program: string;
  /** The Node that travels along. */
  readonly node: string;
  /** The built window, so that the bundle can serve it; null: without. */
  readonly window: string | null;
}

/** Starts the program with the Node beside it, whatever PATH says; `exec`, so that signals reach it. */
const launcher = `#!/bin/sh
case "$0" in
  */*) here=\${0%/*} ;;
  *) here=. ;;
esac
exec "$here/bin/node" "$here/src-main/host/node/ffwb.ts" "$@"
`;

/** Packages of the window alone, and those too large to travel: an engine that is not there is said to be missing. */
const leftOutPackages = new Set(['@tanstack/virtual-core', 'bits-ui', '@tensorflow/tfjs-node-gpu']);
/** Needed by their package's set-up alone. */
const setUpPackages = new Set(['adm-zip', 'global-agent']);
const leftOutFolders = new Set(['test', 'tests', '__tests__', 'docs', 'example', 'examples', '.github']);
const leftOutEndings = /\.(map|md|markdown|flow|d\.ts|d\.mts|d\.cts)$/;
/** Folders of packages that are for building, for other systems or for browsers. */
const leftOutOfPackages = [
  /^better-sqlite3\/(deps|src|build)\//,
  /^better-sqlite3\/prebuilds\/(?!linux-x64\.node)/,
  /^onnxruntime-node\/script\//,
  /^onnxruntime-node\/bin\/(?!napi-v\d+\/linux\/x64\/)/,
  /^onnxruntime-node\/.*(cuda|tensorrt)/,
  /^(echarts|zrender)\/dist\//,
  /^bare-[a-z]+\/prebuilds\//, // for another runtime than Node
];

/** In the order of their paths. Error: place/bundle where something the program needs is not there. */
export function bundleFiles(parts: BundleParts): BundledFile[] {
  const { program, node, window } = parts;
  const files = [
    ...['src-main', 'src-shared', 'src-renderer'].flatMap((folder) => sourcesIn(program, folder)),
    ...filesIn(join(program, 'resources'), 'resources', () => true),
    ...packagesOf(program).flatMap((folder) => packageFiles(program, folder)),
    ...['package.json', 'LICENSE'].map((name) => existing(join(program, name), name)),
    { ...existing(node, 'bin/node'), isExecutable: true },
    { path: 'ffwb', file: null, text: launcher, bytes: Buffer.byteLength(launcher), isExecutable: true },
    ...(window === null ? [] : filesIn(window, 'out/renderer', () => true)),
  ];
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Tells bundles apart: hex digits over all names, sizes and, where they are no libraries, contents. */
export function bundleKey(files: readonly BundledFile[]): string {
  const hash = createHash('sha256');
  for (const { path, file, text, bytes } of files) {
    hash.update(`${path}\0${bytes}\0`);
    if (text !== null) hash.update(text);
    else if (file !== null && bytes < 2 ** 20) hash.update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 16);
}

function sourcesIn(program: string, folder: string): BundledFile[] {
  const isSource = (path: string): boolean =>
    path.endsWith('.ts') &&
    !path.endsWith('.test.ts') &&
    !path.endsWith('.d.ts') &&
    !path.includes('/fixtures/');
  return filesIn(join(program, folder), folder, isSource);
}

function packageFiles(program: string, folder: string): BundledFile[] {
  const path = relative(program, folder).split(sep).join('/');
  return filesIn(folder, path, (each) => {
    const inPackage = each.slice('node_modules/'.length);
    const folders = each
      .slice(path.length + 1)
      .split('/')
      .slice(0, -1);
    return (
      !leftOutEndings.test(each) &&
      !folders.some((name) => leftOutFolders.has(name)) &&
      // Packages inside a package are found by themselves, where they are needed.
      !folders.includes('node_modules') &&
      !leftOutOfPackages.some((pattern) => pattern.test(inPackage))
    );
  });
}

/** Folders of all packages the program needs outside its window, and of those that they need. */
function packagesOf(program: string): string[] {
  const found = new Set<string>();
  const waiting = dependenciesOf(program)
    .filter((name) => !leftOutPackages.has(name))
    .map((name) => [program, name] as const);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [asker, name] = next;
    if (setUpPackages.has(name)) continue;
    const folder = packageFolder(asker, name, program);
    if (found.has(folder)) continue;
    found.add(folder);
    for (const each of dependenciesOf(folder)) waiting.push([folder, each]);
  }
  return [...found];
}

function dependenciesOf(folder: string): string[] {
  const text = readFileSync(join(folder, 'package.json'), 'utf8');
  const { dependencies = {} } = JSON.parse(text) as { dependencies?: Record<string, string> };
  return Object.keys(dependencies);
}

/** As Node finds it: in the nearest node_modules, upwards. */
function packageFolder(asker: string, name: string, program: string): string {
  for (let at = asker; at.length >= program.replace(/[\\/]$/, '').length; at = dirname(at)) {
    const folder = join(at, 'node_modules', name);
    if (statSync(join(folder, 'package.json'), { throwIfNoEntry: false }) !== undefined) return folder;
  }
  throw new WorkbenchError('place/bundle', { reason: `the package ${name} is not installed` });
}

function filesIn(folder: string, path: string, isWanted: (path: string) => boolean): BundledFile[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ file, path: `${path}/${relative(folder, file).split(sep).join('/')}` }))
    .filter((each) => isWanted(each.path))
    .map((each) => existing(each.file, each.path));
}

function existing(file: string, path: string): BundledFile {
  const info = statSync(file, { throwIfNoEntry: false });
  if (info === undefined) throw new WorkbenchError('place/bundle', { reason: `${file} is not there` });
  return { path, file, text: null, bytes: info.size, isExecutable: path.endsWith('.node') };
}
