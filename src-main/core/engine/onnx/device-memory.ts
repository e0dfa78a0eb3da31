/**
 * Tensors in the memory of a WebGPU device: what a run leaves stays there, and is an input of the next run without being
 * copied. Only what is uploaded goes to the device, and only what is downloaded comes back; both are counted.
 *
 * onnxruntime-node hands a tensor on the device out as a handle that cannot be read: its `getData` ends the process. A
 * session that copies its input to an output on the host is the way to read one. Such a handle is freed by nobody but
 * `dispose`, and its memory is its session's: so a session is closed when it and all that it left are given back, and
 * all of it before the process ends.
 */

import { assert, assertDefined } from '../../../../src-shared/base/assert.ts';
import { sizeOf } from '../engine.ts';
import type {
  CompiledProgram,
  EngineTensor,
  EngineTensors,
  Program,
  RowsOnDevice,
  Shape,
} from '../engine.ts';
import { checkInputs } from '../shapes.ts';
import type { OnnxGraph } from './onnx-model.ts';
import { aloneOnDevice } from './alone-on-device.ts';
import { BufferPool } from './buffer-pool.ts';
import { TrafficCount, bytesOf, orFail } from './session.ts';
import type { OnnxMemory, OnnxRuntime, OnnxValue, OpenSession, Place, Session } from './session.ts';
import { traceProgram } from './tracer.ts';
import type { Trace } from './tracer.ts';

/** A session that stays open as long as any tensor it left is held. */
interface SharedSession {
  readonly session: Session;
  left: number;
  closing: boolean;
}

/** Numbers on the host that no run has asked for twice yet, or a handle of numbers on the device. */
type Content =
  { readonly place: 'host'; readonly value: OnnxValue; readonly data: Float32Array } | DeviceContent;

interface DeviceContent {
  readonly place: 'device';
  readonly value: OnnxValue;
  readonly from: SharedSession;
}

class DeviceTensor implements EngineTensor {
  readonly shape: Shape;
  content: Content;
  /** Whether a run has had it. */
  used = false;
  released = false;

  constructor(shape: Shape, content: Content) {
    this.shape = shape;
    this.content = content;
  }
}

function read(tensor: EngineTensor): DeviceTensor {
  assert(tensor instanceof DeviceTensor, 'a tensor of another engine reached the onnx engine');
  assert(!tensor.released, 'a released tensor was used');
  return tensor;
}

class DeviceProgram implements CompiledProgram {
  readonly outputs: Readonly<Record<string, Shape>>;
  readonly #program: Program;
  readonly #trace: Trace;
  readonly #shared: SharedSession;
  readonly #memory: DeviceMemory;

  constructor(program: Program, trace: Trace, shared: SharedSession, memory: DeviceMemory) {
    this.#program = program;
    this.#trace = trace;
    this.#shared = shared;
    this.#memory = memory;
    this.outputs = Object.fromEntries(
      Object.entries(trace.outputs).map(([name, output]) => [name, output.shape]),
    );
  }

  async run(inputs: EngineTensors): Promise<Record<string, EngineTensor>> {
    checkInputs(this.#program, inputs);
    const given = Object.keys(this.#program.inputs).map(
      (name) => [name, read(assertDefined(inputs[name], name))] as const,
    );
    const results = await this.#memory.run(this.#shared, given);
    const outputs = Object.entries(this.#trace.outputs).map(([name, output]) => {
      const value = assertDefined(results[output.name], output.name);
      return [name, this.#memory.left(value, output.shape, this.#shared)] as const;
    });
    this.#memory.release((this.#program.state ?? []).map((name) => assertDefined(inputs[name], name)));
    return Object.fromEntries(outputs);
  }

  /** Closed with the next thing that is done on the device. */
  dispose(): Promise<void> {
    this.#shared.closing = true;
    return Promise.resolve();
  }
}

/** Everything below that reaches onnxruntime does so alone on the device. */
/** Larger arrays are used once, for what then stays on the device. */
const largestPooled = 1024 * 1024;

export class DeviceMemory implements OnnxMemory {
  readonly traffic = new TrafficCount();
  readonly #runtime: OnnxRuntime;
  readonly #open: OpenSession;
  readonly #pool = new BufferPool();
  /** What is on the device now. */
  readonly #held = new Set<DeviceTensor>();
  readonly #sessions = new Set<SharedSession>();
  /** Sessions that copy a list of numbers to either place. */
  readonly #copiers = new Map<Place, SharedSession>();
  #gatherer: SharedSession | null = null;
  readonly #freed: DeviceContent[] = [];

  constructor(runtime: OnnxRuntime, open: OpenSession) {
    this.#runtime = runtime;
    this.#open = open;
  }

  async compile(program: Program): Promise<CompiledProgram> {
    const trace = traceProgram(program);
    const shared = await this.#alone(() => this.#session(trace.graph, 'device'));
    return new DeviceProgram(program, trace, shared, this);
  }

  /** A Scan node, which takes several turns, runs on the CPU and would move the state to and fro. */
  compileLoop(): null {
    return null;
  }

  upload(data: Float32Array | Float64Array, shape: Shape): EngineTensor {
    assert(data.length === sizeOf(shape), `shape [${shape}] does not hold ${data.length} numbers`);
    const own = this.#pool.take(data.length);
    own.set(data);
    const value = new this.#runtime.Tensor('float32', own, [...shape]);
    return new DeviceTensor(shape, { place: 'host', value, data: own });
  }

  async download(tensor: EngineTensor): Promise<Float32Array> {
    const { content } = read(tensor);
    if (content.place === 'host') return content.data.slice();
    const list = this.#withDims(content.value, [content.value.size]);
    const { to } = await this.#alone(async () => (await this.#copier('host')).session.run({ from: list }));
    this.traffic.fromDevice += bytesOf(sizeOf(tensor.shape));
    return assertDefined(to, 'the copy').data as Float32Array;
  }

  readonly gatherRows = async ({ table, rows }: RowsOnDevice): Promise<EngineTensor> => {
    const from = read(table);
    const [count = 0, ...rest] = from.shape;
    assert(
      rows.every((row) => row < count),
      `a row of ${rows.length} is not one of ${count}`,
    );
    const width = sizeOf(rest);
    const indexes = new this.#runtime.Tensor('float32', Float32Array.from(rows), [rows.length]);
    const [shared, value] = await this.#alone(async () => {
      if (from.content.place === 'host') await this.#move(from, from.content);
      const gatherer = await this.#gatherSession();
      const { to } = await gatherer.session.run({
        table: this.#withDims(from.content.value, [count, width]),
        rows: indexes,
      });
      return [gatherer, assertDefined(to, 'the rows')] as const;
    });
    this.traffic.toDevice += bytesOf(rows.length);
    const shape = [rows.length, ...rest];
    return this.left(this.#withDims(value, shape), shape, shared);
  };

  release(tensors: Iterable<EngineTensor>): void {
    for (const each of tensors) {
      const tensor = read(each);
      tensor.released = true;
      this.#held.delete(tensor);
      this.#free(tensor.content);
    }
  }

  /** Takes back whatever is still held. */
  async dispose(): Promise<void> {
    this.release([...this.#held]);
    for (const shared of this.#sessions) shared.closing = true;
    await this.#alone(() => Promise.resolve());
    this.#copiers.clear();
    this.#gatherer = null;
    this.#pool.clear();
  }

  /** What a session leaves, given these inputs. Error: engine/failed. */
  run(
    { session }: SharedSession,
    given: readonly (readonly [string, DeviceTensor])[],
  ): Promise<Readonly<Record<string, OnnxValue>>> {
    return this.#alone(async () => {
      const feeds: Record<string, OnnxValue> = {};
      for (const [name, tensor] of given) feeds[name] = await this.#feed(tensor);
      return session.run(feeds);
    });
  }

  /** First gives back what nobody holds any more. Error: engine/failed. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    return orFail(
      aloneOnDevice(async () => {
        for (const { value, from } of this.#freed.splice(0)) {
          value.dispose();
          from.left -= 1;
        }
        for (const shared of this.#sessions) {
          if (!shared.closing || shared.left > 0) continue;
          this.#sessions.delete(shared);
          await shared.session.release();
        }
        return work();
      }),
    );
  }

  /**
   * What a session is fed with. Numbers on the host are copied by the run itself the first time, since most are used but
   * once; the second time they go to the device to stay.
   */
  async #feed(tensor: DeviceTensor): Promise<OnnxValue> {
    if (tensor.content.place === 'host') {
      if (tensor.used) await this.#move(tensor, tensor.content);
      else this.traffic.toDevice += bytesOf(sizeOf(tensor.shape));
    }
    tensor.used = true;
    return tensor.content.value;
  }

  /** A tensor for what a session left. */
  left(value: OnnxValue, shape: Shape, from: SharedSession): EngineTensor {
    if (value.location !== 'gpu-buffer') {
      this.traffic.fromDevice += bytesOf(sizeOf(shape));
      return new DeviceTensor(shape, { place: 'host', value, data: value.data as Float32Array });
    }
    from.left += 1;
    const tensor = new DeviceTensor(shape, { place: 'device', value, from });
    this.#held.add(tensor);
    return tensor;
  }

  async #move(tensor: DeviceTensor, content: Content): Promise<void> {
    this.traffic.toDevice += bytesOf(sizeOf(tensor.shape));
    const from = await this.#copier('device');
    const list = new this.#runtime.Tensor('float32', content.value.data as Float32Array, [
      sizeOf(tensor.shape),
    ]);
    const { to } = await from.session.run({ from: list });
    const made = assertDefined(to, 'the copy');
    from.left += 1;
    const value = this.#withDims(made, tensor.shape);
    tensor.content = { place: 'device', value, from };
    this.#held.add(tensor);
    this.#free(content);
  }

  /** What is on the device is given back with the next thing that is done there. */
  #free(content: Content): void {
    if (content.place === 'device') this.#freed.push(content);
    else if (content.data.length <= largestPooled) this.#pool.give(content.data);
  }

  /** The same memory under other sizes: it is freed with the handle it came from, or by this one's `dispose`. */
  #withDims(value: OnnxValue, dims: Shape): OnnxValue {
    const { gpuBuffer } = value;
    const dispose = (): void => value.dispose();
    return this.#runtime.Tensor.fromGpuBuffer(gpuBuffer, { dataType: 'float32', dims: [...dims], dispose });
  }

  async #copier(place: Place): Promise<SharedSession> {
    const shared = this.#copiers.get(place) ?? (await this.#session(copyGraph, place));
    this.#copiers.set(place, shared);
    return shared;
  }

  async #gatherSession(): Promise<SharedSession> {
    return (this.#gatherer ??= await this.#session(gatherGraph, 'device'));
  }

  async #session(graph: OnnxGraph, outputs: Place): Promise<SharedSession> {
    const shared = { session: await this.#open(graph, outputs), left: 0, closing: false };
    this.#sessions.add(shared);
    return shared;
  }
}

/** Rows of a matrix; which ones comes as float32, which holds whole numbers up to 2^24, and becomes int32 (6). */
const gatherGraph: OnnxGraph = {
  name: 'gather rows',
  nodes: [
    { operator: 'Cast', inputs: ['rows'], outputs: ['indexes'], attributes: { to: { int: 6 } } },
    { operator: 'Gather', inputs: ['table', 'indexes'], outputs: ['to'], attributes: { axis: { int: 0 } } },
  ],
  constants: [],
  inputs: [
    { name: 'table', shape: ['all', 'numbers'] },
    { name: 'rows', shape: ['some'] },
  ],
  outputs: [{ name: 'to', shape: ['some', 'numbers'] }],
};

/** A list of any length as it came. */
const copyGraph: OnnxGraph = {
  name: 'copy',
  nodes: [{ operator: 'Identity', inputs: ['from'], outputs: ['to'], attributes: {} }],
  constants: [],
  inputs: [{ name: 'from', shape: ['numbers'] }],
  outputs: [{ name: 'to', shape: ['numbers'] }],
};
