/**
 * TensorOps that build a graph instead of computing: what the engines that trace a program have in common. The same
 * operation on the same operands becomes one node, and the same numbers one constant, so shared work is written where
 * it is used and still done once. An engine adds its operators' names and the operations that differ in more than that.
 */

import { assert } from '../../../src-shared/base/assert.ts';
import { ContentIndex } from './content-index.ts';
import type { Numbers } from './content-index.ts';
import { sizeOf } from './engine.ts';
import type { Shape, Tensor, TensorOps } from './engine.ts';
import { broadcastShape, gatherShape, withAxis } from './shapes.ts';

/** A value in a graph: where it stands there, such as a name or a number. */
export class GraphTensor<Place> implements Tensor {
  readonly place: Place;
  readonly shape: Shape;
  /** Whose graph it is part of. */
  readonly graph: object;

  constructor(place: Place, shape: Shape, graph: object) {
    this.place = place;
    this.shape = shape;
    this.graph = graph;
  }
}

type Unary =
  | 'negate'
  | 'squareRoot'
  | 'exponential'
  | 'logarithm'
  | 'absolute'
  | 'round'
  | 'hyperbolicTangent'
  | 'relu'
  | 'sigmoid'
  | 'softplus';
type Binary = 'add' | 'subtract' | 'multiply' | 'divide' | 'greater';

/** An engine's words for the operations that differ in nothing else. */
export interface Dialect<Attributes> {
  readonly engine: string;
  readonly operators: Readonly<Record<Unary | Binary | 'select', string>>;
  /** Attributes of those operators. */
  readonly plain: Attributes;
  /** Attributes of a Cast from truth values to numbers. */
  readonly truthToNumber: Attributes;
}

export abstract class GraphOps<
  Place extends string | number,
  Attributes,
  Integers extends Numbers,
> implements TensorOps {
  readonly #dialect: Dialect<Attributes>;
  /** Node or filled constant by its description. */
  readonly #known = new Map<string, GraphTensor<Place>>();
  readonly #constants = new ContentIndex<GraphTensor<Place>>();
  /** Results of nodes. */
  readonly #results = new Set<Place>();
  /** A comparison's truth values, by the numbers made of them. */
  readonly #truths = new Map<Tensor, Tensor>();

  constructor(dialect: Dialect<Attributes>) {
    this.#dialect = dialect;
  }

  /** Notes a node and says where its result stands. */
  protected abstract addNode(operator: string, operands: readonly Place[], attributes: Attributes): Place;
  /** Notes a node that passes a value on, for the program's output of that name. */
  protected abstract addCopy(place: Place, name: string): Place;
  protected abstract addConstant(values: Float32Array | Integers, shape: Shape): Place;
  /** Whole numbers as the graph's operators want them. */
  protected abstract integersFrom(values: readonly number[]): Integers;
  protected abstract gatherAt(a: Tensor, axis: number, indices: Tensor, shape: Shape): Tensor;

  /** Gives every program output a place of its own, made by a node, so that each can be released without the others. */
  protected ownOutputs(built: Readonly<Record<string, Tensor>>) {
    const free = new Set(this.#results);
    const entries = Object.entries(built).map(([name, tensor]) => {
      const place = this.placeOf(tensor);
      const own = free.delete(place) ? place : this.addCopy(place, name);
      return [name, { place: own, shape: tensor.shape }] as const;
    });
    return Object.fromEntries(entries);
  }

  protected placeOf(tensor: Tensor): Place {
    const own = tensor instanceof GraphTensor && tensor.graph === this;
    assert(own, `a tensor of another engine or program reached a graph of ${this.#dialect.engine}`);
    return (tensor as GraphTensor<Place>).place;
  }

  protected tensorAt(place: Place, shape: Shape): GraphTensor<Place> {
    return new GraphTensor(place, shape, this);
  }

  protected node(
    operator: string,
    operands: readonly Tensor[],
    shape: Shape,
    attributes: Attributes,
  ): GraphTensor<Place> {
    const places = operands.map((operand) => this.placeOf(operand));
    return this.#once(`${operator}(${places.join()})${JSON.stringify(attributes)}`, () => {
      const place = this.addNode(operator, places, attributes);
      this.#results.add(place);
      return this.tensorAt(place, shape);
    });
  }

  #once(key: string, make: () => GraphTensor<Place>): GraphTensor<Place> {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const made = make();
    this.#known.set(key, made);
    return made;
  }

  #constant(values: Float32Array | Integers, shape: Shape): GraphTensor<Place> {
    const make = () => this.tensorAt(this.addConstant(values, shape), shape);
    return this.#constants.once(`[${shape}]`, values, make);
  }

  /** Axes, positions and sizes. */
  protected integers(values: readonly number[], shape: Shape = [values.length]): GraphTensor<Place> {
    return this.#constant(this.integersFrom(values), shape);
  }

  #scalar(value: number): Tensor {
    return this.#constant(Float32Array.of(value), []);
  }

  #plain(operation: Unary | Binary | 'select', operands: readonly Tensor[], shape: Shape): Tensor {
    return this.node(this.#dialect.operators[operation], operands, shape, this.#dialect.plain);
  }

  #unary(operation: Unary, a: Tensor): Tensor {
    return this.#plain(operation, [a], a.shape);
  }

  #binary(operation: Binary, a: Tensor, b: Tensor): Tensor {
    return this.#plain(operation, [a, b], broadcastShape(a.shape, b.shape));
  }

  constant = (values: ArrayLike<number>, shape: Shape): Tensor => {
    assert(values.length === sizeOf(shape), `shape [${shape}] does not hold ${values.length} numbers`);
    return this.#constant(Float32Array.from(values), shape);
  };
  fill = (value: number, shape: Shape): Tensor =>
    this.#once(`fill[${shape}]{${value}}`, () => {
      const values = new Float32Array(sizeOf(shape)).fill(value);
      return this.tensorAt(this.addConstant(values, shape), shape);
    });

  add = (a: Tensor, b: Tensor): Tensor => this.#binary('add', a, b);
  subtract = (a: Tensor, b: Tensor): Tensor => this.#binary('subtract', a, b);
  multiply = (a: Tensor, b: Tensor): Tensor => this.#binary('multiply', a, b);
  divide = (a: Tensor, b: Tensor): Tensor => this.#binary('divide', a, b);
  scale = (a: Tensor, factor: number): Tensor => this.#binary('multiply', a, this.#scalar(factor));
  shift = (a: Tensor, term: number): Tensor => this.#binary('add', a, this.#scalar(term));
  greater = (a: Tensor, b: Tensor): Tensor => {
    const truth = this.#binary('greater', a, b);
    const numbers = this.node('Cast', [truth], truth.shape, this.#dialect.truthToNumber);
    this.#truths.set(numbers, truth);
    return numbers;
  };
  select = (condition: Tensor, a: Tensor, b: Tensor): Tensor => {
    const truth = this.#truths.get(condition) ?? this.#binary('greater', condition, this.#scalar(0));
    const shape = broadcastShape(condition.shape, broadcastShape(a.shape, b.shape));
    return this.#plain('select', [truth, a, b], shape);
  };

  negate = (a: Tensor): Tensor => this.#unary('negate', a);
  squareRoot = (a: Tensor): Tensor => this.#unary('squareRoot', a);
  exponential = (a: Tensor): Tensor => this.#unary('exponential', a);
  logarithm = (a: Tensor): Tensor => this.#unary('logarithm', a);
  absolute = (a: Tensor): Tensor => this.#unary('absolute', a);
  round = (a: Tensor): Tensor => this.#unary('round', a);
  hyperbolicTangent = (a: Tensor): Tensor => this.#unary('hyperbolicTangent', a);
  relu = (a: Tensor): Tensor => this.#unary('relu', a);
  sigmoid = (a: Tensor): Tensor => this.#unary('sigmoid', a);
  softplus = (a: Tensor): Tensor => this.#unary('softplus', a);

  /** Position -1 becomes one past the end, where zeros are put. */
  gather = (a: Tensor, axis: number, indices: readonly number[]): Tensor => {
    const shape = gatherShape(a.shape, axis, indices);
    if (!indices.includes(-1)) return this.gatherAt(a, axis, this.integers(indices), shape);
    const size = a.shape[axis] as number;
    const padded = this.concat([a, this.fill(0, withAxis(a.shape, axis, 1))], axis);
    const positions = indices.map((index) => (index === -1 ? size : index));
    return this.gatherAt(padded, axis, this.integers(positions), shape);
  };

  abstract matMul: TensorOps['matMul'];
  abstract matMulAdd: TensorOps['matMulAdd'];
  abstract batchedMatMul: TensorOps['batchedMatMul'];
  abstract square: TensorOps['square'];
  abstract softmax: TensorOps['softmax'];
  abstract sum: TensorOps['sum'];
  abstract mean: TensorOps['mean'];
  abstract sumOfSquares: TensorOps['sumOfSquares'];
  abstract maximum: TensorOps['maximum'];
  abstract kthLargest: TensorOps['kthLargest'];
  abstract concat: TensorOps['concat'];
  abstract slice: TensorOps['slice'];
  abstract reshape: TensorOps['reshape'];
  abstract transpose: TensorOps['transpose'];
  abstract tile: TensorOps['tile'];
}
