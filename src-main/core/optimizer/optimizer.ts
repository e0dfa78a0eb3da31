/** What an optimizer must offer: a pure update of one parameter, its state beside it. */

import type { Tensor, TensorOps, Tensors } from '../engine/engine.ts';
import type { Gradient } from '../engine/gradient.ts';

/** One parameter before an update. All tensors but a gradient's factors have the parameter's shape. */
export interface ParameterUpdate {
  readonly value: Tensor;
  /** dL/dvalue. */
  readonly gradient: Gradient;
  /** State by name, as listed in `stateNames`; zeros before the first step. */
  readonly state: Tensors;
  /** Numbers [1, 1] by name, as given by `scalars`. */
  readonly scalars: Tensors;
  /** False for biases: no weight decay. */
  readonly decayed: boolean;
}

export interface Optimizer {
  readonly stateNames: readonly string[];
  /** Numbers that change from step to step. `step` counts from 1; `gain` multiplies the learning rate. */
  scalars(step: number, gain: number): Readonly<Record<string, number>>;
  update(ops: TensorOps, parameter: ParameterUpdate): { value: Tensor; state: Tensors };
  readonly learningRate: number;
  /** The same with another smoothing of the gradient; absent where there is no one such number. */
  readonly smoothedBy?: (smoothing: number) => Optimizer;
}
