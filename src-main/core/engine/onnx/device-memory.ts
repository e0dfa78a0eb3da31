/**
 * Tensors in the memory of a WebGPU device: what a run leaves stays there, and is an input of the next run without being
 * copied. Only what is uploaded goes to the device, and only what is downloaded comes back; both are counted.
 *
 * onnxruntime-node hands a tensor on the device out as a handle that cannot be read: its `getData` ends the process. A
 * session that copies its input to an output on the host is the way to read one. Such a handle is freed by nobody but
 * `dispose`, and its memory is its session's: so a session is closed when it and all that it left are given back.
 */

import { assert, assertDefined } from '../../../../src-shared/base/assert.ts';
import { sizeOf } from '../engine.ts';
import type { CompiledProgram, EngineTensor, EngineTensors, Program, Shape } from '../engine.ts';
import { checkInputs } from '../shapes.ts';
import { BufferPool } from './buffer-pool.ts';
import { TrafficCount, bytesOf, orFail } from './session.ts';
import type { OnnxMemory, OnnxRuntime, OnnxValue, OpenSession, Place, Session } from './session.ts';
import { traceProgram } from './tracer.ts';
import type { Trace } from './tracer.ts';

/** A session that stays open as long as any tensor it left is held. */
class SharedSession {
  readonly session: Session;
  #left = 0;
  #closing = false;

  constructor(session: Session) {
    this.session = session;
  }

  leave(): void {
    this.#left += 1;
  }

  async giveBack(): Promise<void> {
    this.#left -= 1;
    await this.#closeWhenIdle();
  }

  async close(): Promise<void> {
    this.#closing = true;
    await this.#closeWhenIdle();
  }

  async #closeWhenIdle(): Promise<void> {
    if (this.#closing && this.#left === 0) await this.session.release();
  }
}

/** Numbers on the host that no run has asked for twice yet, or a handle of numbers on the device. */
type Content =
  | { readonly place: 'host'; readonly value: OnnxValue; readonly data: Float32Array }
  | { readonly place: 'device'; readonly value: OnnxValue; readonly from: SharedSession };

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
    const feeds: Record<string, OnnxValue> = {};
    for (const [name, tensor] of given) feeds[name] = await this.#memory.feed(tensor);
    const results = await orFail(this.#shared.session.run(feeds));
    const outputs = Object.entries(this.#trace.outputs).map(([name, output]) => {
      const value = assertDefined(results[output.name], output.name);
      return [name, this.#memory.left(value, output.shape, this.#shared)] as const;
    });
    this.#memory.release((this.#program.state ?? []).map((name) => assertDefined(inputs[name], name)));
    return Object.fromEntries(outputs);
  }

  dispose(): Promise<void> {
    return this.#shared.close();
  }
}

export class DeviceMemory implements OnnxMemory {
  readonly traffic = new TrafficCount();
  readonly #runtime: OnnxRuntime;
  readonly #open: OpenSession;
  readonly #pool = new BufferPool();
  /** Sessions that copy a list of numbers to either place. */
  readonly #copiers = new Map<Place, Promise<SharedSession>>();

  constructor(runtime: OnnxRuntime, open: OpenSession) {
    this.#runtime = runtime;
    this.#open = open;
  }

  async compile(program: Program): Promise<CompiledProgram> {
    const trace = traceProgram(program);
    const shared = new SharedSession(await this.#open(trace.graph, 'device'));
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
    const { session } = await this.#copier('host');
    const results = await orFail(session.run({ from: this.#asList(content.value) }));
    this.traffic.fromDevice += bytesOf(sizeOf(tensor.shape));
    return assertDefined(results['to'], 'the copy').data as Float32Array;
  }

  release(tensors: Iterable<EngineTensor>): void {
    for (const each of tensors) {
      const tensor = read(each);
      tensor.released = true;
      this.#free(tensor.content);
    }
  }

  async dispose(): Promise<void> {
    for (const copier of this.#copiers.values()) await (await copier).close();
    this.#copiers.clear();
    this.#pool.clear();
  }

  /**
   * What a session is fed with. Numbers on the host are copied by the run itself the first time, since most are used but
   * once; the second time they go to the device to stay.
   */
  async feed(tensor: DeviceTensor): Promise<OnnxValue> {
    if (tensor.content.place === 'host') {
      this.traffic.toDevice += bytesOf(sizeOf(tensor.shape));
      if (tensor.used) await this.#move(tensor, tensor.content);
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
    from.leave();
    return new DeviceTensor(shape, { place: 'device', value, from });
  }

  async #move(tensor: DeviceTensor, content: Content): Promise<void> {
    const from = await this.#copier('device');
    const list = new this.#runtime.Tensor('float32', content.value.data as Float32Array, [
      sizeOf(tensor.shape),
    ]);
    const results = await orFail(from.session.run({ from: list }));
    const made = assertDefined(results['to'], 'the copy');
    from.leave();
    const value = this.#withDims(made, tensor.shape);
    tensor.content = { place: 'device', value, from };
    this.#free(content);
  }

  #free(content: Content): void {
    if (content.place === 'host') return this.#pool.give(content.data);
    content.value.dispose();
    void content.from.giveBack();
  }

  /** The same memory under other sizes: it is freed with the handle it came from, or by this one's `dispose`. */
  #withDims(value: OnnxValue, dims: Shape): OnnxValue {
    const { gpuBuffer } = value;
    const dispose = (): void => value.dispose();
    return this.#runtime.Tensor.fromGpuBuffer(gpuBuffer, { dataType: 'float32', dims: [...dims], dispose });
  }

  #asList(value: OnnxValue): OnnxValue {
    return this.#withDims(value, [value.size]);
  }

  #copier(place: Place): Promise<SharedSession> {
    const known = this.#copiers.get(place);
    if (known !== undefined) return known;
    const opened = this.#open(copyGraph, place).then((session) => new SharedSession(session));
    this.#copiers.set(place, opened);
    return opened;
  }
}

/** A list of any length as it came. */
const copyGraph = {
  name: 'copy',
  nodes: [{ operator: 'Identity', inputs: ['from'], outputs: ['to'], attributes: {} }],
  constants: [],
  inputs: [{ name: 'from', shape: ['numbers'] }],
  outputs: [{ name: 'to', shape: ['numbers'] }],
};
