/**
 * npm run setup:tensorflow -- [--pip [PACKAGE]] [--python PROGRAM] [--force]
 *
 * Sets up the `tensorflow` engine: TensorFlow.js' native binding, built against the libtensorflow of a TensorFlow that
 * pip installed. Everything lies in build/tensorflow and is never touched by `npm ci`: the JavaScript package in
 * node_modules, a Python environment in venv, and setup.json, which says what was built from what.
 *
 * --pip     installs this package into a Python environment of its own. Without a name: tensorflow-cpu where there
 *           is one. For NVIDIA GPUs: --pip "tensorflow[and-cuda]".
 * --python  the Python to use (python3). Without --pip, the tensorflow which that Python already has is used.
 * --force   builds anew even when everything is already there.
 *
 * With neither --pip nor --python: keeps what is set up, else uses python3's tensorflow, else does what --pip does.
 */

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { run } from './run-command.ts';
import { bindingRecipe, buildBinding } from './tensorflow-binding.ts';
import type { TensorflowLibrary } from './tensorflow-binding.ts';

const projectFolder = path.dirname(import.meta.dirname);
const tfjsPackage = '@tensorflow/tfjs-node-gpu';
const dependencies = { [tfjsPackage]: '4.22.0', 'node-api-headers': '1.9.0' };

export interface SetupRequest {
  /** The package to install by pip; null: none was asked for. */
  readonly pip: string | null;
  /** The Python program; null: none was named. */
  readonly python: string | null;
  readonly force: boolean;
  /** Where to build. */
  readonly folder: string;
}

/** What setup.json keeps. */
interface SetupRecord {
  readonly pip: string | null;
  readonly python: string | null;
  readonly tensorflow: TensorflowLibrary;
  /** Of the code and versions that built it: another one means building again. */
  readonly recipe: string;
}

/** Reads the command line. Error: an unknown option. */
export function readRequest(words: readonly string[]): SetupRequest {
  const named = words.map((word, index) => {
    const value = words[index + 1];
    const alone = word === '--pip' && (value === undefined || value.startsWith('--'));
    return alone ? `--pip=${defaultPackage(process.platform, process.arch)}` : word;
  });
  const { values } = parseArgs({
    args: named,
    options: {
      pip: { type: 'string' },
      python: { type: 'string' },
      force: { type: 'boolean', default: false },
      folder: { type: 'string', default: path.join(projectFolder, 'build', 'tensorflow') },
    },
  });
  return {
    pip: values.pip ?? null,
    python: values.python ?? null,
    force: values.force,
    folder: values.folder,
  };
}

/** The smallest package that has libtensorflow; tensorflow-cpu exists for 64-bit PCs only. */
export function defaultPackage(platform: string, architecture: string): string {
  return platform === 'linux' && architecture === 'x64' ? 'tensorflow-cpu' : 'tensorflow';
}

/** Whether pip must bring a package's own dependencies: libtensorflow needs none, CUDA's libraries come by an extra. */
export function needsDependencies(pipPackage: string): boolean {
  return pipPackage.includes('[');
}

function setUp(asked: SetupRequest): void {
  if (process.platform === 'win32') {
    throw new Error(
      "TensorFlow's packages for Windows lack the library this needs; use Linux, macOS or WSL 2",
    );
  }
  const record = readRecord(asked.folder);
  const namesNothing = asked.pip === null && asked.python === null;
  const request =
    namesNothing && record !== null ? { ...asked, pip: record.pip, python: record.python } : asked;
  if (record !== null && isWanted(record, request)) {
    try {
      say(`Already set up with ${record.tensorflow.name}. ${verify(request.folder)}`);
      return;
    } catch (error) {
      say(`What was set up does not work any more: ${reasonOf(error)}\nBuilding it again.`);
    }
  }
  mkdirSync(request.folder, { recursive: true });
  const tensorflow = timed('TensorFlow', () => provideTensorflow(request));
  timed('TensorFlow.js', () => installJavascript(request.folder));
  timed('Native binding', () => compile(request.folder, tensorflow));
  timed('Trial', () => verify(request.folder));
  const { pip, python } = request;
  const made: SetupRecord = { pip, python, tensorflow, recipe: recipe() };
  writeFileSync(recordFile(request.folder), `${JSON.stringify(made, null, 2)}\n`);
  say(`The tensorflow engine is set up in ${request.folder}.`);
}

function isWanted(record: SetupRecord, request: SetupRequest): boolean {
  const same = record.pip === request.pip && record.python === request.python;
  return !request.force && same && record.recipe === recipe();
}

function provideTensorflow(request: SetupRequest): [TensorflowLibrary, string] {
  const python = request.python ?? 'python3';
  if (request.pip === null) {
    const installed = findTensorflow(python);
    if (installed !== null)
      return [installed, `${installed.name}, which ${python} has in ${installed.folder}`];
    if (request.python !== null) {
      throw new Error(
        `${python} has no tensorflow; with --pip one is installed into a folder of the project's own`,
      );
    }
  }
  const pipPackage = request.pip ?? defaultPackage(process.platform, process.arch);
  const venv = path.join(request.folder, 'venv');
  const content = path.join(venv, 'package.txt');
  // Another TensorFlow in the same environment would share its files.
  const same = existsSync(content) && readFileSync(content, 'utf8') === pipPackage;
  if (!same) rmSync(venv, { recursive: true, force: true });
  makeEnvironment(python, venv);
  writeFileSync(content, pipPackage);
  const venvPython = path.join(venv, 'bin', 'python');
  say(`Installing ${pipPackage} by pip; this can take some minutes ...`);
  run(
    venvPython,
    [
      ...['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--only-binary', ':all:'],
      ...(needsDependencies(pipPackage) ? [] : ['--no-deps']),
      ...(process.stdout.isTTY ? [] : ['-qq']),
      pipPackage,
    ],
    { visible: process.stdout.isTTY },
  );
  const installed = findTensorflow(venvPython);
  if (installed === null) throw new Error(`${pipPackage} was installed but brought no "tensorflow" package`);
  return [installed, `${installed.name}, installed by pip into ${venv}`];
}

function makeEnvironment(python: string, venv: string): void {
  try {
    run(python, ['-m', 'venv', venv]);
  } catch (error) {
    const hint = 'On Debian and Ubuntu the package python3-venv may be missing.';
    throw new Error(`no Python environment could be made: ${reasonOf(error)}\n${hint}`, { cause: error });
  }
}

/** The tensorflow a Python has, without running it; null where it has none. Error: it lacks libtensorflow. */
function findTensorflow(python: string): TensorflowLibrary | null {
  const source = [
    'import importlib.metadata as metadata, importlib.util as util, json',
    'spec = util.find_spec("tensorflow")',
    'folder = list(spec.submodule_search_locations)[0] if spec and spec.submodule_search_locations else None',
    'names = metadata.packages_distributions().get("tensorflow", []) if folder else []',
    'print(json.dumps({"folder": folder, "names": [f"{n} {metadata.version(n)}" for n in names]}))',
  ].join('\n');
  const answer = JSON.parse(run(python, ['-c', source])) as { folder: string | null; names: string[] };
  if (answer.folder === null) return null;
  const library = { folder: answer.folder, name: answer.names[0] ?? 'tensorflow' };
  const file = process.platform === 'darwin' ? 'libtensorflow_cc.2.dylib' : 'libtensorflow_cc.so.2';
  if (!existsSync(path.join(library.folder, file))) {
    throw new Error(`${library.name} in ${library.folder} has no ${file}; version 2.16 or newer is needed`);
  }
  return library;
}

/** TensorFlow.js without its install script, which would download an old libtensorflow. */
function installJavascript(folder: string): [null, string] {
  const manifest = { private: true, description: 'Made by npm run setup:tensorflow', dependencies };
  writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  const npm = process.env['npm_execpath'];
  const options = [
    ...['install', '--prefix', folder, '--ignore-scripts', '--prefer-offline'],
    ...['--no-audit', '--no-fund', '--loglevel', 'error'],
  ];
  run(npm === undefined ? 'npm' : process.execPath, npm === undefined ? options : [npm, ...options], {
    folder,
  });
  return [null, `${tfjsPackage} ${dependencies[tfjsPackage]}`];
}

function compile(folder: string, tensorflow: TensorflowLibrary): [null, string] {
  const packages = path.join(folder, 'node_modules');
  const headers = path.join(packages, 'node-api-headers', 'include');
  const binding = buildBinding(path.join(packages, tfjsPackage), headers, tensorflow, process.env);
  return [null, `compiled ${path.relative(folder, binding)}`];
}

/** Multiplies two matrices in two worker threads of a process of its own; what it found, in words. */
function verify(folder: string): string {
  const environment = { ...process.env, TF_CPP_MIN_LOG_LEVEL: process.env['TF_CPP_MIN_LOG_LEVEL'] ?? '2' };
  const trial = path.join(import.meta.dirname, 'try-tensorflow.ts');
  return run(process.execPath, [trial, folder], { environment, timeoutMs: 300_000 }).trim();
}

function recordFile(folder: string): string {
  return path.join(folder, 'setup.json');
}

function readRecord(folder: string): SetupRecord | null {
  try {
    return JSON.parse(readFileSync(recordFile(folder), 'utf8')) as SetupRecord;
  } catch {
    return null;
  }
}

function recipe(): string {
  return createHash('sha256')
    .update(JSON.stringify([dependencies, bindingRecipe]))
    .digest('hex')
    .slice(0, 16);
}

/** Does one step and tells what came out and how long it took. */
function timed<T>(name: string, step: () => string | [T, string]): T {
  const start = performance.now();
  const outcome = step();
  const [result, words] = typeof outcome === 'string' ? [null as T, outcome] : outcome;
  say(`${name}: ${words} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  return result;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

if (process.argv[1] === import.meta.filename) {
  try {
    setUp(readRequest(process.argv.slice(2)));
  } catch (error) {
    process.stderr.write(`The tensorflow engine could not be set up: ${reasonOf(error)}\n`);
    process.exitCode = 1;
  }
}
