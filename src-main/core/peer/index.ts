/**
 * Peer normalization: keeps units of a layer about equally active, so that none dies and none dominates.
 *
 * Legend: B examples, N units; means [1, N]; positiveActivity [B, N].
 */

import { z } from 'zod';

import { Registry } from '../../../src-shared/base/registry.ts';
import { definePart, parameter } from '../../../src-shared/spec/part.ts';
import type { Tensor, TensorOps } from '../engine/engine.ts';

export interface PeerNormalization {
  /** What the running mean of every unit starts from. */
  readonly initial: number;
  /** The new running mean. */
  follow(ops: TensorOps, runningMean: Tensor, positiveActivity: Tensor): Tensor;
  /**
   * What to add to dL/d(total input) of each of so many positive rows, [1, N], already divided by their number. It is not
   * gated by the activation: it wakes dead units.
   */
  pull(ops: TensorOps, runningMean: Tensor, rows: number): Tensor;
}

/**
 * m <- momentum m + (1 - momentum) * mean over the batch of the positive activity; the gradient of each unit's total
 * input gets -strength (mean over units of m - m_j).
 */
const runningMean = definePart({
  kind: 'running-mean',
  label: 'Towards the mean of the layer',
  help: "Pushes each unit's running mean activity towards the layer's mean.",
  source: "Hinton's published code",
  parameters: z.object({
    strength: parameter(z.number().min(0).max(100).default(0.03), {
      label: 'Strength',
      help: 'How strongly a unit is pulled towards the mean activity of its layer.',
    }),
    momentum: parameter(z.number().min(0).max(0.99999).default(0.9), {
      label: 'Momentum',
      help: 'How much of the old running mean is kept at each step.',
    }),
    initial: parameter(z.number().min(0).max(1000).default(0.5), {
      label: 'Start',
      unit: 'activity',
      help: 'What every running mean starts from.',
    }),
  }),
  create: ({ strength, momentum, initial }): PeerNormalization => ({
    initial,
    follow: (ops, old, positiveActivity) => {
      const batchMean = ops.mean(positiveActivity, 0);
      return ops.add(ops.scale(old, momentum), ops.scale(batchMean, 1 - momentum));
    },
    pull: (ops, mean, rows) => ops.scale(ops.subtract(mean, ops.mean(mean, 1)), strength / rows),
  }),
});

const none = definePart({
  kind: 'none',
  label: 'None',
  help: 'Units are left alone; watch the count of dead units.',
  parameters: z.object({}),
  create: (): null => null,
});

export const peerParts = new Registry<typeof runningMean | typeof none>('peer normalization', [
  runningMean,
  none,
]);
