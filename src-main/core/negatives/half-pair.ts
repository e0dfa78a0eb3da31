/**
 * One half of what a pair source makes: positives alone or negatives alone, for steps that see only one of both.
 *
 * Legend: B examples, C classes.
 */

import type { Tensor, TensorOps } from '../engine/engine.ts';
import { labelledInput, rowsOf } from '../net/forward.ts';
import type { NetInput } from '../net/forward.ts';
import type { ImageNet } from '../readout/image-maker.ts';
import type { PairInput, PairPass, PairSource } from './pair-source.ts';

export type Half = 'positive' | 'negative';

/** False where the positives alone need nothing of what the source brings. */
export function bringsFor(half: Half | null, { wrongLabels }: PairSource): boolean {
  return half !== 'positive' || wrongLabels === null;
}

/** The input of the B rows of one half. */
export function halfPair(
  ops: TensorOps,
  net: ImageNet,
  pairs: PairSource,
  half: Half,
  passing: PairPass,
): PairInput {
  const { labelled, tensors, guess } = passing;
  if (labelled === null || net.labels === null || pairs.wrongLabels === null)
    return halfOf(ops, pairs.pair(ops, net, passing), half);
  const { prepared, labels } = labelled;
  const told = half === 'positive' ? labels : pairs.wrongLabels(ops, { tensors, guess, labels });
  return labelledInput(ops, net, prepared, ops.scale(told, net.labels.value));
}

/** Of an input of B positive rows followed by B negative ones. What both share has B rows and stays. */
function halfOf<Input extends NetInput>(ops: TensorOps, both: Input, half: Half): Input {
  const rows = both.rows / 2;
  const begin = half === 'positive' ? 0 : rows;
  const own = (tensor: Tensor) =>
    rowsOf(tensor) === both.rows ? ops.slice(tensor, 0, begin, begin + rows) : tensor;
  const each = (tensors: NetInput['blocks']) =>
    Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, own(tensor)]));
  return {
    ...both,
    rows,
    blocks: each(both.blocks),
    rowScale: both.rowScale === null ? null : own(both.rowScale),
    known: each(both.known),
  };
}
