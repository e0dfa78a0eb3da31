/** What a run recorded of its insides while it trained: one image's activities, receptive fields. */

/** All recorded moments of one name; the arrays of moments follow each other. */
export interface SnapshotFilm {
  /**
   * "activity/layer1" [2, units] (row 0: under the right label, row 1: under the wrong one), "fields/layer1"
   * [units, height, width, channels] (incoming weights), "probe/image" [height, width, channels], "probe/labels" [2]. Of a
   * net that settles also "iterations/layer1" [iterations, 2, units] and "iterations/goodness" [iterations, classes], by label.
   * Of text also "probe/symbols" [UTF-16 units, 2], strings as places among the symbols, "text/real", "text/likely" and "text/drawn"
   * [strings, length], and "text/accuracy" [3, places]: with the real characters before, with its own, and of the commonest
   * symbol said always. Of a net that makes images "samples/<maker>" [rows, images of a row, height, width, channels]: a row
   * of each class, in their order, where classes are chosen.
   */
  readonly name: string;
  readonly shape: readonly number[];
  readonly steps: Float64Array;
  readonly epochs: Float64Array;
  /** value = low + byte / 255 * (high - low), by moment. */
  readonly lows: Float32Array;
  readonly highs: Float32Array;
  /** [moments, ...shape], one byte a value. */
  readonly bytes: Uint8Array;
}
