/**
 * Traces a program into an ONNX graph: its TensorOps build nodes instead of computing.
 */

import { assert } from '../../../../src-shared/base/assert.ts';
import { sizeOf } from '../engine.ts';
import type { MatMulOptions, Program, Shape, Tensor, TensorOps } from '../engine.ts';
import { GraphOps } from '../graph-ops.ts';
import type { Dialect } from '../graph-ops.ts';
import {
  batchedMatMulSizes,
  concatShape,
  kthLargestShape,
  matMulSizes,
  sliceShape,
  transposeShape,
  withAxis,
} from '../shapes.ts';
import type { AttributeValue, OnnxConstant, OnnxGraph, OnnxNode } from './onnx-model.ts';

type Attributes = Readonly<Record<string, AttributeValue>>;

export interface Trace {
  readonly graph: OnnxGraph;
  /** Program output name -> name of the graph's output. */
  readonly outputs: Readonly<Record<string, { readonly name: string; readonly shape: Shape }>>;
}

export function traceProgram(program: Program, tracer: Tracer = new Tracer()): Trace {
  const inputs = Object.entries(program.inputs).map(
    ([name, shape]) => [name, tracer.input(name, shape)] as const,
  );
  const outputs = tracer.finish(program.build(tracer, Object.fromEntries(inputs)));
  const graph: OnnxGraph = {
    name: program.name,
    nodes: tracer.nodes,
    constants: tracer.constants,
    inputs: inputs.map(([name, tensor]) => ({ name, shape: tensor.shape })),
    outputs: Object.values(outputs),
  };
  return { graph, outputs };
}

const dialect: Dialect<Attributes> = {
  engine: 'onnx',
  operators: {
    add: 'Add',
    subtract: 'Sub',
    multiply: 'Mul',
    divide: 'Div',
    greater: 'Greater',
    select: 'Where',
    negate: 'Neg',
    squareRoot: 'Sqrt',
    exponential: 'Exp',
    logarithm: 'Log',
    absolute: 'Abs',
    round: 'Round',
    hyperbolicTangent: 'Tanh',
    relu: 'Relu',
    sigmoid: 'Sigmoid',
    softplus: 'Softplus',
  },
  plain: {},
  truthToNumber: { to: { int: 1 } },
};

export class Tracer extends GraphOps<string, Attributes, BigInt64Array> {
  readonly nodes: OnnxNode[] = [];
  readonly constants: OnnxConstant[] = [];

  constructor() {
    super(dialect);
  }

  input(name: string, shape: Shape): Tensor {
    return this.tensorAt(name, shape);
  }

  finish(built: Readonly<Record<string, Tensor>>): Trace['outputs'] {
    const outputs = Object.entries(this.ownOutputs(built));
    return Object.fromEntries(outputs.map(([name, { place, shape }]) => [name, { name: place, shape }]));
  }

  protected addNode(operator: string, inputs: readonly string[], attributes: Attributes): string {
    const output = `${operator}_${this.nodes.length}`;
    const unread = operator === 'TopK' ? [`${output}/indices`] : [];
    this.nodes.push({ operator, inputs, outputs: [output, ...unread], attributes });
    return output;
  }

  protected addCopy(place: string, name: string): string {
    const output = `output/${name}`;
    this.nodes.push({ operator: 'Identity', inputs: [place], outputs: [output], attributes: {} });
    return output;
  }

  protected addConstant(values: Float32Array | BigInt64Array, shape: Shape): string {
    const name = `constant_${this.constants.length}`;
    this.constants.push({ name, shape, values });
    return name;
  }

  protected integersFrom(values: readonly number[]): BigInt64Array {
    return BigInt64Array.from(values, BigInt);
  }

  #reduce(operator: string, a: Tensor, axis: number): Tensor {
    const shape = withAxis(a.shape, axis, 1);
    return this.node(operator, [a, this.integers([axis])], shape, { keepdims: { int: 1 } });
  }

  matMul: TensorOps['matMul'] = (a, b, options = {}) => {
    const { m, n } = matMulSizes(a.shape, b.shape, options);
    return this.node('Gemm', [a, b], [m, n], gemmAttributes(options));
  };
  matMulAdd: TensorOps['matMulAdd'] = (a, b, c, options = {}) => {
    const { m, n } = matMulSizes(a.shape, b.shape, options);
    const attributes = { ...gemmAttributes(options), beta: { float: options.beta ?? 1 } };
    return this.node('Gemm', [a, b, c], [m, n], attributes);
  };
  /** onnxruntime fuses the transposes and the factor into the product on the CPU. */
  batchedMatMul: TensorOps['batchedMatMul'] = (a, b, options = {}) => {
    const { count, m, n } = batchedMatMulSizes(a.shape, b.shape, options);
    const { transposeA = false, transposeB = false, alpha = 1 } = options;
    const left = transposeA ? this.transpose(a, [0, 2, 1]) : a;
    const right = transposeB ? this.transpose(b, [0, 2, 1]) : b;
    const product = this.node('MatMul', [left, right], [count, m, n], {});
    return alpha === 1 ? product : this.scale(product, alpha);
  };

  square = (a: Tensor): Tensor => this.multiply(a, a);
  softmax = (a: Tensor): Tensor => this.node('Softmax', [a], a.shape, { axis: { int: -1 } });

  sum = (a: Tensor, axis: number): Tensor => this.#reduce('ReduceSum', a, axis);
  mean = (a: Tensor, axis: number): Tensor => this.#reduce('ReduceMean', a, axis);
  /** Along rows by a product with ones: half the time of ReduceSumSquare on the CPU. */
  sumOfSquares = (a: Tensor, axis: number): Tensor => {
    const [, columns] = a.shape;
    if (a.shape.length !== 2 || axis !== 1 || columns === undefined)
      return this.#reduce('ReduceSumSquare', a, axis);
    return this.matMul(this.square(a), this.fill(1, [columns, 1]));
  };
  maximum = (a: Tensor, axis: number): Tensor => this.#reduce('ReduceMax', a, axis);
  /** The last of the k largest, which TopK gives in falling order. */
  kthLargest = (a: Tensor, k: number): Tensor => {
    kthLargestShape(a.shape, k);
    const axis = a.shape.length - 1;
    const largest = this.node('TopK', [a, this.integers([k])], withAxis(a.shape, axis, k), {});
    return this.slice(largest, axis, k - 1, k);
  };

  concat = (parts: readonly Tensor[], axis: number): Tensor => {
    const shapes = parts.map((part) => part.shape);
    return this.node('Concat', parts, concatShape(shapes, axis), { axis: { int: axis } });
  };
  slice = (a: Tensor, axis: number, begin: number, end: number): Tensor => {
    const operands = [a, this.integers([begin]), this.integers([end]), this.integers([axis])];
    return this.node('Slice', operands, sliceShape(a.shape, axis, begin, end), {});
  };
  protected gatherAt(a: Tensor, axis: number, indices: Tensor, shape: Shape): Tensor {
    return this.node('Gather', [a, indices], shape, { axis: { int: axis } });
  }
  reshape = (a: Tensor, shape: Shape): Tensor => {
    assert(sizeOf(a.shape) === sizeOf(shape), `reshape of [${a.shape}] to [${shape}] does not fit`);
    return this.node('Reshape', [a, this.integers(shape)], shape, {});
  };
  transpose = (a: Tensor, order: readonly number[]): Tensor => {
    return this.node('Transpose', [a], transposeShape(a.shape, order), { perm: { ints: order } });
  };
  tile = (a: Tensor, axis: number, count: number): Tensor => {
    const repeats = a.shape.map((_, index) => (index === axis ? count : 1));
    const size = (a.shape[axis] as number) * count;
    return this.node('Tile', [a, this.integers(repeats)], withAxis(a.shape, axis, size), {});
  };
}

function gemmAttributes(options: MatMulOptions): Attributes {
  return {
    alpha: { float: options.alpha ?? 1 },
    transA: { int: options.transposeA === true ? 1 : 0 },
    transB: { int: options.transposeB === true ? 1 : 0 },
  };
}
