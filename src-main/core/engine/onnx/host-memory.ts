/**
 * Tensors in the host's memory: results are written into preallocated arrays from a pool, so a training loop settles on
 * a fixed set of them, and on the CPU one call takes several steps. Providers with a device of their own other than
 * WebGPU work like this too, and copy every input and every output of a run: the traffic says how much.
 */

import { assert, assertDefined } from '../../../../src-shared/base/assert.ts';
import { sizeOf } from '../engine.ts';
import type {
  Brought,
  CompiledLoop,
  CompiledProgram,
  EngineTensor,
  EngineTensors,
  LoopResult,
  Program,
  Shape,
} from '../engine.ts';
import { checkInputs } from '../shapes.ts';
import { BufferPool } from './buffer-pool.ts';
import { loopGraph } from './loop-graph.ts';
import type { LoopGraph } from './loop-graph.ts';
import { TrafficCount, bytesOf, orFail } from './session.ts';
import type { OnnxMemory, OnnxRuntime, OnnxValue, OpenSession, Session } from './session.ts';
import { tiledProgram } from './tiled-program.ts';
import type { TiledProgram } from './tiled-program.ts';
import { traceProgram } from './tracer.ts';
import type { Trace } from './tracer.ts';

class HostTensor implements EngineTensor {
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

function read(tensor: EngineTensor): HostTensor {
  assert(tensor instanceof HostTensor, 'a tensor of another engine reached the onnx engine');
  assert(!tensor.released, 'a released tensor was used');
  return tensor;
}

class HostProgram implements CompiledProgram {
  readonly outputs: Readonly<Record<string, Shape>>;
  readonly #program: Program;
  readonly #trace: Trace;
  readonly #session: Session;
  readonly #memory: HostMemory;

  constructor(program: Program, trace: Trace, session: Session, memory: HostMemory) {
    this.#program = program;
    this.#trace = trace;
    this.#session = session;
    this.#memory = memory;
    this.outputs = Object.fromEntries(
      Object.entries(trace.outputs).map(([name, output]) => [name, output.shape]),
    );
  }

  async run(inputs: EngineTensors): Promise<Record<string, EngineTensor>> {
    checkInputs(this.#program, inputs);
    const feeds: Record<string, OnnxValue> = {};
    for (const name of Object.keys(this.#program.inputs))
      feeds[name] = read(assertDefined(inputs[name], name)).value;
    const results: Record<string, HostTensor> = {};
    const fetches: Record<string, OnnxValue> = {};
    for (const [name, output] of Object.entries(this.#trace.outputs)) {
      const result = this.#memory.take(output.shape);
      results[name] = result;
      fetches[output.name] = result.value;
    }
    await orFail(this.#session.run(feeds, fetches));
    this.#memory.count(Object.values(feeds), Object.values(fetches));
    this.#memory.release((this.#program.state ?? []).map((name) => assertDefined(inputs[name], name)));
    return results;
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }
}

/** A program as a graph that takes all turns of a call. Tiles of its state are parts of the memory of the whole. */
class HostLoop implements CompiledLoop {
  readonly #program: Program;
  readonly #tiles: TiledProgram['tiles'];
  readonly #graph: LoopGraph;
  readonly #session: Session;
  readonly #memory: HostMemory;
  /** By input, for what turns bring. */
  readonly #rooms = new Map<string, Float32Array>();

  constructor(
    program: Program,
    tiles: TiledProgram['tiles'],
    graph: LoopGraph,
    session: Session,
    memory: HostMemory,
  ) {
    this.#program = program;
    this.#tiles = tiles;
    this.#graph = graph;
    this.#session = session;
    this.#memory = memory;
  }

  async run(inputs: EngineTensors, turns: number, bringTurn: (turn: number) => Brought): Promise<LoopResult> {
    const { startState, endState, fixed, left } = this.#graph;
    const state = this.#program.state ?? [];
    const feeds: Record<string, OnnxValue> = {};
    for (const input of [...state, ...Object.keys(fixed)]) {
      const [tensor, shape] = [read(assertDefined(inputs[input], input)), this.#program.inputs[input]];
      assert(String(tensor.shape) === String(shape), `${input} is not of shape [${shape}]`);
      for (const [name, value] of this.#placesOf(input, tensor, { ...startState, ...fixed }))
        feeds[name] = value;
    }
    const brought = this.#bring(turns, bringTurn);
    for (const { value, tensor } of brought) feeds[value.name] = tensor.value;
    const fetches: Record<string, OnnxValue | null> = {};
    const results = state.map((output) => {
      const tensor = this.#memory.take(assertDefined(this.#program.inputs[output], output));
      for (const [name, value] of this.#placesOf(output, tensor, endState)) fetches[name] = value;
      return [output, tensor] as const;
    });
    for (const { name } of Object.values(left)) fetches[name] = null;
    const stacked = await orFail(this.#session.run(feeds, fetches));
    this.#memory.release(state.map((input) => assertDefined(inputs[input], input)));
    return {
      state: Object.fromEntries(results),
      turns: Array.from({ length: turns }, (_, turn) => this.#left(stacked, turn)),
    };
  }

  /** A tensor as the graph has it: itself, or each of its tiles, by names in the graph. */
  #placesOf(name: string, tensor: HostTensor, places: LoopGraph['startState']): [string, OnnxValue][] {
    const nameOf = (own: string) => assertDefined(places[own], own).name;
    const tiles = this.#tiles[name];
    if (tiles === undefined) return [[nameOf(name), tensor.value]];
    const width = sizeOf(tensor.shape.slice(1));
    return tiles.map(({ name: own, begin, end, shape }) => {
      const part = this.#memory.partOf(tensor.data.subarray(begin * width, end * width), shape);
      return [nameOf(own), part.value];
    });
  }

  /** What the turns bring, all turns of an input in one tensor. */
  #bring(turns: number, bringTurn: (turn: number) => Brought) {
    const brought = Object.entries(this.#graph.brought).map(([input, value]) => {
      const room = this.#roomFor(input, turns, sizeOf(value.shape));
      return { input, value, tensor: this.#memory.partOf(room, [turns, ...value.shape]) };
    });
    for (let turn = 0; turn < turns; turn += 1) {
      const numbers = bringTurn(turn);
      for (const { input, value, tensor } of brought) {
        const [own, size] = [assertDefined(numbers[input], input), sizeOf(value.shape)];
        assert(!('table' in own), `${input} comes as rows of a table`);
        assert(own.length === size, `${input} has ${own.length} numbers instead of ${size}`);
        tensor.data.set(own, turn * size);
      }
    }
    return brought;
  }

  /**
   * The same memory for every call of so many turns or fewer: calls are of any length, and memory for each length would add
   * up to gigabytes.
   */
  #roomFor(input: string, turns: number, size: number): Float32Array {
    let room = this.#rooms.get(input);
    if (room === undefined || room.length < turns * size) {
      room = new Float32Array(2 ** Math.ceil(Math.log2(turns)) * size);
      this.#rooms.set(input, room);
    }
    return room.subarray(0, turns * size);
  }

  #left(results: Readonly<Record<string, OnnxValue>>, turn: number): EngineTensors {
    const entries = Object.entries(this.#graph.left).map(([output, { name, shape }]) => {
      const all = assertDefined(results[name], name).data as Float32Array;
      const own = all.subarray(turn * sizeOf(shape), (turn + 1) * sizeOf(shape));
      return [output, this.#memory.partOf(own, shape)] as const;
    });
    return Object.fromEntries(entries);
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }
}

export class HostMemory implements OnnxMemory {
  /** Null where the provider computes in the host's memory too. */
  readonly traffic: TrafficCount | null;
  readonly gatherRows = null;
  readonly #runtime: OnnxRuntime;
  readonly #open: OpenSession;
  readonly #pool = new BufferPool();

  constructor(runtime: OnnxRuntime, open: OpenSession, isDeviceApart: boolean) {
    this.#runtime = runtime;
    this.#open = open;
    this.traffic = isDeviceApart ? new TrafficCount() : null;
  }

  async compile(program: Program): Promise<CompiledProgram> {
    const trace = traceProgram(program);
    return new HostProgram(program, trace, await this.#open(trace.graph, 'host'), this);
  }

  /** None on a device apart: a Scan node runs on the CPU and would move the state to and fro. */
  compileLoop(program: Program, perTurn: readonly string[]): Promise<CompiledLoop> | null {
    if (this.traffic !== null) return null;
    const { program: tiled, tiles } = tiledProgram(program);
    const wrapped = loopGraph(tiled, perTurn);
    return this.#open(wrapped.graph, 'host').then(
      (session) => new HostLoop(program, tiles, wrapped, session, this),
    );
  }

  upload(data: Float32Array | Float64Array, shape: Shape): EngineTensor {
    assert(data.length === sizeOf(shape), `shape [${shape}] does not hold ${data.length} numbers`);
    const tensor = this.take(shape);
    tensor.data.set(data);
    return tensor;
  }

  download(tensor: EngineTensor): Promise<Float32Array> {
    return Promise.resolve(read(tensor).data.slice());
  }

  release(tensors: Iterable<EngineTensor>): void {
    for (const each of tensors) {
      const tensor = read(each);
      tensor.released = true;
      if (tensor.whole) this.#pool.give(tensor.data);
    }
  }

  dispose(): Promise<void> {
    this.#pool.clear();
    return Promise.resolve();
  }

  /** A tensor with whatever numbers its memory held before. */
  take(shape: Shape): HostTensor {
    return new HostTensor(this.#runtime, shape, this.#pool.take(sizeOf(shape)));
  }

  /** A tensor in a part of a larger buffer. */
  partOf(own: Float32Array, shape: Shape): HostTensor {
    return new HostTensor(this.#runtime, shape, own, false);
  }

  /** What a run copied: all that it was given and all that it left. */
  count(given: readonly OnnxValue[], left: readonly OnnxValue[]): void {
    if (this.traffic === null) return;
    for (const { size } of given) this.traffic.toDevice += bytesOf(size);
    for (const { size } of left) this.traffic.fromDevice += bytesOf(size);
  }
}
