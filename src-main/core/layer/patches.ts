/**
 * Square patches of a grid, as places in a row of numbers: what the units of a local layer see.
 *
 * Legend: P positions of a patch, row by row; I values of a patch, in the order (row, column, channel).
 */

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import { sizeOfGrid, wordGrid } from '../net/grid.ts';
import type { Grid } from '../net/grid.ts';

export interface PatchSettings {
  /** Rows and columns of a patch. */
  readonly field: number;
  /** Rows and columns between neighbouring patches. */
  readonly stride: number;
  /** Rows and columns of zeros around the grid. */
  readonly padding: number;
}

export interface Patches {
  /** Positions down and across. */
  readonly rows: number;
  readonly columns: number;
  readonly patch: Grid;
  /** [P][I], places in the grid's row of numbers; -1 in the padding. */
  readonly places: readonly (readonly number[])[];
  /** Values of the grid that are in no patch. */
  readonly unseen: number;
}

/** Error: spec/invalid, where not one patch fits. */
export function patchesOf(grid: Grid, { field, stride, padding }: PatchSettings): Patches {
  const [height, width] = [grid.height + 2 * padding, grid.width + 2 * padding];
  if (field > height || field > width) {
    const around = padding === 0 ? '' : ` with a padding of ${padding}`;
    const problems = `layers: a field of ${field} x ${field} is larger than the ${wordGrid(grid)} below it${around}`;
    throw new WorkbenchError('spec/invalid', { problems });
  }
  const rows = Math.floor((height - field) / stride) + 1;
  const columns = Math.floor((width - field) / stride) + 1;
  const seen = new Set<number>();
  const places = Array.from({ length: rows * columns }, (_, position) => {
    const top = Math.floor(position / columns) * stride - padding;
    const left = (position % columns) * stride - padding;
    const patch: number[] = [];
    for (let row = top; row < top + field; row += 1) {
      for (let column = left; column < left + field; column += 1) {
        const inside = row >= 0 && row < grid.height && column >= 0 && column < grid.width;
        for (let channel = 0; channel < grid.channels; channel += 1) {
          const place = inside ? (row * grid.width + column) * grid.channels + channel : -1;
          patch.push(place);
          if (inside) seen.add(place);
        }
      }
    }
    return patch;
  });
  const patch = { height: field, width: field, channels: grid.channels };
  return { rows, columns, patch, places, unseen: sizeOfGrid(grid) - seen.size };
}
