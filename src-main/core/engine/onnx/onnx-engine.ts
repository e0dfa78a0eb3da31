/**
 * The `onnx` engine: traces a program into one ONNX graph and runs it by onnxruntime-node, on the CPU or on an
 * execution provider the build and the machine have. On WebGPU tensors stay on the device; elsewhere they lie in the
 * host's memory.
 */

import os from 'node:os';

import { assertDefined } from '../../../../src-shared/base/assert.ts';
import { WorkbenchError, reasonOf } from '../../../../src-shared/base/errors.ts';
import type {
  CompiledLoop,
  CompiledProgram,
  DeviceInfo,
  Engine,
  EngineKind,
  EngineOptions,
  EngineTensor,
  Program,
  Shape,
  Traffic,
} from '../engine.ts';
import { gpuOfMachine, notesOnUnusedGpu } from '../machine-gpu.ts';
import { loopByRuns } from '../loop-by-runs.ts';
import { quickestOf } from '../quickest.ts';
import { DeviceMemory } from './device-memory.ts';
import { HostMemory } from './host-memory.ts';
import { encodeModel } from './onnx-model.ts';
import type { OnnxGraph } from './onnx-model.ts';
import { orFail } from './session.ts';
import type { OnnxMemory, OnnxRuntime, Place, Session } from './session.ts';
import { reasonWithoutBuild, reasonWithoutProvider } from './what-is-missing.ts';

/**
 * Execution providers that run on a GPU, in the order they are tried; the CPU is the last resort. WebGPU goes before the
 * other two because the state stays on its device.
 */
const gpuProviders = ['cuda', 'webgpu', 'dml', 'coreml'] as const;

/** onnxruntime_session_options_config_keys.h: threads that wait for work do not spin. */
const sleepingThreads = { session: { intra_op: { allow_spinning: '0' } } };

class OnnxEngine implements Engine {
  readonly id = 'onnx';
  readonly device: DeviceInfo;
  readonly notes: readonly string[];
  readonly #runtime: OnnxRuntime;
  readonly #provider: string;
  readonly #sharesCores: boolean;
  readonly #memory: OnnxMemory;

  constructor(
    runtime: OnnxRuntime,
    provider: string,
    { threads, sharesCores }: { readonly threads: number; readonly sharesCores: boolean },
    notes: readonly string[] = [],
  ) {
    this.notes = notes;
    this.#sharesCores = sharesCores;
    this.#runtime = runtime;
    this.#provider = provider;
    const onCpu = provider === 'cpu';
    this.device = {
      name: onCpu ? `CPU, ${threads} ${threads === 1 ? 'thread' : 'threads'}` : `GPU by ${provider}`,
      kind: onCpu ? 'cpu' : 'gpu',
      threads: onCpu ? threads : null,
      precision: 'float32',
      backend: `onnxruntime ${runtime.env.versions.node ?? 'of unknown version'}, ${provider}`,
      deterministic: onCpu,
    };
    const open = (graph: OnnxGraph, outputs: Place) => this.#open(graph, outputs);
    this.#memory =
      provider === 'webgpu' ? new DeviceMemory(runtime, open) : new HostMemory(runtime, open, !onCpu);
  }

  get traffic(): Traffic | null {
    const { traffic } = this.#memory;
    return traffic === null ? null : { toDevice: traffic.toDevice, fromDevice: traffic.fromDevice };
  }

  compile(program: Program): Promise<CompiledProgram> {
    return this.#memory.compile(program);
  }

  /** A turn at a time where turns bring nothing: a Scan node counts its turns by what they bring. */
  async compileLoop(program: Program, perTurn: readonly string[]): Promise<CompiledLoop> {
    const loop = perTurn.length === 0 ? null : this.#memory.compileLoop(program, perTurn);
    return loop ?? loopByRuns(this, program, perTurn);
  }

  /** Error: engine/failed. */
  #open(graph: OnnxGraph, outputs: Place): Promise<Session> {
    return orFail(
      this.#runtime.InferenceSession.create(encodeModel(graph), {
        executionProviders: [this.#provider],
        intraOpNumThreads: this.device.threads ?? 1,
        interOpNumThreads: 1,
        executionMode: 'sequential',
        graphOptimizationLevel: 'all',
        logSeverityLevel: 3,
        ...(outputs === 'device' ? { preferredOutputLocation: 'gpu-buffer' as const } : {}),
        ...(this.#sharesCores ? { extra: sleepingThreads } : {}),
      }),
    );
  }

  upload(data: Float32Array | Float64Array, shape: Shape): EngineTensor {
    return this.#memory.upload(data, shape);
  }

  download(tensor: EngineTensor): Promise<Float32Array> {
    return this.#memory.download(tensor);
  }

  get gatherRows(): Engine['gatherRows'] {
    return this.#memory.gatherRows;
  }

  release(tensors: Iterable<EngineTensor>): void {
    this.#memory.release(tensors);
  }

  dispose(): Promise<void> {
    return this.#memory.dispose();
  }
}

/** Loads onnxruntime-node and picks a provider. Error: engine/unavailable. */
async function openOnnx(options: EngineOptions): Promise<Engine> {
  let runtime: OnnxRuntime;
  try {
    const loaded = (await import('onnxruntime-node')) as OnnxRuntime & { default?: OnnxRuntime };
    runtime = loaded.default ?? loaded;
  } catch (error) {
    const reason = reasonWithoutBuild(process.platform, process.arch) ?? reasonOf(error);
    throw new WorkbenchError('engine/unavailable', { engine: 'onnx', reason }, { cause: error });
  }
  runtime.env.logLevel = 'fatal'; // what goes wrong is told once, as an error or a note, not on the native log too
  const threads = options.threads ?? os.availableParallelism();
  const { sharesCores = false } = options;
  const built = runtime.listSupportedBackends().map((backend) => backend.name);
  if (options.device !== 'auto') {
    if (!built.includes(options.device)) {
      const reason = `this build of onnxruntime has no "${options.device}" provider (it has ${built.join(', ')})`;
      throw new WorkbenchError('engine/unavailable', { engine: 'onnx', reason });
    }
    const engine =
      options.device === 'cpu'
        ? await openOnCpu(runtime, threads, options, [])
        : new OnnxEngine(runtime, options.device, { threads, sharesCores });
    const { fault } = await probe(engine, options.device);
    if (fault === null) return engine;
    await engine.dispose();
    throw new WorkbenchError('engine/unavailable', { engine: 'onnx', reason: fault });
  }
  const notes: string[] = [];
  for (const provider of gpuProviders.filter((name) => built.includes(name))) {
    const engine = new OnnxEngine(runtime, provider, { threads, sharesCores });
    const { fault, milliseconds } = await probe(engine, provider);
    if (fault === null && milliseconds < slowestGpu) return engine;
    await engine.dispose();
    const reason =
      fault ?? `its device takes ${Math.round(milliseconds)} ms for a small product, so it is no real GPU`;
    notes.push(`${provider}: ${reason}`);
  }
  return openOnCpu(runtime, threads, options, notesOnUnusedGpu(gpuOfMachine(), notes));
}

/** Where it is left open, the quickest way to use the cores: threads that wait awake, or asleep, or half as many. */
async function openOnCpu(
  runtime: OnnxRuntime,
  threads: number,
  { sharesCores, mayUseFewerThreads = false }: EngineOptions,
  notes: readonly string[],
): Promise<OnnxEngine> {
  const open = (count: number, asleep: boolean) =>
    new OnnxEngine(runtime, 'cpu', { threads: count, sharesCores: asleep }, notes);
  if (sharesCores !== undefined || threads === 1) return open(threads, sharesCores ?? false);
  const ways = [open(threads, false), open(threads, true)];
  if (mayUseFewerThreads) ways.push(open(Math.ceil(threads / 2), false));
  const quickest = assertDefined(ways[await quickestOf(ways, milliseconds)], 'a way');
  for (const way of ways.filter((each) => each !== quickest)) await way.dispose();
  return quickest;
}

/** A clock; its zero means nothing. */
const milliseconds = (): number => Number(process.hrtime.bigint()) / 1e6;

const probeSize = 512;
/** The first ones compile, and another run may be at work on the device. */
const probeRounds = 4;
/** A GPU multiplies matrices of the probe's size, copies included, well within so many milliseconds; an emulated one does not. */
const slowestGpu = 40;

/** Multiplies two matrices a few times: what went wrong, if anything, and how long the quickest time took. */
async function probe(
  engine: OnnxEngine,
  provider: string,
): Promise<{ fault: string | null; milliseconds: number }> {
  const shape = [probeSize, probeSize];
  try {
    const program = await engine.compile({
      name: 'probe',
      inputs: { x: shape },
      build: (ops, { x }) => ({ y: ops.matMul(assertDefined(x, 'x'), assertDefined(x, 'x')) }),
    });
    const x = engine.upload(new Float32Array(probeSize * probeSize).fill(1), shape);
    let [quickest, value] = [Infinity, 0];
    for (let round = 0; round < probeRounds; round += 1) {
      const before = milliseconds();
      const { y } = await program.run({ x });
      const product = assertDefined(y, 'y');
      value = (await engine.download(product))[0] as number;
      engine.release([product]);
      quickest = Math.min(quickest, milliseconds() - before);
    }
    engine.release([x]);
    await program.dispose();
    return {
      fault: value === probeSize ? null : `a test product gave ${value} instead of ${probeSize}`,
      milliseconds: quickest,
    };
  } catch (error) {
    return { fault: reasonWithoutProvider(provider, process.platform, reasonOf(error)), milliseconds: 0 };
  }
}

export const onnxEngine: EngineKind = {
  kind: 'onnx',
  label: 'ONNX Runtime',
  help: 'Compiles each training step into one graph. Fast on CPUs with nothing else to install.',
  open: openOnnx,
};
