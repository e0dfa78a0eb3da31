/**
 * Traces a program into an ONNX graph: its TensorOps build nodes instead of computing. The same operation on the same
 * operands becomes one node, so shared work is written where it is used and still done once.
 */

import { assert } from '../../../../src-shared/base/assert.ts';
import { sizeOf } from '../engine.ts';
import type { MatMulOptions, Program, Shape, Tensor, TensorOps } from '../engine.ts';
import { broadcastShape, concatShape, matMulSizes, sliceShape, withAxis } from '../shapes.ts';
import type { AttributeValue, OnnxConstant, OnnxGraph, OnnxNode } from './onnx-model.ts';

class TracedTensor implements Tensor {
  readonly name: string;
  readonly shape: Shape;

  constructor(name: string, shape: Shape) {
    this.name = name;
    this.shape = shape;
  }
}

export interface Trace {
  readonly graph: OnnxGraph;
  /** Program output name -> name of the graph's output. */
  readonly outputs: Readonly<Record<string, { readonly name: string; readonly shape: Shape }>>;
}

export function traceProgram(program: Program): Trace {
  const tracer = new Tracer();
  const inputs = Object.entries(program.inputs).map(
    ([name, shape]) => [name, new TracedTensor(name, shape)] as const,
  );
  const built = program.build(tracer, Object.fromEntries(inputs));
  const outputs = tracer.finish(built, new Set(inputs.map(([name]) => name)));
  const graph: OnnxGraph = {
    name: program.name,
    nodes: tracer.nodes,
    constants: tracer.constants,
    inputs: inputs.map(([name, tensor]) => ({ name, shape: tensor.shape })),
    outputs: Object.values(outputs),
  };
  return { graph, outputs };
}

function nameOf(tensor: Tensor): string {
  assert(tensor instanceof TracedTensor, 'a tensor of another engine reached the onnx tracer');
  return tensor.name;
}

class Tracer implements TensorOps {
  readonly nodes: OnnxNode[] = [];
  readonly constants: OnnxConstant[] = [];
  /** Node or constant by its description: what was built once is reused. */
  readonly #known = new Map<string, TracedTensor>();

  /** Makes every program output the output of a node of its own, as a graph's outputs must be. */
  finish(built: Readonly<Record<string, Tensor>>, inputNames: ReadonlySet<string>): Trace['outputs'] {
    const taken = new Set([...inputNames, ...this.constants.map((constant) => constant.name)]);
    const outputs: Record<string, { name: string; shape: Shape }> = {};
    for (const [name, tensor] of Object.entries(built)) {
      let graphName = nameOf(tensor);
      if (taken.has(graphName)) {
        this.nodes.push({
          operator: 'Identity',
          inputs: [graphName],
          outputs: [`output/${name}`],
          attributes: {},
        });
        graphName = `output/${name}`;
      }
      taken.add(graphName);
      outputs[name] = { name: graphName, shape: tensor.shape };
    }
    return outputs;
  }

  #node(
    operator: string,
    operands: readonly Tensor[],
    shape: Shape,
    attributes: Readonly<Record<string, AttributeValue>> = {},
  ): TracedTensor {
    const inputs = operands.map(nameOf);
    const key = `${operator}(${inputs.join()})${JSON.stringify(attributes)}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const output = `${operator}_${this.nodes.length}`;
    this.nodes.push({ operator, inputs, outputs: [output], attributes });
    const tensor = new TracedTensor(output, shape);
    this.#known.set(key, tensor);
    return tensor;
  }

  /** `key` describes the contents: constants of one key are one. */
  #constant(
    values: Float32Array | BigInt64Array,
    shape: Shape,
    key = `${values.constructor.name}[${shape}]{${values.join()}}`,
  ): TracedTensor {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const name = `constant_${this.constants.length}`;
    this.constants.push({ name, shape, values });
    const tensor = new TracedTensor(name, shape);
    this.#known.set(key, tensor);
    return tensor;
  }

  #integers(...values: number[]): TracedTensor {
    return this.#constant(BigInt64Array.from(values, BigInt), [values.length]);
  }

  #scalar(value: number): TracedTensor {
    return this.#constant(Float32Array.of(value), []);
  }

  #binary(operator: string, a: Tensor, b: Tensor): TracedTensor {
    return this.#node(operator, [a, b], broadcastShape(a.shape, b.shape));
  }

  #unary(operator: string, a: Tensor): TracedTensor {
    return this.#node(operator, [a], a.shape);
  }

  #reduce(operator: string, a: Tensor, axis: number): TracedTensor {
    return this.#node(operator, [a, this.#integers(axis)], withAxis(a.shape, axis, 1), {
      keepdims: { int: 1 },
    });
  }

  constant = (values: readonly number[], shape: Shape): Tensor => {
    assert(values.length === sizeOf(shape), `shape [${shape}] does not hold ${values.length} numbers`);
    return this.#constant(Float32Array.from(values), shape);
  };
  fill = (value: number, shape: Shape): Tensor => {
    const filled = new Float32Array(sizeOf(shape)).fill(value);
    return this.#constant(filled, shape, `fill[${shape}]{${value}}`);
  };

  matMul: TensorOps['matMul'] = (a, b, options = {}) => {
    const { m, n } = matMulSizes(a.shape, b.shape, options);
    return this.#node('Gemm', [a, b], [m, n], gemmAttributes(options));
  };

  matMulAdd: TensorOps['matMulAdd'] = (a, b, c, options = {}) => {
    const { m, n } = matMulSizes(a.shape, b.shape, options);
    return this.#node('Gemm', [a, b, c], [m, n], {
      ...gemmAttributes(options),
      beta: { float: options.beta ?? 1 },
    });
  };

  add = (a: Tensor, b: Tensor): Tensor => this.#binary('Add', a, b);
  subtract = (a: Tensor, b: Tensor): Tensor => this.#binary('Sub', a, b);
  multiply = (a: Tensor, b: Tensor): Tensor => this.#binary('Mul', a, b);
  divide = (a: Tensor, b: Tensor): Tensor => this.#binary('Div', a, b);
  scale = (a: Tensor, factor: number): Tensor => this.#binary('Mul', a, this.#scalar(factor));
  shift = (a: Tensor, term: number): Tensor => this.#binary('Add', a, this.#scalar(term));
  greater = (a: Tensor, b: Tensor): Tensor => {
    const shape = broadcastShape(a.shape, b.shape);
    return this.#node('Cast', [this.#node('Greater', [a, b], shape)], shape, { to: { int: 1 } });
  };

  negate = (a: Tensor): Tensor => this.#unary('Neg', a);
  square = (a: Tensor): Tensor => this.#binary('Mul', a, a);
  squareRoot = (a: Tensor): Tensor => this.#unary('Sqrt', a);
  exponential = (a: Tensor): Tensor => this.#unary('Exp', a);
  logarithm = (a: Tensor): Tensor => this.#unary('Log', a);
  absolute = (a: Tensor): Tensor => this.#unary('Abs', a);
  hyperbolicTangent = (a: Tensor): Tensor => this.#unary('Tanh', a);
  relu = (a: Tensor): Tensor => this.#unary('Relu', a);
  sigmoid = (a: Tensor): Tensor => this.#unary('Sigmoid', a);
  softplus = (a: Tensor): Tensor => this.#unary('Softplus', a);
  softmax = (a: Tensor): Tensor => this.#node('Softmax', [a], a.shape, { axis: { int: -1 } });

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

  concat = (parts: readonly Tensor[], axis: number): Tensor => {
    const shapes = parts.map((part) => part.shape);
    return this.#node('Concat', parts, concatShape(shapes, axis), { axis: { int: axis } });
  };
  slice = (a: Tensor, axis: number, begin: number, end: number): Tensor => {
    const operands = [a, this.#integers(begin), this.#integers(end), this.#integers(axis)];
    return this.#node('Slice', operands, sliceShape(a.shape, axis, begin, end));
  };
  reshape = (a: Tensor, shape: Shape): Tensor => {
    assert(sizeOf(a.shape) === sizeOf(shape), `reshape of [${a.shape}] to [${shape}] does not fit`);
    return this.#node('Reshape', [a, this.#integers(...shape)], shape);
  };
  tile = (a: Tensor, axis: number, count: number): Tensor => {
    const repeats = a.shape.map((_, index) => (index === axis ? count : 1));
    const size = (a.shape[axis] as number) * count;
    return this.#node('Tile', [a, this.#integers(...repeats)], withAxis(a.shape, axis, size));
  };
}

function gemmAttributes(options: MatMulOptions): Record<string, AttributeValue> {
  return {
    alpha: { float: options.alpha ?? 1 },
    transA: { int: options.transposeA === true ? 1 : 0 },
    transB: { int: options.transposeB === true ? 1 : 0 },
  };
}
