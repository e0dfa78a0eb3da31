/**
 * Records a program as a list of libtensorflow calls, once: its TensorOps note calls instead of computing. Calls that no
 * output needs are left out, and each value is freed right after its last use, so that a run holds no more memory than
 * its widest point.
 *
 * A slot is a place for a value during a run: first the program's inputs, then constants and results in any order.
 */

import { assert } from '../../../../src-shared/base/assert.ts';
import { sizeOf } from '../engine.ts';
import type { MatMulOptions, Program, Shape, Tensor, TensorOps } from '../engine.ts';
import { GraphOps } from '../graph-ops.ts';
import type { Dialect, GraphTensor } from '../graph-ops.ts';
import {
  batchedMatMulSizes,
  concatShape,
  kthLargestShape,
  matMulSizes,
  sliceShape,
  transposeShape,
  withAxis,
} from '../shapes.ts';

type TypeName = 'float32' | 'int32' | 'bool';
type Attributes = Readonly<Record<string, TypeName | boolean | number>>;

/** One libtensorflow operation on slots. */
export interface Call {
  readonly operation: string;
  readonly attributes: Attributes;
  readonly inputs: readonly number[];
  readonly output: number;
  /** How many results follow the first one, which nobody reads. */
  readonly unread: number;
}

export interface Constant {
  readonly slot: number;
  readonly values: Float32Array | Int32Array;
  readonly shape: Shape;
}

export interface Recording {
  readonly slotCount: number;
  /** Input name -> slot. */
  readonly inputs: Readonly<Record<string, number>>;
  readonly constants: readonly Constant[];
  /** In order, each with the slots that are free once it is done. */
  readonly calls: readonly (Call & { readonly frees: readonly number[] })[];
  /** Output name -> slot. No two outputs share one, and none is an input's or a constant's. */
  readonly outputs: Readonly<Record<string, { readonly slot: number; readonly shape: Shape }>>;
}

export function recordProgram(program: Program): Recording {
  const recorder = new Recorder();
  const inputs = Object.entries(program.inputs).map(
    ([name, shape]) => [name, recorder.input(shape)] as const,
  );
  const built = program.build(recorder, Object.fromEntries(inputs));
  const outputs = recorder.finish(built);
  const kept = new Set(Object.values(outputs).map((output) => output.slot));
  const calls = neededCalls(recorder.calls, kept);
  const used = new Set(calls.flatMap((call) => call.inputs));
  return {
    slotCount: recorder.slotCount,
    inputs: Object.fromEntries(inputs.map(([name, { place }]) => [name, place])),
    constants: recorder.constants.filter((constant) => used.has(constant.slot)),
    calls: withFrees(calls, kept),
    outputs,
  };
}

/** Without the calls that lead to no output. */
function neededCalls(calls: readonly Call[], outputs: ReadonlySet<number>): Call[] {
  const needed = new Set(outputs);
  const kept = calls.toReversed().filter((call) => {
    if (!needed.has(call.output)) return false;
    for (const slot of call.inputs) needed.add(slot);
    return true;
  });
  return kept.reverse();
}

/** Frees results (never inputs, constants or outputs) after the last call that reads them. */
function withFrees(calls: readonly Call[], kept: ReadonlySet<number>): Recording['calls'] {
  const pending = new Set(calls.map((call) => call.output).filter((slot) => !kept.has(slot)));
  const backwards = calls.toReversed().map((call) => {
    const frees = [...new Set(call.inputs)].filter((slot) => pending.delete(slot));
    return { ...call, frees };
  });
  return backwards.reverse();
}

const plain: Attributes = { T: 'float32' };

const dialect: Dialect<Attributes> = {
  engine: 'tensorflow',
  operators: {
    add: 'AddV2',
    subtract: 'Sub',
    multiply: 'Mul',
    divide: 'RealDiv',
    greater: 'Greater',
    select: 'SelectV2',
    negate: 'Neg',
    squareRoot: 'Sqrt',
    exponential: 'Exp',
    logarithm: 'Log',
    absolute: 'Abs',
    round: 'Rint',
    hyperbolicTangent: 'Tanh',
    relu: 'Relu',
    sigmoid: 'Sigmoid',
    softplus: 'Softplus',
  },
  plain,
  truthToNumber: { SrcT: 'bool', DstT: 'float32', Truncate: false },
};

class Recorder extends GraphOps<number, Attributes, Int32Array> {
  readonly calls: Call[] = [];
  readonly constants: Constant[] = [];
  slotCount = 0;

  constructor() {
    super(dialect);
  }

  input(shape: Shape): GraphTensor<number> {
    return this.tensorAt(this.slotCount++, shape);
  }

  finish(built: Readonly<Record<string, Tensor>>): Recording['outputs'] {
    const outputs = Object.entries(this.ownOutputs(built));
    return Object.fromEntries(outputs.map(([name, { place, shape }]) => [name, { slot: place, shape }]));
  }

  protected addNode(operation: string, inputs: readonly number[], attributes: Attributes): number {
    const output = this.slotCount++;
    this.calls.push({ operation, attributes, inputs, output, unread: operation === 'TopKV2' ? 1 : 0 });
    return output;
  }

  protected addCopy(slot: number): number {
    return this.addNode('Identity', [slot], plain);
  }

  protected addConstant(values: Float32Array | Int32Array, shape: Shape): number {
    const slot = this.slotCount++;
    this.constants.push({ slot, values, shape });
    return slot;
  }

  /** libtensorflow wants axes, positions and sizes as int32. */
  protected integersFrom(values: readonly number[]): Int32Array {
    return Int32Array.from(values);
  }

  #reduce(operation: string, a: Tensor, axis: number): Tensor {
    const attributes = { T: 'float32', Tidx: 'int32', keep_dims: true } as const;
    return this.node(operation, [a, this.integers([axis])], withAxis(a.shape, axis, 1), attributes);
  }

  matMul: TensorOps['matMul'] = (a, b, options = {}) => {
    const { m, n } = matMulSizes(a.shape, b.shape, options);
    const { transposeA = false, transposeB = false } = options;
    const attributes = { ...plain, transpose_a: transposeA, transpose_b: transposeB };
    return this.#scaledProduct('MatMul', a, b, [m, n], attributes, options);
  };
  matMulAdd: TensorOps['matMulAdd'] = (a, b, c, options = {}) => {
    const { beta = 1 } = options;
    const product = this.matMul(a, b, options);
    return this.add(product, beta === 1 ? c : this.scale(c, beta));
  };
  batchedMatMul: TensorOps['batchedMatMul'] = (a, b, options = {}) => {
    const { count, m, n } = batchedMatMulSizes(a.shape, b.shape, options);
    const { transposeA = false, transposeB = false } = options;
    const attributes = { ...plain, adj_x: transposeA, adj_y: transposeB };
    return this.#scaledProduct('BatchMatMulV2', a, b, [count, m, n], attributes, options);
  };

  /** The factor goes where the fewest numbers are. */
  #scaledProduct(
    operation: string,
    a: Tensor,
    b: Tensor,
    shape: Shape,
    attributes: Attributes,
    { alpha = 1 }: MatMulOptions,
  ): Tensor {
    const multiply = (left: Tensor, right: Tensor): Tensor =>
      this.node(operation, [left, right], shape, attributes);
    if (alpha === 1) return multiply(a, b);
    const [sizeA, sizeB] = [sizeOf(a.shape), sizeOf(b.shape)];
    if (sizeOf(shape) < Math.min(sizeA, sizeB)) return this.scale(multiply(a, b), alpha);
    return sizeB <= sizeA ? multiply(a, this.scale(b, alpha)) : multiply(this.scale(a, alpha), b);
  }

  square = (a: Tensor): Tensor => this.node('Square', [a], a.shape, plain);
  softmax = (a: Tensor): Tensor => this.node('Softmax', [a], a.shape, plain);

  sum = (a: Tensor, axis: number): Tensor => this.#reduce('Sum', a, axis);
  mean = (a: Tensor, axis: number): Tensor => this.#reduce('Mean', a, axis);
  /** The squared length: one pass over `a`, where squaring first would take two and as much memory again. */
  sumOfSquares = (a: Tensor, axis: number): Tensor => this.square(this.#reduce('EuclideanNorm', a, axis));
  maximum = (a: Tensor, axis: number): Tensor => this.#reduce('Max', a, axis);
  /** The last of the k largest, which TopKV2 gives in falling order. */
  kthLargest = (a: Tensor, k: number): Tensor => {
    kthLargestShape(a.shape, k);
    const axis = a.shape.length - 1;
    const attributes = { T: 'float32', sorted: true } as const;
    const largest = this.node('TopKV2', [a, this.integers([k], [])], withAxis(a.shape, axis, k), attributes);
    return this.slice(largest, axis, k - 1, k);
  };

  concat = (parts: readonly Tensor[], axis: number): Tensor => {
    const shape = concatShape(
      parts.map((part) => part.shape),
      axis,
    );
    const [only, second] = parts;
    if (only !== undefined && second === undefined) return only; // ConcatV2 wants two
    const attributes = { N: parts.length, T: 'float32', Tidx: 'int32' } as const;
    return this.node('ConcatV2', [...parts, this.integers([axis], [])], shape, attributes);
  };
  slice = (a: Tensor, axis: number, begin: number, end: number): Tensor => {
    const shape = sliceShape(a.shape, axis, begin, end);
    const start = a.shape.map((_, index) => (index === axis ? begin : 0));
    const attributes = { T: 'float32', Index: 'int32' } as const;
    return this.node('Slice', [a, this.integers(start), this.integers(shape)], shape, attributes);
  };
  protected gatherAt(a: Tensor, axis: number, indices: Tensor, shape: Shape): Tensor {
    const types = { Tparams: 'float32', Tindices: 'int32', Taxis: 'int32' } as const;
    const operands = [a, indices, this.integers([axis], [])];
    return this.node('GatherV2', operands, shape, { ...types, batch_dims: 0 });
  }
  reshape = (a: Tensor, shape: Shape): Tensor => {
    assert(sizeOf(a.shape) === sizeOf(shape), `reshape of [${a.shape}] to [${shape}] does not fit`);
    return this.node('Reshape', [a, this.integers(shape)], shape, { T: 'float32', Tshape: 'int32' });
  };
  transpose = (a: Tensor, order: readonly number[]): Tensor => {
    const attributes = { T: 'float32', Tperm: 'int32' } as const;
    return this.node('Transpose', [a, this.integers(order)], transposeShape(a.shape, order), attributes);
  };
  tile = (a: Tensor, axis: number, count: number): Tensor => {
    const shape = withAxis(a.shape, axis, (a.shape[axis] ?? 0) * count);
    const counts = a.shape.map((_, index) => (index === axis ? count : 1));
    const attributes = { T: 'float32', Tmultiples: 'int32' } as const;
    return this.node('Tile', [a, this.integers(counts)], shape, attributes);
  };
}
