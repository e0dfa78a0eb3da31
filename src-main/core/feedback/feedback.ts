/**
 * Top-down input: every layer also sees the layer above it as that was an iteration before, and the last layer the label,
 * so that a net settles over iterations instead of answering in one pass. What those are is here; how a net runs
 * through them is in net/settle.ts.
 */

export interface Feedback {
  /** Iterations a net learns from. */
  readonly iterations: number;
  /** The share of a layer's old state that stays in its new one; the rest is what was computed. */
  readonly keep: number;
  /** Goodness is read off these iterations, counted from 1, both included; answering takes no more than the last. */
  readonly judged: { readonly first: number; readonly last: number };
}
