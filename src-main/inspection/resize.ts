/**
 * Planes in another size. A pixel of the result is the mean of what it covers, each piece by its share; where the result is
 * larger, a pixel is between its neighbours, by distance (a triangle of the width of a pixel of the coarser grid).
 */

export interface Plane {
  readonly width: number;
  readonly height: number;
  /** [height, width], row-major. */
  readonly values: Float32Array;
}

/** The plane, stretched to fill the size. */
export function resized(plane: Plane, size: { readonly width: number; readonly height: number }): Plane {
  return transposed(acrossRows(transposed(acrossRows(plane, size.width)), size.height));
}

/** Rows of another length. */
function acrossRows({ width, height, values }: Plane, length: number): Plane {
  if (length === width) return { width, height, values };
  const weights = length < width ? coverage(width, length) : interpolation(width, length);
  const result = new Float32Array(length * height);
  for (let row = 0; row < height; row += 1) {
    weights.forEach((pieces, at) => {
      let sum = 0;
      for (const { index, share } of pieces) sum += share * (values[row * width + index] as number);
      result[row * length + at] = sum;
    });
  }
  return { width: length, height, values: result };
}

function transposed({ width, height, values }: Plane): Plane {
  const result = new Float32Array(values.length);
  values.forEach((value, at) => (result[(at % width) * height + Math.floor(at / width)] = value));
  return { width: height, height: width, values: result };
}

interface Piece {
  readonly index: number;
  /** All of a pixel's add up to 1. */
  readonly share: number;
}

/** What each of fewer pixels covers of more. */
function coverage(from: number, to: number): Piece[][] {
  return Array.from({ length: to }, (_, at) => {
    const [begin, end] = [(at * from) / to, ((at + 1) * from) / to];
    const pieces: Piece[] = [];
    for (let index = Math.floor(begin); index < Math.min(from, Math.ceil(end)); index += 1) {
      const covered = Math.min(end, index + 1) - Math.max(begin, index);
      pieces.push({ index, share: covered / (end - begin) });
    }
    return pieces;
  });
}

/** Between which of fewer pixels each of more lies. */
function interpolation(from: number, to: number): Piece[][] {
  return Array.from({ length: to }, (_, at) => {
    const place = Math.min(from - 1, Math.max(0, ((at + 0.5) * from) / to - 0.5));
    const left = Math.floor(place);
    const share = place - left;
    const right = Math.min(from - 1, left + 1);
    return [
      { index: left, share: 1 - share },
      { index: right, share },
    ];
  });
}
