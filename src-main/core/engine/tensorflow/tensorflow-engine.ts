/**
 * The `tensorflow` engine: records a program as libtensorflow calls and runs them one by one through TensorFlow.js' Node
 * back end, on an NVIDIA GPU by CUDA where libtensorflow finds one, else by its CPU kernels.
 */

import { execFileSync } from 'node:child_process';
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
  Program,
  Shape,
  Traffic,
} from '../engine.ts';
import { gpuOfMachine, notesOnUnusedGpu, nvidiaGpu } from '../machine-gpu.ts';
import { loopByRuns } from '../loop-by-runs.ts';
import { checkInputs } from '../shapes.ts';
import { loadTensorflow } from './load.ts';
import type { LoadedTensorflow } from './load.ts';
import { recordProgram } from './recorder.ts';
import type { Call, Recording } from './recorder.ts';
import type {
  NativeAttribute,
  NativeBinding,
  TensorflowModule,
  TensorflowTensor,
} from './tensorflow-module.ts';

class DeviceTensor implements EngineTensor {
  readonly shape: Shape;
  readonly value: TensorflowTensor;
  released = false;

  constructor(shape: Shape, value: TensorflowTensor) {
    this.shape = shape;
    this.value = value;
  }

  release(): void {
    assert(!this.released, 'a tensor was released twice');
    this.released = true;
    this.value.dispose();
  }
}

function read(tensor: EngineTensor): DeviceTensor {
  assert(tensor instanceof DeviceTensor, 'a tensor of another engine reached the tensorflow engine');
  assert(!tensor.released, 'a released tensor was used');
  return tensor;
}

/** A recorded call with its attributes as the native binding wants them. */
interface ReadyCall {
  readonly operation: string;
  readonly attributes: readonly NativeAttribute[];
  readonly inputs: readonly number[];
  readonly output: number;
  readonly unread: number;
  readonly frees: readonly number[];
}

class TensorflowProgram implements CompiledProgram {
  readonly outputs: Readonly<Record<string, Shape>>;
  readonly #program: Program;
  readonly #recording: Recording;
  readonly #calls: readonly ReadyCall[];
  readonly #constants: ReadonlyMap<number, TensorflowTensor>;
  readonly #tf: TensorflowModule;

  constructor(program: Program, tf: TensorflowModule) {
    const recording = recordProgram(program);
    const { binding } = tf.backend();
    this.#program = program;
    this.#recording = recording;
    this.#tf = tf;
    this.#calls = recording.calls.map((call) => ({ ...call, attributes: nativeAttributes(call, binding) }));
    this.#constants = new Map(
      recording.constants.map(({ slot, values, shape }) => [slot, deviceCopy(tf, values, shape)] as const),
    );
    const outputs = Object.entries(recording.outputs);
    this.outputs = Object.fromEntries(outputs.map(([name, { shape }]) => [name, shape]));
  }

  async run(inputs: EngineTensors): Promise<Record<string, EngineTensor>> {
    checkInputs(this.#program, inputs);
    const slots = new Array<TensorflowTensor | undefined>(this.#recording.slotCount);
    for (const [name, slot] of Object.entries(this.#recording.inputs)) {
      slots[slot] = read(assertDefined(inputs[name], name)).value;
    }
    for (const [slot, constant] of this.#constants) slots[slot] = constant;
    this.#execute(slots);
    for (const name of this.#program.state ?? []) {
      read(assertDefined(inputs[name], name)).release();
    }
    const outputs = Object.entries(this.#recording.outputs).map(([name, { slot, shape }]) => {
      return [name, new DeviceTensor(shape, assertDefined(slots[slot], name))] as const;
    });
    return Object.fromEntries(outputs);
  }

  /** Fills the slots call by call. When one fails, everything made so far is freed. Error: engine/failed. */
  #execute(slots: (TensorflowTensor | undefined)[]): void {
    const backend = this.#tf.backend();
    const made = new Set<number>();
    const free = (slot: number): void => {
      slots[slot]?.dispose();
      slots[slot] = undefined;
      made.delete(slot);
    };
    try {
      for (const { operation, attributes, inputs, output, unread, frees } of this.#calls) {
        const operands = inputs.map((slot) => slots[slot] as TensorflowTensor);
        if (unread === 0) slots[output] = backend.executeSingleOutput(operation, attributes, operands);
        else {
          const all = backend.executeMultipleOutputs(operation, attributes, operands, 1 + unread);
          slots[output] = all.shift();
          for (const tensor of all) tensor.dispose();
        }
        made.add(output);
        for (const slot of frees) free(slot);
      }
    } catch (error) {
      for (const slot of [...made]) free(slot);
      throw new WorkbenchError(
        'engine/failed',
        { engine: 'tensorflow', reason: reasonOf(error) },
        { cause: error },
      );
    }
  }

  dispose(): Promise<void> {
    for (const constant of this.#constants.values()) constant.dispose();
    return Promise.resolve();
  }
}

function nativeAttributes(call: Call, binding: NativeBinding): NativeAttribute[] {
  const types = { float32: binding.TF_FLOAT, int32: binding.TF_INT32, bool: binding.TF_BOOL };
  return Object.entries(call.attributes).map(([name, value]) => {
    if (typeof value === 'boolean') return { name, type: binding.TF_ATTR_BOOL, value };
    if (typeof value === 'number') return { name, type: binding.TF_ATTR_INT, value };
    return { name, type: binding.TF_ATTR_TYPE, value: types[value] };
  });
}

/**
 * Copies to the device at once. TensorFlow.js alone would keep a reference to the array and copy, or share, it at the
 * tensor's first use.
 */
function deviceCopy(tf: TensorflowModule, values: Float32Array | Int32Array, shape: Shape): TensorflowTensor {
  const type = values instanceof Int32Array ? 'int32' : 'float32';
  const { binding } = tf.backend();
  const held = tf.tensor(values.slice(), shape, type);
  const typed = { int32: binding.TF_INT32, float32: binding.TF_FLOAT }[type];
  const attributes = [{ name: 'T', type: binding.TF_ATTR_TYPE, value: typed }];
  const copy = tf.backend().executeSingleOutput('Identity', attributes, [held]);
  held.dispose();
  return copy;
}

class TensorflowEngine implements Engine {
  readonly id = 'tensorflow';
  readonly device: DeviceInfo;
  readonly notes: readonly string[];
  readonly #tf: TensorflowModule;
  readonly gatherRows = null;
  readonly #traffic = { toDevice: 0, fromDevice: 0 };

  constructor(tf: TensorflowModule, device: DeviceInfo, notes: readonly string[]) {
    this.#tf = tf;
    this.device = device;
    this.notes = notes;
  }

  get traffic(): Traffic | null {
    return this.device.kind === 'gpu' ? { ...this.#traffic } : null;
  }

  async compile(program: Program): Promise<CompiledProgram> {
    return new TensorflowProgram(program, this.#tf);
  }

  compileLoop(program: Program, perTurn: readonly string[]): Promise<CompiledLoop> {
    return loopByRuns(this, program, perTurn);
  }

  upload(data: Float32Array | Float64Array, shape: Shape): EngineTensor {
    assert(data.length === sizeOf(shape), `shape [${shape}] does not hold ${data.length} numbers`);
    const values = data instanceof Float32Array ? data : Float32Array.from(data);
    this.#traffic.toDevice += values.byteLength;
    return new DeviceTensor(shape, deviceCopy(this.#tf, values, shape));
  }

  async download(tensor: EngineTensor): Promise<Float32Array> {
    const values = read(tensor).value.dataSync();
    this.#traffic.fromDevice += values.byteLength;
    return values;
  }

  release(tensors: Iterable<EngineTensor>): void {
    for (const tensor of tensors) read(tensor).release();
  }

  dispose(): Promise<void> {
    return Promise.resolve(); // libtensorflow's context lives as long as its thread
  }
}

const devices = ['auto', 'cpu', 'cuda'] as const;

/** Error: engine/unavailable, when it is not set up or lacks the device asked for. */
async function openTensorflow(options: EngineOptions): Promise<Engine> {
  const unavailable = (reason: string): WorkbenchError =>
    new WorkbenchError('engine/unavailable', { engine: 'tensorflow', reason });
  if (!devices.some((known) => known === options.device)) {
    throw unavailable(`it has no device "${options.device}"; it knows ${devices.join(', ')}`);
  }
  const cores = os.availableParallelism();
  const found = loadTensorflow({ threads: options.threads ?? cores, gpu: options.device !== 'cpu' });
  if (options.device === 'cuda' && !found.made.gpu) {
    throw unavailable('libtensorflow finds no CUDA GPU, or was built without CUDA');
  }
  if (options.device === 'cpu' && found.made.gpu) {
    throw unavailable(
      'this thread already uses libtensorflow on a GPU; start anew with CUDA_VISIBLE_DEVICES=-1',
    );
  }
  const device = describeDevice(found, cores);
  return new TensorflowEngine(found.tf, device, notesOn(device, options));
}

/** What did not come out as asked. */
function notesOn(device: DeviceInfo, options: EngineOptions): string[] {
  const notes: string[] = [];
  const gpu = gpuOfMachine();
  if (options.device === 'auto' && device.kind === 'cpu' && gpu === nvidiaGpu) {
    notes.push(...notesOnUnusedGpu(gpu, ['cuda: libtensorflow finds none, or was built without CUDA']));
  }
  if (device.threads !== null && options.threads !== null && device.threads !== options.threads) {
    notes.push(`libtensorflow was started in this thread with another number of threads: ${device.threads}`);
  }
  return notes;
}

function describeDevice({ tf, origin, made }: LoadedTensorflow, cores: number): DeviceInfo {
  const threads = made.threads ?? cores;
  const kernels = made.gpu ? 'CUDA' : 'CPU kernels';
  const library = `libtensorflow ${tf.backend().binding.TF_Version}`;
  return {
    name: made.gpu ? nameOfGpu() : `CPU, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    kind: made.gpu ? 'gpu' : 'cpu',
    threads: made.gpu ? null : threads,
    precision: 'float32',
    backend: `${library} by TensorFlow.js ${tf.version['tfjs-core']}, ${kernels}, from ${origin}`,
    deterministic: !made.gpu,
  };
}

/** libtensorflow's C interface does not tell; the driver's own tool does. */
function nameOfGpu(): string {
  const first = process.env['CUDA_VISIBLE_DEVICES']?.split(',', 1)[0] ?? '';
  const options = ['--query-gpu=name', '--format=csv,noheader', `--id=${first === '' ? '0' : first}`];
  try {
    return execFileSync('nvidia-smi', options, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return 'CUDA GPU';
  }
}

export const tensorflowEngine: EngineKind = {
  kind: 'tensorflow',
  label: 'TensorFlow',
  help: 'TensorFlow.js on libtensorflow: CUDA on NVIDIA GPUs, else its CPU kernels. Set up by "npm run setup:tensorflow".',
  open: openTensorflow,
};
