/**
 * Builds TensorFlow.js' native binding (tfjs_binding.node) against the libtensorflow of a pip-installed TensorFlow, with
 * the C++ compiler alone: Node-API is the same for every Node and Electron, so its headers come from the npm package
 * node-api-headers. Three small corrections to the binding's source are made on a copy:
 *
 * - the set of attribute names is one per thread: as one per process it is a data race between worker threads;
 * - the TensorFlow context takes its configuration (threads, devices) from a global that load.ts sets;
 * - switches that libtensorflow reads only from the process' environment are set there, as a worker thread cannot.
 */

import { mkdirSync, readFileSync, rmSync, writeFileSync, cpSync } from 'node:fs';
import path from 'node:path';

import { run } from './run-command.ts';

/** Where a TensorFlow that pip installed keeps what the binding needs. */
export interface TensorflowLibrary {
  /** The package's folder, `.../site-packages/tensorflow`. */
  readonly folder: string;
  /** Of the Python package that brought it, e.g. "tensorflow-cpu 2.21.0". */
  readonly name: string;
}

/** Node-API version of the binding: the newest that tfjs-node's package.json lists. */
const nodeApiVersion = 8;

const configSource = `
// What the loader asks for: a serialized ConfigProto in globalThis.tensorflowContextConfig. It is removed once taken,
// which tells the loader that this binding knows it. The variables do not override what a user has set.
static void TakeContextConfig(napi_env env, TFE_ContextOptions *options) {
  napi_value global, name, config;
  bool is_typed_array = false;
  size_t length = 0;
  void *data = nullptr;
  if (napi_get_global(env, &global) != napi_ok ||
      napi_create_string_utf8(env, "tensorflowContextConfig", NAPI_AUTO_LENGTH, &name) != napi_ok ||
      napi_get_property(env, global, name, &config) != napi_ok ||
      napi_is_typedarray(env, config, &is_typed_array) != napi_ok || !is_typed_array ||
      napi_get_typedarray_info(env, config, nullptr, &length, &data, nullptr, nullptr) != napi_ok) {
    return;
  }
  static std::once_flag prepared;
  std::call_once(prepared, [] {
    setenv("TF_OVERRIDE_GLOBAL_THREADPOOL", "1", 0);  // each context its own threads
    setenv("TF_DETERMINISTIC_OPS", "1", 0);           // GPU kernels that give the same bits every time
    setenv("NVIDIA_TF32_OVERRIDE", "0", 0);           // float32 products in float32, not in TF32
  });
  TF_AutoStatus status;
  TFE_ContextOptionsSetConfig(options, data, length, status.status);
  ENSURE_TF_OK(env, status);
  napi_delete_property(env, global, name, nullptr);
}

`;

/** Each text stands exactly once in binding/tfjs_backend.cc of tfjs-node(-gpu) 4.22.0. */
const corrections: readonly (readonly [before: string, after: string])[] = [
  ['#include <algorithm>\n', '#include <algorithm>\n#include <cstdlib>\n#include <mutex>\n'],
  ['static std::set<std::string> ATTR_NAME_SET;', 'static thread_local std::set<std::string> ATTR_NAME_SET;'],
  ['TFJSBackend::TFJSBackend(napi_env env)\n', `${configSource}TFJSBackend::TFJSBackend(napi_env env)\n`],
  [
    '  TFE_ContextOptions *tfe_options = TFE_NewContextOptions();\n',
    '  TFE_ContextOptions *tfe_options = TFE_NewContextOptions();\n  TakeContextConfig(env, tfe_options);\n',
  ],
];

/** What a binding is made by: one made by another recipe is built again. */
export const bindingRecipe = JSON.stringify([nodeApiVersion, corrections]);

/** The corrected source. Error: the source is not the one these corrections were made for. */
export function correctBackendSource(source: string): string {
  return corrections.reduce((text, [before, after]) => {
    const parts = text.split(before);
    if (parts.length !== 2) {
      throw new Error(
        `tfjs_backend.cc is not the expected one: "${before.trim()}" stands there ${parts.length - 1} times`,
      );
    }
    return parts.join(after);
  }, source);
}

/**
 * Compiles the binding of the tfjs-node package in `packageFolder` to where that package looks for it, and returns the
 * file. `headersFolder` holds node_api.h. Error: no compiler, or what the compiler said.
 */
export function buildBinding(
  packageFolder: string,
  headersFolder: string,
  tensorflow: TensorflowLibrary,
  environment: NodeJS.ProcessEnv,
): string {
  const sources = path.join(packageFolder, 'binding-corrected');
  rmSync(sources, { recursive: true, force: true });
  cpSync(path.join(packageFolder, 'binding'), sources, { recursive: true });
  const backend = path.join(sources, 'tfjs_backend.cc');
  writeFileSync(backend, correctBackendSource(readFileSync(backend, 'utf8')));

  const target = path.join(packageFolder, 'lib', `napi-v${nodeApiVersion}`, 'tfjs_binding.node');
  mkdirSync(path.dirname(target), { recursive: true });
  const onMac = process.platform === 'darwin';
  const libraries = onMac
    ? ['libtensorflow_cc.2.dylib', 'libtensorflow_framework.2.dylib']
    : ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
  run(compiler(environment), [
    ...['-std=c++17', '-O2', '-fPIC', '-w', `-DNAPI_VERSION=${nodeApiVersion}`],
    ...(onMac ? ['-bundle', '-undefined', 'dynamic_lookup'] : ['-shared']),
    ...['-I', headersFolder, '-I', path.join(tensorflow.folder, 'include')],
    ...[backend, path.join(sources, 'tfjs_binding.cc')],
    ...libraries.map((name) => path.join(tensorflow.folder, name)),
    `-Wl,-rpath,${libraryPath(path.dirname(target), tensorflow.folder, onMac)}`,
    ...['-o', target],
  ]);
  return target;
}

/** Error: there is none. */
function compiler(environment: NodeJS.ProcessEnv): string {
  const program = environment['CXX'] ?? 'c++';
  try {
    run(program, ['--version']);
  } catch (error) {
    const hint = "Debian and Ubuntu have one in the package g++, macOS in Xcode's command line tools";
    throw new Error(`there is no C++ compiler "${program}"; ${hint}`, { cause: error });
  }
  return program;
}

/** Where the binding looks for libtensorflow: relative where both lie in the same build folder, so that it can move. */
function libraryPath(bindingFolder: string, libraryFolder: string, onMac: boolean): string {
  const relative = path.relative(bindingFolder, libraryFolder);
  const together = libraryFolder.startsWith(path.resolve(bindingFolder, '../../../../..') + path.sep);
  return together ? `${onMac ? '@loader_path' : '$ORIGIN'}/${relative}` : libraryFolder;
}
