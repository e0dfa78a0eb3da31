/**
 * Reverse mode: derivatives of whatever is written with TensorOps, as micrograd does for single numbers. Operations go
 * through to an engine's own and are remembered; walking back over them grows the same program by the derivatives.
 */

import { assert } from '../../../src-shared/base/assert.ts';
import { adjointRules, widen } from './adjoints.ts';
import type { Flow } from './adjoints.ts';
import { sizeOf } from './engine.ts';
import type { Tensor, TensorOps, Tensors } from './engine.ts';
import type { Gradient } from './gradient.ts';

export interface RecordedOperations {
  /** Computes as the wrapped operations do, on the same tensors, and remembers. */
  readonly ops: TensorOps;
  /**
   * dL/dp of a single number L, [], [1] or [1, 1], for each tensor p in `wrt`, which may be operands or results of what
   * was recorded. A p used once, as the right factor of a matrix product `x p` or `x p^T` or as a row added to all rows,
   * has a gradient of two factors; every other one is whole, and zero where L does not depend on p. Only the operations
   * that this needs are added, by the wrapped operations, so a recording of a recording has second derivatives.
   */
  readonly gradients: (loss: Tensor, wrt: Tensors) => Record<string, Gradient>;
}

/** What comes back to a tensor from one of its uses. */
interface Arrival {
  readonly adjoint: () => Tensor;
  readonly product?: () => Gradient;
}

type Rule = (ops: TensorOps, y: Tensor, ...operands: readonly unknown[]) => readonly Flow[];
type Operation = (...operands: readonly unknown[]) => Tensor;

/** Recorded operations, with those they record. */
const tapes = new WeakMap<
  TensorOps,
  { readonly plain: TensorOps; readonly remember: (y: Tensor, flows: readonly Flow[]) => void }
>();

/**
 * What `compute` gives, taken for `model`, of the same shape, wherever derivatives are: what comes back to the result goes
 * to the model as it is. Without a recording only the result counts.
 */
export function believed(ops: TensorOps, model: Tensor, compute: (plain: TensorOps) => Tensor): Tensor {
  const tape = tapes.get(ops);
  if (tape === undefined) return compute(ops);
  const y = believed(tape.plain, model, compute);
  if (y !== model) tape.remember(y, [{ to: model, adjoint: (g) => g }]);
  return y;
}

/** Legend: y is a result, g an adjoint, dL/d(tensor). */
export function recordOperations(ops: TensorOps): RecordedOperations {
  /** Results in order, each with its ways back. An engine that does the same work once gives the same result again. */
  const tape = new Map<Tensor, readonly Flow[]>();
  const record =
    (name: keyof TensorOps): Operation =>
    (...operands) => {
      const y = (ops[name] as Operation)(...operands);
      const flows = (adjointRules[name] as Rule)(ops, y, ...operands);
      const passedOn = flows.some(({ to }) => to === y); // such as a concatenation of one
      if (flows.length > 0 && !passedOn && !tape.has(y)) tape.set(y, flows);
      return y;
    };
  const names = Object.keys(adjointRules) as (keyof TensorOps)[];
  const recorded = Object.fromEntries(names.map((name) => [name, record(name)]));
  const own = recorded as unknown as TensorOps;
  tapes.set(own, { plain: ops, remember: (y, flows) => tape.set(y, flows) });
  return {
    ops: own,
    gradients: (loss, wrt) => {
      assert(sizeOf(loss.shape) === 1, `a loss is one number, not [${loss.shape}]`);
      const arrivals = walkBack(ops, tape, loss, dependents(tape, Object.values(wrt)));
      const entries = Object.entries(wrt).map(([name, tensor]) => {
        return [name, gradientOf(ops, tensor, arrivals.get(tensor) ?? [], tape.has(tensor))] as const;
      });
      return Object.fromEntries(entries);
    },
  };
}

/** The tensors themselves and all that was computed from them. */
function dependents(tape: ReadonlyMap<Tensor, readonly Flow[]>, wrt: readonly Tensor[]): Set<Tensor> {
  const found = new Set(wrt);
  for (const [y, flows] of tape) if (flows.some(({ to }) => found.has(to))) found.add(y);
  return found;
}

/** Sends adjoints from the loss back along the tape, to the wanted tensors and those on the way. */
function walkBack(
  ops: TensorOps,
  tape: ReadonlyMap<Tensor, readonly Flow[]>,
  loss: Tensor,
  wanted: ReadonlySet<Tensor>,
): Map<Tensor, Arrival[]> {
  const arrivals = new Map<Tensor, Arrival[]>([[loss, [{ adjoint: () => ops.fill(1, loss.shape) }]]]);
  for (const [y, flows] of [...tape].reverse()) {
    const [own, open] = [arrivals.get(y), flows.filter(({ to }) => wanted.has(to))];
    if (own === undefined || open.length === 0) continue;
    const g = total(ops, own);
    arrivals.set(y, [{ adjoint: () => g }]);
    for (const flow of open) {
      const { product } = flow;
      const arrival: Arrival = {
        adjoint: () => flow.adjoint(g),
        ...(product === undefined ? {} : { product: () => product(g) }),
      };
      arrivals.set(flow.to, [...(arrivals.get(flow.to) ?? []), arrival]);
    }
  }
  return arrivals;
}

/** Of at least one. */
function total(ops: TensorOps, arrivals: readonly Arrival[]): Tensor {
  return arrivals.map((arrival) => arrival.adjoint()).reduce((sum, g) => ops.add(sum, g));
}

function gradientOf(
  ops: TensorOps,
  tensor: Tensor,
  arrivals: readonly Arrival[],
  computed: boolean,
): Gradient {
  const [first, second] = arrivals;
  if (first === undefined) return { whole: ops.fill(0, tensor.shape) };
  if (second === undefined && first.product !== undefined && !computed) return first.product();
  return { whole: widen(ops, total(ops, arrivals), tensor.shape) };
}
