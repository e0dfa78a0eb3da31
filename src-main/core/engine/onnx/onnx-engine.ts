/**
 * The `onnx` engine: traces a program into one ONNX graph and runs it by onnxruntime-node, on the CPU or on an
 * execution provider the build and the machine have. Results are written into preallocated memory from a pool, so a
 * training loop settles on a fixed set of buffers; on the CPU it takes several steps per call.
 */

import os from 'node:os';

import { assert, assertDefined } from '../../../../src-shared/base/assert.ts';
import { WorkbenchError, reasonOf } from '../../../../src-shared/base/errors.ts';
import { sizeOf } from '../engine.ts';
import type {
  CompiledLoop,
  CompiledProgram,
  DeviceInfo,
  Engine,
  EngineKind,
  EngineOptions,
  EngineTensor,
  EngineTensors,
  LoopResult,
  Program,
  Shape,
  TurnInputs,
} from '../engine.ts';
import { gpuOfMachine, notesOnUnusedGpu } from '../machine-gpu.ts';
import { loopByRuns } from '../loop-by-runs.ts';
import { checkInputs } from '../shapes.ts';
import { loopGraph } from './loop-graph.ts';
import type { LoopGraph } from './loop-graph.ts';
import { encodeModel } from './onnx-model.ts';
import type { OnnxGraph } from './onnx-model.ts';
import { traceProgram } from './tracer.ts';
import type { Trace } from './tracer.ts';

type OnnxRuntime = typeof import('onnxruntime-node');
type Session = import('onnxruntime-node').InferenceSession;
type OnnxValue = import('onnxruntime-node').Tensor;

/** Execution providers that run on a GPU, most capable first; the CPU is the last resort. */
const gpuProviders = ['cuda', 'dml', 'coreml', 'webgpu'] as const;

class OnnxTensor implements EngineTensor {
  readonly shape: Shape;
  readonly data: Float32Array;
  readonly value: OnnxValue;
  /** Whether its memory goes to the pool in the end; a part of a larger buffer does not. */
  readonly whole: boolean;
  released = false;

  constructor(runtime: OnnxRuntime, shape: Shape, data: Float32Array, whole = true) {
    this.shape = shape;
    this.data = data;
    this.value = new runtime.Tensor('float32', data, [...shape]);
    this.whole = whole;
  }
}

function read(tensor: EngineTensor): OnnxTensor {
  assert(tensor instanceof OnnxTensor, 'a tensor of another engine reached the onnx engine');
  assert(!tensor.released, 'a released tensor was used');
  return tensor;
}

/** Freed buffers by length, waiting to be outputs again. */
class BufferPool {
  readonly #free = new Map<number, Float32Array[]>();

  take(length: number): Float32Array {
    return this.#free.get(length)?.pop() ?? new Float32Array(length);
  }

  give(buffer: Float32Array): void {
    const waiting = this.#free.get(buffer.length);
    if (waiting === undefined) this.#free.set(buffer.length, [buffer]);
    else waiting.push(buffer);
  }

  /** Takes a tensor back, which nobody may use from then on. */
  release(tensor: OnnxTensor): void {
    tensor.released = true;
    if (tensor.whole) this.give(tensor.data);
  }

  clear(): void {
    this.#free.clear();
  }
}

/** Error: engine/failed. */
async function orFail<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new WorkbenchError('engine/failed', { engine: 'onnx', reason: reasonOf(error) }, { cause: error });
  }
}

class OnnxProgram implements CompiledProgram {
  readonly outputs: Readonly<Record<string, Shape>>;
  readonly #program: Program;
  readonly #trace: Trace;
  readonly #session: Session;
  readonly #runtime: OnnxRuntime;
  readonly #pool: BufferPool;

  constructor(program: Program, trace: Trace, session: Session, runtime: OnnxRuntime, pool: BufferPool) {
    this.#program = program;
    this.#trace = trace;
    this.#session = session;
    this.#runtime = runtime;
    this.#pool = pool;
    this.outputs = Object.fromEntries(
      Object.entries(trace.outputs).map(([name, output]) => [name, output.shape]),
    );
  }

  async run(inputs: EngineTensors): Promise<Record<string, EngineTensor>> {
    checkInputs(this.#program, inputs);
    const feeds: Record<string, OnnxValue> = {};
    for (const name of Object.keys(this.#program.inputs))
      feeds[name] = read(assertDefined(inputs[name], name)).value;
    const results: Record<string, OnnxTensor> = {};
    const fetches: Record<string, OnnxValue> = {};
    for (const [name, output] of Object.entries(this.#trace.outputs)) {
      const result = new OnnxTensor(this.#runtime, output.shape, this.#pool.take(sizeOf(output.shape)));
      results[name] = result;
      fetches[output.name] = result.value;
    }
    await orFail(this.#session.run(feeds, fetches));
    for (const name of this.#program.state ?? []) this.#pool.release(read(assertDefined(inputs[name], name)));
    return results;
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }
}

/** A program as a graph that takes all turns of a call. */
class OnnxLoop implements CompiledLoop {
  readonly #graph: LoopGraph;
  readonly #session: Session;
  readonly #runtime: OnnxRuntime;
  readonly #pool: BufferPool;

  constructor(graph: LoopGraph, session: Session, runtime: OnnxRuntime, pool: BufferPool) {
    this.#graph = graph;
    this.#session = session;
    this.#runtime = runtime;
    this.#pool = pool;
  }

  async run(
    inputs: EngineTensors,
    turns: number,
    bringTurn: (turn: number) => TurnInputs,
  ): Promise<LoopResult> {
    const { startState, endState, fixed, left } = this.#graph;
    const feeds: Record<string, OnnxValue> = {};
    for (const [input, value] of Object.entries({ ...startState, ...fixed })) {
      const tensor = read(assertDefined(inputs[input], input));
      assert(String(tensor.shape) === String(value.shape), `${input} is not of shape [${value.shape}]`);
      feeds[value.name] = tensor.value;
    }
    const brought = this.#bring(turns, bringTurn);
    for (const { value, tensor } of brought) feeds[value.name] = tensor.value;
    const state = Object.entries(endState).map(([output, { name, shape }]) => {
      const memory = this.#pool.take(sizeOf(shape));
      return { output, name, tensor: new OnnxTensor(this.#runtime, shape, memory) };
    });
    const fetches: Record<string, OnnxValue | null> = {};
    for (const { name, tensor } of state) fetches[name] = tensor.value;
    for (const { name } of Object.values(left)) fetches[name] = null;
    const results = await orFail(this.#session.run(feeds, fetches));
    for (const { tensor } of brought) this.#pool.release(tensor);
    for (const input of Object.keys(startState))
      this.#pool.release(read(assertDefined(inputs[input], input)));
    return {
      state: Object.fromEntries(state.map(({ output, tensor }) => [output, tensor])),
      turns: Array.from({ length: turns }, (_, turn) => this.#left(results, turn)),
    };
  }

  /** What the turns bring, all turns of an input in one tensor. */
  #bring(turns: number, bringTurn: (turn: number) => TurnInputs) {
    const brought = Object.entries(this.#graph.brought).map(([input, value]) => {
      const memory = this.#pool.take(turns * sizeOf(value.shape));
      return { input, value, tensor: new OnnxTensor(this.#runtime, [turns, ...value.shape], memory) };
    });
    for (let turn = 0; turn < turns; turn += 1) {
      const numbers = bringTurn(turn);
      for (const { input, value, tensor } of brought) {
        const [own, size] = [assertDefined(numbers[input], input), sizeOf(value.shape)];
        assert(own.length === size, `${input} has ${own.length} numbers instead of ${size}`);
        tensor.data.set(own, turn * size);
      }
    }
    return brought;
  }

  #left(results: Readonly<Record<string, OnnxValue>>, turn: number): EngineTensors {
    const entries = Object.entries(this.#graph.left).map(([output, { name, shape }]) => {
      const all = assertDefined(results[name], name).data as Float32Array;
      const own = all.subarray(turn * sizeOf(shape), (turn + 1) * sizeOf(shape));
      return [output, new OnnxTensor(this.#runtime, shape, own, false)] as const;
    });
    return Object.fromEntries(entries);
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }
}

/** onnxruntime_session_options_config_keys.h: threads that wait for work do not spin. */
const sleepingThreads = { session: { intra_op: { allow_spinning: '0' } } };

class OnnxEngine implements Engine {
  readonly id = 'onnx';
  readonly device: DeviceInfo;
  readonly notes: readonly string[];
  readonly #runtime: OnnxRuntime;
  readonly #provider: string;
  readonly #sharesCores: boolean;
  readonly #pool = new BufferPool();

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
  }

  async compile(program: Program): Promise<CompiledProgram> {
    const trace = traceProgram(program);
    return new OnnxProgram(program, trace, await this.#load(trace.graph), this.#runtime, this.#pool);
  }

  /**
   * On a GPU a turn at a time: a Scan node runs on the CPU and would move the state to and fro. So too where turns bring
   * nothing: a Scan node counts its turns by what they bring.
   */
  async compileLoop(program: Program, perTurn: readonly string[]): Promise<CompiledLoop> {
    if (this.device.kind === 'gpu' || perTurn.length === 0) return loopByRuns(this, program, perTurn);
    const wrapped = loopGraph(program, perTurn);
    return new OnnxLoop(wrapped, await this.#load(wrapped.graph), this.#runtime, this.#pool);
  }

  /** Error: engine/failed. */
  #load(graph: OnnxGraph): Promise<Session> {
    return orFail(
      this.#runtime.InferenceSession.create(encodeModel(graph), {
        executionProviders: [this.#provider],
        intraOpNumThreads: this.device.threads ?? 1,
        interOpNumThreads: 1,
        executionMode: 'sequential',
        graphOptimizationLevel: 'all',
        logSeverityLevel: 3,
        ...(this.#sharesCores ? { extra: sleepingThreads } : {}),
      }),
    );
  }

  upload(data: Float32Array | Float64Array, shape: Shape): EngineTensor {
    assert(data.length === sizeOf(shape), `shape [${shape}] does not hold ${data.length} numbers`);
    const buffer = this.#pool.take(data.length);
    buffer.set(data);
    return new OnnxTensor(this.#runtime, shape, buffer);
  }

  download(tensor: EngineTensor): Promise<Float32Array> {
    return Promise.resolve(read(tensor).data.slice());
  }

  release(tensors: Iterable<EngineTensor>): void {
    for (const tensor of tensors) this.#pool.release(read(tensor));
  }

  dispose(): Promise<void> {
    this.#pool.clear();
    return Promise.resolve();
  }
}

/** Loads onnxruntime-node and picks a provider. Error: engine/unavailable. */
async function openOnnx(options: EngineOptions): Promise<Engine> {
  let runtime: OnnxRuntime;
  try {
    const loaded = (await import('onnxruntime-node')) as OnnxRuntime & { default?: OnnxRuntime };
    runtime = loaded.default ?? loaded;
  } catch (error) {
    throw new WorkbenchError(
      'engine/unavailable',
      { engine: 'onnx', reason: reasonOf(error) },
      { cause: error },
    );
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
    const engine = new OnnxEngine(runtime, options.device, { threads, sharesCores });
    const { fault } = await probe(engine);
    if (fault !== null) throw new WorkbenchError('engine/unavailable', { engine: 'onnx', reason: fault });
    return engine;
  }
  const notes: string[] = [];
  for (const provider of gpuProviders.filter((name) => built.includes(name))) {
    const engine = new OnnxEngine(runtime, provider, { threads, sharesCores });
    const { fault, milliseconds } = await probe(engine);
    if (fault === null && milliseconds < slowestGpu) return engine;
    const reason =
      fault ?? `its device takes ${Math.round(milliseconds)} ms for a small product, so it is no real GPU`;
    notes.push(`${provider}: ${reason}`);
  }
  return new OnnxEngine(runtime, 'cpu', { threads, sharesCores }, notesOnUnusedGpu(gpuOfMachine(), notes));
}

const probeSize = 512;
/** A GPU multiplies matrices of the probe's size, copies included, well within so many milliseconds; an emulated one does not. */
const slowestGpu = 40;

/** Multiplies two matrices twice: what went wrong, if anything, and how long the second time took. */
async function probe(engine: OnnxEngine): Promise<{ fault: string | null; milliseconds: number }> {
  const shape = [probeSize, probeSize];
  try {
    const program = await engine.compile({
      name: 'probe',
      inputs: { x: shape },
      build: (ops, { x }) => ({ y: ops.matMul(assertDefined(x, 'x'), assertDefined(x, 'x')) }),
    });
    const x = engine.upload(new Float32Array(probeSize * probeSize).fill(1), shape);
    let [milliseconds, value] = [0, 0];
    for (let round = 0; round < 2; round += 1) {
      const before = process.hrtime.bigint();
      const { y } = await program.run({ x });
      value = (await engine.download(assertDefined(y, 'y')))[0] as number;
      milliseconds = Number(process.hrtime.bigint() - before) / 1e6;
    }
    await program.dispose();
    return {
      fault: value === probeSize ? null : `a test product gave ${value} instead of ${probeSize}`,
      milliseconds,
    };
  } catch (error) {
    return { fault: firstSentence(reasonOf(error)), milliseconds: 0 };
  }
}

/** The part of a native message that a person can use: the last clause, without source locations. */
function firstSentence(message: string): string {
  const clauses = message
    .split('\n')[0]
    ?.replace(/\/\S+\.(cc|h):\d+ /g, '')
    .split(/: (?=[A-Z])/);
  return clauses?.at(-1)?.trim() ?? message;
}

export const onnxEngine: EngineKind = {
  kind: 'onnx',
  label: 'ONNX Runtime',
  help: 'Compiles each training step into one graph. Fast on CPUs with nothing else to install.',
  open: openOnnx,
};
