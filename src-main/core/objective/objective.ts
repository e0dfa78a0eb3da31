/** What an objective must offer: a layer's loss from the goodness of its positives and negatives, and its derivative. */

import type { Tensor, TensorOps } from '../engine/engine.ts';
import type { Half } from '../negatives/half-pair.ts';

/** Legend: B examples; margin [B, 1] = goodness - threshold. */
export interface ObjectiveValue {
  /** [1, 1], averaged over the batch. */
  readonly loss: Tensor;
  /** dL/dgoodness of the positives, [B, 1]. */
  readonly positiveGradient: Tensor;
  /** dL/dgoodness of the negatives, [B, 1]. */
  readonly negativeGradient: Tensor;
}

export interface Objective {
  /** True where the threshold cancels out of the loss, so that it cannot be wrong. */
  readonly thresholdFree?: true;
  /**
   * Set where a layer's margin counts the goodness of all layers, that of the others as constants; less which thresholds:
   * its own, or those of all layers too.
   */
  readonly collaborates?: 'own' | 'all';
  evaluate(ops: TensorOps, positiveMargin: Tensor, negativeMargin: Tensor): ObjectiveValue;
  /**
   * Of one half's margins [B, 1]: its part of the loss [1, 1] and dL/dgoodness [B, 1], as in `evaluate`, whose loss is the
   * sum of both parts. Absent where a positive is held against its negative, so that neither can be judged alone.
   */
  alone?(ops: TensorOps, margin: Tensor, half: Half): { readonly loss: Tensor; readonly gradient: Tensor };
}
