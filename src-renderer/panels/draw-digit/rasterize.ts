/**
 * A drawn digit as the pixels of a dataset's image: strokes (lists of points) under a soft round brush. On request the
 * drawing is put as MNIST puts its digits: the longer side 20 of 28 pixels, the centre of mass in the middle.
 *
 * Coordinates are pixels of the image; the middle of the top left pixel is (0.5, 0.5).
 */

export interface Point {
  readonly x: number;
  readonly y: number;
}
export type Stroke = readonly Point[];

export interface RasterSize {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Half the width of the brush, and of its soft edge, as fractions of the image's shorter side. */
const brushRadius = 1.1 / 28;
const brushEdge = 1.2 / 28;
/** MNIST: digits fit a box of 20 pixels in an image of 28. */
const boxFraction = 20 / 28;

/** One byte a pixel and channel, [height * width * channels]; ink is 255 on 0. */
export function rasterize(strokes: readonly Stroke[], size: RasterSize, asMnist: boolean): Uint8Array {
  const placed = asMnist ? centredByMass(fitted(strokes, size), size) : strokes;
  const ink = inkOf(placed, size);
  const bytes = new Uint8Array(ink.length * size.channels);
  ink.forEach((amount, pixel) => {
    const first = pixel * size.channels;
    bytes.fill(Math.round(255 * amount), first, first + size.channels);
  });
  return bytes;
}

/** How much ink each pixel has, 0 to 1, [height * width]. */
export function inkOf(strokes: readonly Stroke[], { height, width }: RasterSize): Float32Array {
  const ink = new Float32Array(height * width);
  const side = Math.min(height, width);
  const [radius, edge] = [brushRadius * side, brushEdge * side];
  const reach = Math.ceil(radius + edge);
  for (const stroke of strokes) {
    stroke.forEach((to, index) => {
      const from = stroke[Math.max(0, index - 1)] as Point;
      const [left, right] = [Math.min(from.x, to.x) - reach, Math.max(from.x, to.x) + reach];
      const [top, bottom] = [Math.min(from.y, to.y) - reach, Math.max(from.y, to.y) + reach];
      for (let row = Math.max(0, Math.floor(top)); row < Math.min(height, bottom); row += 1) {
        for (let column = Math.max(0, Math.floor(left)); column < Math.min(width, right); column += 1) {
          const distance = distanceTo(column + 0.5, row + 0.5, from, to);
          const amount = Math.min(1, Math.max(0, (radius + edge - distance) / edge));
          const pixel = row * width + column;
          ink[pixel] = Math.max(ink[pixel] as number, amount);
        }
      }
    });
  }
  return ink;
}

/** The drawing scaled so that its longer side, brush included, fills the box; a dot is left as large as it is. */
export function fitted(strokes: readonly Stroke[], { height, width }: RasterSize): Stroke[] {
  const points = strokes.flat();
  if (points.length === 0) return [];
  const box = boxOf(points);
  const side = Math.min(height, width);
  const longest = Math.max(box.right - box.left, box.bottom - box.top);
  const room = boxFraction * side - 2 * (brushRadius + brushEdge / 2) * side;
  const scale = longest < side / 28 ? 1 : room / longest;
  const [middleX, middleY] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
  return moved(strokes, ({ x, y }) => ({
    x: width / 2 + scale * (x - middleX),
    y: height / 2 + scale * (y - middleY),
  }));
}

/** The drawing moved so that the centre of its ink is the middle of the image. */
export function centredByMass(strokes: readonly Stroke[], size: RasterSize): Stroke[] {
  const ink = inkOf(strokes, size);
  let [mass, sumX, sumY] = [0, 0, 0];
  ink.forEach((amount, pixel) => {
    mass += amount;
    sumX += amount * ((pixel % size.width) + 0.5);
    sumY += amount * (Math.floor(pixel / size.width) + 0.5);
  });
  if (mass === 0) return [...strokes];
  const [byX, byY] = [size.width / 2 - sumX / mass, size.height / 2 - sumY / mass];
  return moved(strokes, ({ x, y }) => ({ x: x + byX, y: y + byY }));
}

function moved(strokes: readonly Stroke[], move: (point: Point) => Point): Stroke[] {
  return strokes.map((stroke) => stroke.map(move));
}

function boxOf(points: readonly Point[]): { left: number; right: number; top: number; bottom: number } {
  const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (const { x, y } of points) {
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y);
  }
  return box;
}

/** From a point to the piece of line between two others. */
function distanceTo(x: number, y: number, from: Point, to: Point): number {
  const [alongX, alongY] = [to.x - from.x, to.y - from.y];
  const squared = alongX * alongX + alongY * alongY;
  const along = squared === 0 ? 0 : ((x - from.x) * alongX + (y - from.y) * alongY) / squared;
  const nearest = Math.min(1, Math.max(0, along));
  return Math.hypot(x - from.x - nearest * alongX, y - from.y - nearest * alongY);
}
