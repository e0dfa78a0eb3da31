/**
 * Finds and loads TensorFlow.js with its native binding: what `npm run setup:tensorflow` built first, else an npm
 * package that brought its own libtensorflow. libtensorflow's context is made while the binding loads and belongs to
 * the thread, so the first load in a thread decides its threads and device; a later one gets the same.
 */

import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import util from 'node:util';
import { isMainThread } from 'node:worker_threads';

import { WorkbenchError, reasonOf } from '../../../../src-shared/base/errors.ts';
import { encodeContextConfig } from './context-config.ts';
import type { TensorflowModule } from './tensorflow-module.ts';

export interface LoadRequest {
  /** Threads for CPU kernels. */
  readonly threads: number;
  /** False keeps libtensorflow away from GPUs. */
  readonly gpu: boolean;
}

export interface LoadedTensorflow {
  readonly tf: TensorflowModule;
  /** E.g. "build/tensorflow" or "@tensorflow/tfjs-node-gpu". */
  readonly origin: string;
  /** What this thread's context was made with; `threads` is null where the binding does not say. */
  readonly made: { readonly threads: number | null; readonly gpu: boolean };
}

const packages = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const;

let loaded: LoadedTensorflow | null = null;

/** A place to load from: `anchor` is a file beside which the package is looked up. */
interface Candidate {
  readonly origin: string;
  readonly anchor: string;
  readonly name: string;
}

/**
 * TensorFlow.js in this thread. `folder` is where setup:tensorflow builds; null: build/tensorflow of the project this
 * file belongs to. Error: engine/unavailable, saying what was tried.
 */
export function loadTensorflow(request: LoadRequest, folder: string | null = null): LoadedTensorflow {
  if (loaded !== null) return loaded;
  const faults: string[] = [];
  for (const candidate of candidates(folder ?? findBuildFolder())) {
    try {
      loaded = load(candidate, request);
      return loaded;
    } catch (error) {
      faults.push(`${candidate.origin} did not load: ${firstLine(reasonOf(error))}`);
    }
  }
  const reason =
    faults.length > 0 ? faults.join('; ') : 'it is not installed; "npm run setup:tensorflow" sets it up';
  throw new WorkbenchError('engine/unavailable', { engine: 'tensorflow', reason });
}

/** Only places with a built binding: a package without one is not worth a word. */
function candidates(folder: string | null): Candidate[] {
  const own = folder === null ? [] : [{ origin: 'build/tensorflow', anchor: path.join(folder, 'anchor.js') }];
  const places = [...own, { origin: null, anchor: import.meta.filename }];
  return places.flatMap(({ origin, anchor }) =>
    packages
      .filter((name) => hasBinding(anchor, name))
      .map((name) => ({ origin: origin ?? name, anchor, name })),
  );
}

function hasBinding(anchor: string, name: string): boolean {
  try {
    const library = path.join(path.dirname(createRequire(anchor).resolve(`${name}/package.json`)), 'lib');
    return (
      existsSync(library) &&
      readdirSync(library).some((version) => existsSync(path.join(library, version, 'tfjs_binding.node')))
    );
  } catch {
    return false;
  }
}

/** build/tensorflow beside this source or, once bundled, in the folder that holds the bundle. */
function findBuildFolder(): string | null {
  for (let folder = import.meta.dirname; ; folder = path.dirname(folder)) {
    const build = path.join(folder, 'build', 'tensorflow');
    if (existsSync(path.join(build, 'setup.json'))) return build;
    if (folder === path.dirname(folder)) return null;
  }
}

function load(candidate: Candidate, request: LoadRequest): LoadedTensorflow {
  restoreRemovedUtilities();
  const globals = globalThis as { tensorflowContextConfig?: Uint8Array };
  globals.tensorflowContextConfig = encodeContextConfig(request);
  // Read by bindings that do not take the configuration, and by the log. A worker thread's is not the process' own.
  if (isMainThread) process.env['TF_NUM_INTRAOP_THREADS'] ??= String(request.threads);
  if (isMainThread) process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '1'; // warnings and errors
  const tf = createRequire(candidate.anchor)(candidate.name) as TensorflowModule;
  const taken = globals.tensorflowContextConfig === undefined;
  delete globals.tensorflowContextConfig;
  tf.enableProdMode();
  const asked = taken ? request.threads : Number(process.env['TF_NUM_INTRAOP_THREADS']);
  return {
    tf,
    origin: candidate.origin,
    made: { threads: asked > 0 ? asked : null, gpu: tf.backend().binding.isUsingGpuDevice() },
  };
}

/** TensorFlow.js 4.22 still calls two functions that Node 23 removed. */
function restoreRemovedUtilities(): void {
  const utilities = util as unknown as Record<string, (value: unknown) => boolean>;
  utilities['isNullOrUndefined'] ??= (value) => value === null || value === undefined;
  utilities['isArray'] ??= Array.isArray;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? text;
}
