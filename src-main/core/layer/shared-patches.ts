/**
 * Patches under weights that all positions share: one product of all rows and positions with one matrix, whose result lies
 * as the units do, so that nothing is transposed between layers. Where a place holds several channels a patch is gathered
 * place by place, straight from the rows; where it holds few, single numbers would be moved, and the patches are gathered
 * with the rows last instead.
 *
 * Legend: R rows, P positions, S places of a patch, D channels below, I = S D values of a patch, C channels.
 */

import type { Tensor, TensorOps } from '../engine/engine.ts';
import type { Gradient } from '../engine/gradient.ts';
import { sizeOfGrid } from '../net/grid.ts';
import type { Patches } from './patches.ts';

/** Below so many channels, rows last. */
const channelsMovedAtOnce = 4;

function rowsLast({ patch }: Patches): boolean {
  return patch.channels < channelsMovedAtOnce;
}

/** Rows [R, values] as patches: [R P, I], or with rows last [I, P R]. */
function gathered(ops: TensorOps, patches: Patches, values: Tensor): Tensor {
  const { places, patch } = patches;
  const [rows, size] = values.shape as readonly [number, number];
  const inputs = sizeOfGrid(patch);
  if (rowsLast(patches)) {
    const byValue = ops.transpose(values, [1, 0]);
    const inPatchOrder = Array.from({ length: inputs }, (_, i) => places.map((each) => each[i] as number));
    return ops.reshape(ops.gather(byValue, 0, inPatchOrder.flat()), [inputs, places.length * rows]);
  }
  const { channels } = patch;
  const byPlace = ops.reshape(values, [rows, size / channels, channels]);
  const placesSeen = places.flatMap((each) =>
    each.filter((_, i) => i % channels === 0).map((at) => (at < 0 ? -1 : at / channels)),
  );
  return ops.reshape(ops.gather(byPlace, 1, placesSeen), [rows * places.length, inputs]);
}

/** Weights [C, I] times every patch, and `bias` [1, C] added where given: [R, P C]. */
export function sharedProduct(
  ops: TensorOps,
  patches: Patches,
  weights: Tensor,
  values: Tensor,
  bias: Tensor | null = null,
): Tensor {
  const rows = values.shape[0] as number;
  const [positions, channels] = [patches.places.length, weights.shape[0] as number];
  const seen = gathered(ops, patches, values);
  const last = rowsLast(patches);
  const options = { transposeA: last, transposeB: true };
  const product =
    bias === null ? ops.matMul(seen, weights, options) : ops.matMulAdd(seen, weights, bias, options);
  const byRow = last ? ops.transpose(ops.reshape(product, [positions, rows, channels]), [1, 0, 2]) : product;
  return ops.reshape(byRow, [rows, positions * channels]);
}

/** Gradient of the weights [C, I], from dL/d(total input) [R, P C]. */
export function sharedGradient(
  ops: TensorOps,
  patches: Patches,
  totalGradient: Tensor,
  values: Tensor,
): Gradient {
  const rows = values.shape[0] as number;
  const positions = patches.places.length;
  const channels = (totalGradient.shape[1] as number) / positions;
  const seen = gathered(ops, patches, values);
  if (!rowsLast(patches))
    return { left: ops.reshape(totalGradient, [rows * positions, channels]), right: seen };
  const byPosition = ops.transpose(ops.reshape(totalGradient, [rows, positions, channels]), [1, 0, 2]);
  const upstream = ops.reshape(byPosition, [positions * rows, channels]);
  return { whole: ops.matMul(upstream, seen, { transposeA: true, transposeB: true }) };
}
