/**
 * A layer's units have no place of their own; heat maps lay them out row by row in a rectangle near a square, the same
 * for every label, run and moment, so that a unit is always found where it was.
 */

export interface UnitArrangement {
  readonly rows: number;
  readonly columns: number;
}

/** No rectangle longer than this many times its height is taken only because it leaves no gap. */
const longest = 2.5;

/** Without a gap where a rectangle of sane proportions exists, else the smallest one that has room for all. */
export function arrangeUnits(units: number): UnitArrangement {
  for (let rows = Math.floor(Math.sqrt(units)); rows >= 1; rows -= 1) {
    const columns = units / rows;
    if (columns > longest * rows) break;
    if (Number.isInteger(columns)) return { rows, columns };
  }
  const columns = Math.max(1, Math.ceil(Math.sqrt(units)));
  return { rows: Math.max(1, Math.ceil(units / columns)), columns };
}

/** Maps that are higher than wide stand in longer rows, and the other way round: all together near a square. */
function arrangeMaps(maps: number, height: number, width: number): UnitArrangement {
  if (height === width) return arrangeUnits(maps);
  const wanted = Math.sqrt((maps * height) / width);
  const gapless = Array.from({ length: maps }, (_, at) => at + 1).filter((columns) => {
    const shape = columns / wanted;
    return maps % columns === 0 && shape * shape <= longest && shape >= 1;
  });
  const columns = gapless[0] ?? Math.min(maps, Math.max(1, Math.ceil(wanted)));
  return { rows: Math.ceil(maps / columns), columns };
}

/** A layer's units on a plane: which unit stands in which cell, row by row; -1 in a cell without one. */
export interface LayerArrangement extends UnitArrangement {
  readonly units: Int32Array;
  /** In words, e.g. "128 maps of 4 × 4"; null where units have no places. */
  readonly maps: string | null;
}

/**
 * Units without places row by row; those of a grid as one feature map per channel, the maps side by side. A grid's units
 * are in the order (row, column, channel).
 */
export function arrangeLayer({
  height,
  width,
  channels,
}: {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}): LayerArrangement {
  if (height * width === 1) {
    const size = arrangeUnits(channels);
    const units = Int32Array.from({ length: size.rows * size.columns }, (_, at) => (at < channels ? at : -1));
    return { ...size, units, maps: null };
  }
  const maps = arrangeMaps(channels, height, width);
  const [rows, columns] = [maps.rows * height, maps.columns * width];
  const units = Int32Array.from({ length: rows * columns }, (_, at) => {
    const [row, column] = [Math.floor(at / columns), at % columns];
    const channel = Math.floor(row / height) * maps.columns + Math.floor(column / width);
    const place = (row % height) * width + (column % width);
    return channel < channels ? place * channels + channel : -1;
  });
  return { rows, columns, units, maps: `${channels} maps of ${height} × ${width}` };
}

/** A layer's values as they stand on the plane; nothing where no unit stands. */
export function arranged(values: Float32Array, { units }: LayerArrangement): (number | undefined)[] {
  return Array.from(units, (unit) => (unit < 0 ? undefined : (values[unit] ?? NaN)));
}
