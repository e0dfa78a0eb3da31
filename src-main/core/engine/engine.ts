/**
 * What a back end must offer: it compiles programs, holds tensors on its device and runs one on the other.
 *
 * A program is a pure function over TensorOps: state in, state out, no hidden randomness, no data-dependent shapes. An
 * engine may interpret it eagerly (`reference`, `tensorflow`) or trace it once into a graph (`onnx`). All maths of the
 * workbench is written against TensorOps, once. Every engine passes conformance.test.ts.
 */

/** Sizes by axis, outermost first; [] is a scalar. */
export type Shape = readonly number[];

/** A value inside a program. Opaque: only the TensorOps that made it can read it. */
export interface Tensor {
  readonly shape: Shape;
}

export interface MatMulOptions {
  /** Use the transpose of the first operand. */
  readonly transposeA?: boolean;
  /** Use the transpose of the second operand. */
  readonly transposeB?: boolean;
  /** Factor of the product; 1 unless given. */
  readonly alpha?: number;
}

/**
 * The operations. Operands broadcast as in NumPy where two are combined element by element. Reductions keep the
 * reduced axis with size 1. Everything is a real number; truth values are 0 and 1.
 */
export interface TensorOps {
  /** A tensor with fixed contents, row-major. */
  constant(values: ArrayLike<number>, shape: Shape): Tensor;
  /** A tensor of that shape filled with one number. */
  fill(value: number, shape: Shape): Tensor;

  /** alpha * a b: [m, k] x [k, n] -> [m, n]. */
  matMul(a: Tensor, b: Tensor, options?: MatMulOptions): Tensor;
  /** alpha * a b + beta * c, with c of shape [m, n], [1, n] or [n]; one fused call where the back end has one. */
  matMulAdd(a: Tensor, b: Tensor, c: Tensor, options?: MatMulOptions & { readonly beta?: number }): Tensor;
  /** A product for each g: alpha * a[g] b[g], [G, m, k] x [G, k, n] -> [G, m, n]; transposes exchange the last two axes. */
  batchedMatMul(a: Tensor, b: Tensor, options?: MatMulOptions): Tensor;

  add(a: Tensor, b: Tensor): Tensor;
  subtract(a: Tensor, b: Tensor): Tensor;
  multiply(a: Tensor, b: Tensor): Tensor;
  divide(a: Tensor, b: Tensor): Tensor;
  /** a * factor. */
  scale(a: Tensor, factor: number): Tensor;
  /** a + term. */
  shift(a: Tensor, term: number): Tensor;
  /** 1 where a > b, else 0. */
  greater(a: Tensor, b: Tensor): Tensor;
  /** a where condition > 0, else b, whatever the other one holds there; all three broadcast. */
  select(condition: Tensor, a: Tensor, b: Tensor): Tensor;

  negate(a: Tensor): Tensor;
  square(a: Tensor): Tensor;
  squareRoot(a: Tensor): Tensor;
  exponential(a: Tensor): Tensor;
  /** Natural logarithm. */
  logarithm(a: Tensor): Tensor;
  absolute(a: Tensor): Tensor;
  /** To the nearest whole number, halves to the even one. */
  round(a: Tensor): Tensor;
  hyperbolicTangent(a: Tensor): Tensor;
  relu(a: Tensor): Tensor;
  /** 1 / (1 + exp(-a)), without overflow. */
  sigmoid(a: Tensor): Tensor;
  /** log(1 + exp(a)), without overflow. */
  softplus(a: Tensor): Tensor;
  /** Along the last axis, without overflow. */
  softmax(a: Tensor): Tensor;

  sum(a: Tensor, axis: number): Tensor;
  mean(a: Tensor, axis: number): Tensor;
  /** Sum of squares along an axis. */
  sumOfSquares(a: Tensor, axis: number): Tensor;
  maximum(a: Tensor, axis: number): Tensor;
  /** The k-th largest number along the last axis, k from 1; equal numbers count one by one. */
  kthLargest(a: Tensor, k: number): Tensor;

  concat(parts: readonly Tensor[], axis: number): Tensor;
  /** Elements begin .. end-1 along an axis. */
  slice(a: Tensor, axis: number, begin: number, end: number): Tensor;
  /** The elements of an axis at these positions, in this order; zeros where a position is -1. */
  gather(a: Tensor, axis: number, indices: readonly number[]): Tensor;
  reshape(a: Tensor, shape: Shape): Tensor;
  /** Axis i of the result is axis order[i] of `a`. */
  transpose(a: Tensor, order: readonly number[]): Tensor;
  /** Repeats the whole tensor `count` times along an axis. */
  tile(a: Tensor, axis: number, count: number): Tensor;
}

export type Tensors = Readonly<Record<string, Tensor>>;

/** A pure computation with named inputs of fixed shape. */
export interface Program {
  readonly name: string;
  readonly inputs: Readonly<Record<string, Shape>>;
  build(ops: TensorOps, inputs: Tensors): Tensors;
  /**
   * Names that are input and output alike, of one shape: what such an input holds is used up by a run, and the output of
   * that name takes its place in the next one.
   */
  readonly state?: readonly string[];
}

/** Data on an engine's device. Belongs to whoever holds it; give it back with `engine.release`. */
export interface EngineTensor {
  readonly shape: Shape;
}

export type EngineTensors = Readonly<Record<string, EngineTensor>>;

export interface CompiledProgram {
  readonly outputs: Readonly<Record<string, Shape>>;
  /**
   * Runs once. Inputs are named as in the program and stay valid, but for the state, which is released. The caller owns
   * the outputs. Errors: engine/failed.
   */
  run(inputs: EngineTensors): Promise<Record<string, EngineTensor>>;
  dispose(): Promise<void>;
}

/** What one turn of a loop brings along, by input name, row-major. */
export type TurnInputs = Readonly<Record<string, Float32Array | Float64Array>>;

/** Rows of a tensor [n, ...] that is on the device, in this order, instead of their numbers. */
export interface RowsOnDevice {
  readonly table: EngineTensor;
  readonly rows: Uint32Array;
}

/** As TurnInputs; rows of a table only where the engine gathers them. */
export type Brought = Readonly<Record<string, Float32Array | Float64Array | RowsOnDevice>>;

/** What a loop leaves; all of it is the caller's. */
export interface LoopResult {
  /** The state after the last turn. */
  readonly state: Record<string, EngineTensor>;
  /** Every turn's other outputs. */
  readonly turns: readonly EngineTensors[];
}

/** A program that runs turn after turn, each taking the state the one before left. */
export interface CompiledLoop {
  /**
   * Takes so many turns, with the numbers that as many runs of the compiled program would give. `inputs` are the state,
   * which is released, and whatever stays the same; `bringTurn` is asked once per turn, in order, and may use its arrays
   * again for the next. Errors: engine/failed.
   */
  run(inputs: EngineTensors, turns: number, bringTurn: (turn: number) => Brought): Promise<LoopResult>;
  dispose(): Promise<void>;
}

export interface DeviceInfo {
  /** As a person would name it, e.g. "CPU, 2 threads" or "NVIDIA L4". */
  readonly name: string;
  readonly kind: 'cpu' | 'gpu';
  /** Threads a CPU engine was told to use; null on a GPU. */
  readonly threads: number | null;
  readonly precision: 'float32' | 'float64';
  /** The back end's name and version, e.g. "onnxruntime 1.30.0, cpu". */
  readonly backend: string;
  /** Same inputs give the same bits, run after run. */
  readonly deterministic: boolean;
}

/** Bytes copied between the host's memory and that of a device apart. */
export interface Traffic {
  readonly toDevice: number;
  readonly fromDevice: number;
}

export interface Engine {
  readonly id: string;
  readonly device: DeviceInfo;
  /** What was copied since it was opened; null where it computes in the host's memory. */
  readonly traffic: Traffic | null;
  /** What the user should know about the choice of device, such as why a GPU could not be used. */
  readonly notes: readonly string[];
  compile(program: Program): Promise<CompiledProgram>;
  /** Compiles a program to run turn after turn; `perTurn` names the inputs that every turn brings anew. */
  compileLoop(program: Program, perTurn: readonly string[]): Promise<CompiledLoop>;
  /** Copies `data` (row-major) to the device. */
  upload(data: Float32Array | Float64Array, shape: Shape): EngineTensor;
  /** Copies back, as float32 or, from `reference`, float64. */
  download(tensor: EngineTensor): Promise<Float32Array | Float64Array>;
  /**
   * Gives rows of a table as a tensor of their own, without a way through the host. Null where that is no gain: turns then
   * bring numbers. Error: engine/failed.
   */
  readonly gatherRows: ((from: RowsOnDevice) => Promise<EngineTensor>) | null;
  /** Gives tensors back; using them afterwards is a bug. */
  release(tensors: Iterable<EngineTensor>): void;
  dispose(): Promise<void>;
}

export interface EngineOptions {
  /** Threads for CPU kernels; null: all cores. */
  readonly threads: number | null;
  /** The device wanted: "auto" takes a GPU first, or names an execution provider such as "cpu" or "webgpu". */
  readonly device: string;
  /**
   * Others compute on the same cores: threads that have nothing to do sleep, instead of waiting awake. Changes no number. Not
   * given: an engine that can choose finds out which is quicker here and now.
   */
  readonly sharesCores?: boolean;
  /** Where `sharesCores` is not given: half the threads where that is quicker, because other programs keep cores busy. */
  readonly mayUseFewerThreads?: boolean;
}

/** How an engine is found and opened; registered in index.ts. */
export interface EngineKind {
  readonly kind: string;
  readonly label: string;
  readonly help: string;
  /** Opens it. Error: engine/unavailable, with the reason in words. */
  open(options: EngineOptions): Promise<Engine>;
}

/** Number of elements of a shape. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}
