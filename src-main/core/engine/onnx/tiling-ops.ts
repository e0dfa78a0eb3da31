/**
 * TensorOps over others for programs whose state is in tiles of rows. What has the shape of such a state is not computed
 * before somebody wants it, whole or by tiles: an update by tiles asks for the tiles of everything that it is made of.
 */

import type { MatMulOptions, Shape, Tensor, TensorOps } from '../engine.ts';
import { batchedMatMulSizes, broadcastShape, matMulSizes } from '../shapes.ts';

/** Elements begin .. end-1 of the first axis. */
export interface Rows {
  readonly begin: number;
  readonly end: number;
}

interface Making {
  /** What its tiles are. */
  readonly rows: readonly Rows[];
  /** It comes from a state in tiles, so the whole is made of the tiles. */
  readonly inTiles: boolean;
  readonly part: (rows: Rows) => Tensor;
  /** Unless it is in tiles. */
  readonly whole?: () => Tensor;
}

export class Deferred implements Tensor {
  readonly shape: Shape;
  readonly rows: readonly Rows[];
  readonly inTiles: boolean;
  readonly #ops: TensorOps;
  readonly #making: Making;
  readonly #parts = new Map<number, Tensor>();
  #whole: Tensor | null = null;

  constructor(ops: TensorOps, shape: Shape, making: Making) {
    this.#ops = ops;
    this.shape = shape;
    this.#making = making;
    this.rows = making.rows;
    this.inTiles = making.inTiles;
  }

  whole(): Tensor {
    const { whole } = this.#making;
    const isThere = this.#parts.size === this.rows.length;
    this.#whole ??=
      whole === undefined || this.inTiles || isThere ? this.#ops.concat(this.parts(), 0) : whole();
    return this.#whole;
  }

  parts(): readonly Tensor[] {
    return this.rows.map((rows) => this.part(rows));
  }

  /** Of one of its tiles. */
  part(rows: Rows): Tensor {
    const known = this.#parts.get(rows.begin);
    if (known !== undefined) return known;
    const made =
      this.#whole === null ? this.#making.part(rows) : this.#ops.slice(this.#whole, 0, rows.begin, rows.end);
    this.#parts.set(rows.begin, made);
    return made;
  }
}

export function wholeOf(tensor: Tensor): Tensor {
  return tensor instanceof Deferred ? tensor.whole() : tensor;
}

export function rowsOf(ops: TensorOps, tensor: Tensor, rows: Rows): Tensor {
  return tensor instanceof Deferred ? tensor.part(rows) : ops.slice(tensor, 0, rows.begin, rows.end);
}

const elementwise = [
  ...(['add', 'subtract', 'multiply', 'divide', 'scale', 'shift', 'greater', 'select'] as const),
  ...(['negate', 'square', 'squareRoot', 'exponential', 'logarithm', 'absolute', 'round'] as const),
  ...(['hyperbolicTangent', 'relu', 'sigmoid', 'softplus'] as const),
];

type Operation = (...operands: unknown[]) => Tensor;

/** Operations for a program whose states of these shapes are in such tiles; what is no product or elementwise sees wholes. */
export function tilingOps(ops: TensorOps, splits: ReadonlyMap<string, readonly Rows[]>): TensorOps {
  const plain =
    (name: keyof TensorOps): Operation =>
    (...operands) =>
      (ops[name] as Operation)(...operands);
  const special = new Map<keyof TensorOps, Operation>(
    elementwise.map((name) => [name, byElement(ops, splits, plain(name))]),
  );
  const product = productOf(ops, splits);
  const matMul: TensorOps['matMul'] = (a, b, options) => product(a, b, null, options);
  special.set('matMul', matMul as Operation);
  special.set('matMulAdd', product as Operation);
  special.set('batchedMatMul', batchedProductOf(ops, splits) as Operation);
  return new Proxy(ops, {
    get: (_, name: keyof TensorOps) =>
      special.get(name) ?? ((...operands: unknown[]) => plain(name)(...operands.map(settled))),
  });
}

/** An operand, or the parts of a concat, without anything deferred. */
function settled(operand: unknown): unknown {
  if (operand instanceof Deferred) return operand.whole();
  return Array.isArray(operand) ? operand.map(settled) : operand;
}

function byElement(ops: TensorOps, splits: ReadonlyMap<string, readonly Rows[]>, run: Operation): Operation {
  return (...operands) => {
    const isTensor = (operand: unknown): operand is Tensor => typeof operand !== 'number';
    const shape = operands
      .filter(isTensor)
      .map((each) => each.shape)
      .reduce(broadcastShape);
    const whole = () => run(...operands.map(settled));
    const rows = splits.get(String(shape));
    if (rows === undefined) return whole();
    const isSplit = (each: Tensor) => each.shape.length === shape.length && each.shape[0] === shape[0];
    const partOf = (each: unknown, own: Rows) =>
      isTensor(each) && isSplit(each) ? rowsOf(ops, each, own) : settled(each);
    const part = (own: Rows) => run(...operands.map((each) => partOf(each, own)));
    const inTiles = operands.some((each) => each instanceof Deferred && each.inTiles);
    return new Deferred(ops, shape, { rows, inTiles, part, whole });
  };
}

type ProductOptions = MatMulOptions & { readonly beta?: number };
type Product = (a: Tensor, b: Tensor, c: Tensor | null, options?: ProductOptions) => Tensor;

/** matMulAdd, or matMul where no `c` is given. */
function productOf(ops: TensorOps, splits: ReadonlyMap<string, readonly Rows[]>): Product {
  const plain: Product = (a, b, c, options) =>
    c === null
      ? ops.matMul(wholeOf(a), wholeOf(b), options)
      : ops.matMulAdd(wholeOf(a), wholeOf(b), wholeOf(c), options);
  const slice = (a: Tensor, axis: number, { begin, end }: Rows) => ops.slice(wholeOf(a), axis, begin, end);

  /** [m, n] by rows of `a`. */
  const deferred = (shape: Shape, rows: readonly Rows[], ...[a, b, c, options]: Parameters<Product>) => {
    const axis = options?.transposeA === true ? 1 : 0;
    const term = (own: Rows) => (c?.shape.length === 2 && c.shape[0] === shape[0] ? rowsOf(ops, c, own) : c);
    return new Deferred(ops, shape, {
      rows,
      inTiles: c instanceof Deferred && c.inTiles,
      part: (own) => plain(slice(a, axis, own), b, term(own), options),
      whole: () => plain(a, b, c, options),
    });
  };

  /** The tiles of `b` give columns of the product. */
  const byColumns = (a: Tensor, b: Deferred, c: Tensor | null, options: ProductOptions) => {
    const term = (own: Rows) => (c === null ? null : slice(c, c.shape.length - 1, own));
    return ops.concat(
      b.rows.map((own) => plain(a, b.part(own), term(own), options)),
      1,
    );
  };

  /** The tiles of `b` are parts of what is summed over. */
  const bySums = (a: Tensor, b: Deferred, c: Tensor | null, options: ProductOptions) => {
    const axis = options.transposeA === true ? 0 : 1;
    return b.rows.reduce<Tensor | null>((sum, own, at) => {
      const given = at === 0 ? options : { ...options, beta: 1 };
      return plain(slice(a, axis, own), b.part(own), sum, given);
    }, c) as Tensor;
  };

  return (a, b, c, options = {}) => {
    const { m, n } = matMulSizes(a.shape, b.shape, options);
    const rows = splits.get(String([m, n]));
    if (rows !== undefined) return deferred([m, n], rows, a, b, c, options);
    if (!(b instanceof Deferred && b.inTiles)) return plain(a, b, c, options);
    return options.transposeB === true ? byColumns(a, b, c, options) : bySums(a, b, c, options);
  };
}

/** Products one after the other: a tile of the result, or of an operand, is some of them. */
function batchedProductOf(
  ops: TensorOps,
  splits: ReadonlyMap<string, readonly Rows[]>,
): TensorOps['batchedMatMul'] {
  return (a, b, options) => {
    const { count, m, n } = batchedMatMulSizes(a.shape, b.shape, options);
    const shape = [count, m, n];
    const whole = () => ops.batchedMatMul(wholeOf(a), wholeOf(b), options);
    const part = (own: Rows) => ops.batchedMatMul(rowsOf(ops, a, own), rowsOf(ops, b, own), options);
    const rows = splits.get(String(shape));
    if (rows !== undefined) return new Deferred(ops, shape, { rows, inTiles: false, part, whole });
    const tiled = [a, b].find((each): each is Deferred => each instanceof Deferred && each.inTiles);
    return tiled === undefined ? whole() : ops.concat(tiled.rows.map(part), 0);
  };
}
