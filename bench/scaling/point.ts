/** One point of a growth: what is asked for, and what was measured. */

import type { Spread } from '../turns.ts';

/** A training step of a net, and with `classes` the goodness of all labels too. */
export interface StepOrder {
  readonly kind: 'step';
  readonly engine: string;
  readonly threads: number;
  /** Units of each layer. */
  readonly layers: readonly number[];
  /** Examples of a batch. */
  readonly batch: number;
  /** Random images of so many classes; null: MNIST. */
  readonly classes: number | null;
  readonly blocks: number;
  readonly blockMs: number;
}

/** A store with so many small runs. */
export interface RunsOrder {
  readonly kind: 'runs';
  readonly runs: number;
  readonly rounds: number;
}

/** A store with one run whose only measure was recorded at so many steps. */
export interface StepsOrder {
  readonly kind: 'steps';
  readonly steps: number;
  readonly rounds: number;
}

export type PointOrder = StepOrder | RunsOrder | StepsOrder;

export interface PointAnswer {
  /** Why it was not measured, in words; null where it was. */
  readonly leftOut: string | null;
  /** By the names of a growth's lines, in their units. */
  readonly values: Readonly<Record<string, Spread>>;
}

export const leftOut = (reason: string): PointAnswer => ({ leftOut: reason, values: {} });
