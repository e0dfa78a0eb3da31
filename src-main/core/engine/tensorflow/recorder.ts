/**
 * Records a program as a list of libtensorflow calls, once: its TensorOps note calls instead of computing. The same
 * call on the same operands is noted once, calls that no output needs are left out, and each value is freed right after
 * its last use, so that a run holds no more memory than its widest point.
 *
 * A slot is a place for a value during a run: first the program's inputs, then constants and results in any order.
 */

import { assert } from '../../../../src-shared/base/assert.ts';
import { sizeOf } from '../engine.ts';
import type { Program, Shape, Tensor, TensorOps } from '../engine.ts';
import { broadcastShape, concatShape, matMulSizes, withAxis } from '../shapes.ts';

type TypeName = 'float32' | 'int32' | 'bool';
type Attributes = Readonly<Record<string, TypeName | boolean | number>>;

/** One libtensorflow operation on slots. */
export interface Call {
  readonly operation: string;
  readonly attributes: Attributes;
  readonly inputs: readonly number[];
  readonly output: number;
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

class RecordedTensor implements Tensor {
  readonly slot: number;
  readonly shape: Shape;

  constructor(slot: number, shape: Shape) {
    this.slot = slot;
    this.shape = shape;
  }
}

function slotOf(tensor: Tensor): number {
  assert(tensor instanceof RecordedTensor, 'a tensor of another engine reached the tensorflow recorder');
  return tensor.slot;
}

export function recordProgram(program: Program): Recording {
  const recorder = new Recorder();
  const inputs = Object.entries(program.inputs).map(
    ([name, shape]) => [name, recorder.input(shape)] as const,
  );
  const built = program.build(recorder, Object.fromEntries(inputs));
  const outputs = recorder.ownOutputs(built);
  const kept = new Set(Object.values(outputs).map((output) => output.slot));
  const calls = neededCalls(recorder.calls, kept);
  const used = new Set(calls.flatMap((call) => call.inputs));
  return {
    slotCount: recorder.slotCount,
    inputs: Object.fromEntries(inputs.map(([name, tensor]) => [name, tensor.slot])),
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

class Recorder implements TensorOps {
  readonly calls: Call[] = [];
  readonly constants: Constant[] = [];
  slotCount = 0;
  /** What was noted, by its description. */
  readonly #known = new Map<string, RecordedTensor>();

  input(shape: Shape): RecordedTensor {
    return new RecordedTensor(this.slotCount++, shape);
  }

  /** Gives every output a slot of its own, so that each can be released without the others. */
  ownOutputs(built: Readonly<Record<string, Tensor>>): Recording['outputs'] {
    const free = new Set(this.calls.map((call) => call.output));
    const entries = Object.entries(built).map(([name, tensor]) => {
      const slot = slotOf(tensor);
      if (free.delete(slot)) return [name, { slot, shape: tensor.shape }] as const;
      const copy = this.#note('Identity', { T: 'float32' }, [slot]);
      return [name, { slot: copy, shape: tensor.shape }] as const;
    });
    return Object.fromEntries(entries);
  }

  #note(operation: string, attributes: Attributes, inputs: readonly number[]): number {
    const output = this.slotCount++;
    this.calls.push({ operation, attributes, inputs, output });
    return output;
  }

  #call(
    operation: string,
    operands: readonly Tensor[],
    shape: Shape,
    attributes: Attributes = { T: 'float32' },
  ): RecordedTensor {
    const inputs = operands.map(slotOf);
    return this.#once(`${operation}(${inputs})${JSON.stringify(attributes)}`, shape, () =>
      this.#note(operation, attributes, inputs),
    );
  }

  #once(key: string, shape: Shape, make: () => number): RecordedTensor {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const tensor = new RecordedTensor(make(), shape);
    this.#known.set(key, tensor);
    return tensor;
  }

  #constant(key: string, shape: Shape, values: () => Float32Array | Int32Array): RecordedTensor {
    return this.#once(`${key}[${shape}]`, shape, () => {
      const slot = this.slotCount++;
      this.constants.push({ slot, values: values(), shape });
      return slot;
    });
  }

  /** Axes, positions and sizes: libtensorflow wants them as int32. */
  #integers(values: readonly number[], shape: Shape = [values.length]): RecordedTensor {
    return this.#constant(`integers ${values}`, shape, () => Int32Array.from(values));
  }

  #unary(operation: string, a: Tensor): RecordedTensor {
    return this.#call(operation, [a], a.shape);
  }

  #binary(operation: string, a: Tensor, b: Tensor): RecordedTensor {
    return this.#call(operation, [a, b], broadcastShape(a.shape, b.shape));
  }

  #reduce(operation: string, a: Tensor, axis: number): RecordedTensor {
    const attributes = { T: 'float32', Tidx: 'int32', keep_dims: true } as const;
    return this.#call(operation, [a, this.#integers([axis])], withAxis(a.shape, axis, 1), attributes);
  }

  constant = (values: readonly number[], shape: Shape): Tensor => {
    assert(values.length === sizeOf(shape), `shape [${shape}] does not hold ${values.length} numbers`);
    return this.#constant(`numbers ${values}`, shape, () => Float32Array.from(values));
  };
  fill = (value: number, shape: Shape): Tensor =>
    this.#constant(`filled ${value}`, shape, () => new Float32Array(sizeOf(shape)).fill(value));

  matMul: TensorOps['matMul'] = (a, b, options = {}) => {
    const { m, n } = matMulSizes(a.shape, b.shape, options);
    const { transposeA = false, transposeB = false, alpha = 1 } = options;
    const attributes = { T: 'float32', transpose_a: transposeA, transpose_b: transposeB } as const;
    const multiply = (left: Tensor, right: Tensor): Tensor =>
      this.#call('MatMul', [left, right], [m, n], attributes);
    if (alpha === 1) return multiply(a, b);
    // The factor goes where the fewest numbers are.
    const [sizeA, sizeB] = [sizeOf(a.shape), sizeOf(b.shape)];
    if (m * n < Math.min(sizeA, sizeB)) return this.scale(multiply(a, b), alpha);
    return sizeB <= sizeA ? multiply(a, this.scale(b, alpha)) : multiply(this.scale(a, alpha), b);
  };
  matMulAdd: TensorOps['matMulAdd'] = (a, b, c, options = {}) => {
    const { beta = 1 } = options;
    const product = this.matMul(a, b, options);
    return this.add(product, beta === 1 ? c : this.scale(c, beta));
  };

  add = (a: Tensor, b: Tensor): Tensor => this.#binary('AddV2', a, b);
  subtract = (a: Tensor, b: Tensor): Tensor => this.#binary('Sub', a, b);
  multiply = (a: Tensor, b: Tensor): Tensor => this.#binary('Mul', a, b);
  divide = (a: Tensor, b: Tensor): Tensor => this.#binary('RealDiv', a, b);
  scale = (a: Tensor, factor: number): Tensor => this.#binary('Mul', a, this.fill(factor, []));
  shift = (a: Tensor, term: number): Tensor => this.#binary('AddV2', a, this.fill(term, []));
  greater = (a: Tensor, b: Tensor): Tensor => {
    const truth = this.#binary('Greater', a, b);
    return this.#call('Cast', [truth], truth.shape, { SrcT: 'bool', DstT: 'float32', Truncate: false });
  };

  negate = (a: Tensor): Tensor => this.#unary('Neg', a);
  square = (a: Tensor): Tensor => this.#unary('Square', a);
  squareRoot = (a: Tensor): Tensor => this.#unary('Sqrt', a);
  exponential = (a: Tensor): Tensor => this.#unary('Exp', a);
  logarithm = (a: Tensor): Tensor => this.#unary('Log', a);
  absolute = (a: Tensor): Tensor => this.#unary('Abs', a);
  hyperbolicTangent = (a: Tensor): Tensor => this.#unary('Tanh', a);
  relu = (a: Tensor): Tensor => this.#unary('Relu', a);
  sigmoid = (a: Tensor): Tensor => this.#unary('Sigmoid', a);
  softplus = (a: Tensor): Tensor => this.#unary('Softplus', a);
  softmax = (a: Tensor): Tensor => this.#unary('Softmax', a);

  sum = (a: Tensor, axis: number): Tensor => this.#reduce('Sum', a, axis);
  mean = (a: Tensor, axis: number): Tensor => this.#reduce('Mean', a, axis);
  /** The squared length: one pass over `a`, where squaring first would take two and as much memory again. */
  sumOfSquares = (a: Tensor, axis: number): Tensor => this.square(this.#reduce('EuclideanNorm', a, axis));
  maximum = (a: Tensor, axis: number): Tensor => this.#reduce('Max', a, axis);

  concat = (parts: readonly Tensor[], axis: number): Tensor => {
    const shape = concatShape(
      parts.map((part) => part.shape),
      axis,
    );
    const [only, second] = parts;
    if (only !== undefined && second === undefined) return only; // ConcatV2 wants two
    const attributes = { N: parts.length, T: 'float32', Tidx: 'int32' } as const;
    return this.#call('ConcatV2', [...parts, this.#integers([axis], [])], shape, attributes);
  };
  slice = (a: Tensor, axis: number, begin: number, end: number): Tensor => {
    const size = a.shape[axis] ?? 0;
    assert(begin >= 0 && begin < end && end <= size, `slice ${begin}..${end} is outside 0..${size}`);
    const shape = withAxis(a.shape, axis, end - begin);
    const start = a.shape.map((_, index) => (index === axis ? begin : 0));
    const attributes = { T: 'float32', Index: 'int32' } as const;
    return this.#call('Slice', [a, this.#integers(start), this.#integers(shape)], shape, attributes);
  };
  reshape = (a: Tensor, shape: Shape): Tensor => {
    assert(sizeOf(a.shape) === sizeOf(shape), `reshape of [${a.shape}] to [${shape}] does not fit`);
    return this.#call('Reshape', [a, this.#integers(shape)], shape, { T: 'float32', Tshape: 'int32' });
  };
  tile = (a: Tensor, axis: number, count: number): Tensor => {
    const shape = withAxis(a.shape, axis, (a.shape[axis] ?? 0) * count);
    const counts = a.shape.map((_, index) => (index === axis ? count : 1));
    const attributes = { T: 'float32', Tmultiples: 'int32' } as const;
    return this.#call('Tile', [a, this.#integers(counts)], shape, attributes);
  };
}
