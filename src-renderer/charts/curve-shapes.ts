/**
 * Draws curves as shapes of one ECharts series. A series each for the band, the line and the crosses of every curve
 * costs ECharts a millisecond apiece, which a comparison of a hundred runs cannot afford; shapes of one series cost
 * little more than the pixels they cover. It knows nothing of axes' looks, titles or legends.
 */

import type { CustomSeriesOption } from 'echarts';

import type { BackdropBand, Curve } from './chart-data.ts';
import { bandOutlines, brokenPositions, pairs, spread, stretches } from './curve-points.ts';
import type { Log, Point } from './curve-points.ts';
import type { Palette } from './palette.ts';

type RenderItem = NonNullable<CustomSeriesOption['renderItem']>;
type Api = Parameters<RenderItem>[1];

/** What of a curve is drawn, in the numbers of its axes; from the back to the front. */
interface CurveShapes {
  readonly bands: readonly { readonly outline: readonly Point[]; readonly opacity: number }[];
  readonly lines: readonly { readonly stretch: readonly Point[]; readonly isFaint: boolean }[];
  /** Positions of NaN and infinite values. */
  readonly crosses: readonly number[];
}

export function shapesOf({ series, deviation }: Curve, log: Log): CurveShapes {
  const { x, last, minimum, maximum, exact } = series;
  const smoothed = series.smoothed ?? null;
  const middle = smoothed ?? last;
  const bandOf = (low: ArrayLike<number>, high: ArrayLike<number>, opacity: number) =>
    bandOutlines(x, low, high, log).map((outline) => ({ outline, opacity }));
  const lineOf = (y: ArrayLike<number>, isFaint: boolean) =>
    stretches(pairs(x, y, log)).map((stretch) => ({ stretch, isFaint }));
  const faintest = deviation !== undefined ? 0.1 : smoothed === null ? 0.22 : 0.14;
  return {
    bands: [
      ...(minimum !== undefined && maximum !== undefined && exact !== true
        ? bandOf(minimum, maximum, faintest)
        : []),
      ...(deviation === undefined
        ? []
        : bandOf(spread(middle, deviation, -1), spread(middle, deviation, 1), 0.18)),
    ],
    lines: [...(smoothed === null ? [] : lineOf(last, true)), ...lineOf(middle, false)],
    crosses: brokenPositions(series, log.x),
  };
}

/** One series that draws all these curves, in front of a backdrop; named, so that a legend can list it. */
export function curveSeries(
  name: string,
  curves: readonly Curve[],
  log: Log,
  palette: Palette,
  backdrop: readonly BackdropBand[] = [],
): CustomSeriesOption {
  const drawn = curves.map((curve) => ({
    shapes: shapesOf(curve, log),
    colour: palette.colour(curve.colour),
    isDashed: curve.dashed === true,
  }));
  const corners = cornersOf(
    drawn.map(({ shapes }) => shapes),
    log,
  );
  return {
    type: 'custom',
    name,
    // Two corners, for the axes' extents; the first draws all.
    data: corners === null ? [] : corners.map(([x, y]) => [x, y]),
    silent: true,
    clip: true,
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- renderItem's styles do not reach the legend
    itemStyle: drawn[0] === undefined ? {} : { color: drawn[0].colour },
    renderItem: (params, api) => {
      if (params.dataIndex !== 0 || corners === null) return null;
      const { y, height } = params.coordSys as unknown as { y: number; height: number };
      const place = placing(api, corners, log);
      const bottom = y + height - 6;
      return {
        type: 'group',
        children: [
          ...backdrop.map(({ colour, strength, from, to }) => {
            const [left, right] = [place([from, NaN])[0], place([to, NaN])[0]];
            return {
              type: 'rect' as const,
              shape: { x: left, y, width: right - left, height },
              style: { fill: palette.colour(colour), opacity: strength },
            };
          }),
          ...drawn.flatMap(({ shapes, colour }) =>
            shapes.bands.map(({ outline, opacity }) => ({
              type: 'polygon' as const,
              shape: { points: outline.map(place) },
              // The line makes a band of no height, a single spike, visible too.
              style: { fill: colour, stroke: colour, lineWidth: 1, opacity },
            })),
          ),
          ...drawn.flatMap(({ shapes, colour, isDashed }) =>
            shapes.lines.map(({ stretch, isFaint }) =>
              lineShape(stretch.map(place), colour, isFaint, isDashed),
            ),
          ),
          ...drawn.flatMap(({ shapes, colour }) =>
            shapes.crosses.length === 0
              ? []
              : [
                  crossesShape(
                    shapes.crosses.map((at) => place([at, NaN])[0]),
                    bottom,
                    colour,
                  ),
                ],
          ),
        ],
      };
    },
  };
}

function lineShape(points: [number, number][], colour: string, isFaint: boolean, isDashed: boolean) {
  const opacity = isFaint ? 0.35 : 1;
  const [only] = points;
  if (points.length === 1 && only !== undefined) {
    return {
      type: 'circle' as const,
      shape: { cx: only[0], cy: only[1], r: 2.5 },
      style: { fill: colour, opacity },
    };
  }
  return {
    type: 'polyline' as const,
    shape: { points },
    style: {
      fill: 'none',
      stroke: colour,
      lineWidth: isFaint ? 1 : 1.8,
      lineJoin: 'bevel' as const,
      opacity,
      ...(isDashed && !isFaint ? { lineDash: [6, 4] } : {}),
    },
  };
}

function crossesShape(positions: readonly number[], y: number, colour: string) {
  const size = 3;
  const pathData = positions
    .map(
      (x) =>
        `M${x - size} ${y - size}L${x + size} ${y + size}M${x - size} ${y + size}L${x + size} ${y - size}`,
    )
    .join('');
  return {
    type: 'path' as const,
    shape: { pathData },
    style: { fill: 'none', stroke: colour, lineWidth: 1.6 },
  };
}

/**
 * Opposite corners of everything that is drawn; null where nothing is. Where there are crosses only, the height means
 * nothing.
 */
function cornersOf(all: readonly CurveShapes[], log: Log): readonly [Point, Point] | null {
  let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
  const see = ([x, y]: Point): void => {
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < low) low = y;
    if (y > high) high = y;
  };
  for (const { bands, lines, crosses } of all) {
    bands.forEach(({ outline }) => outline.forEach(see));
    lines.forEach(({ stretch }) => stretch.forEach(see));
    crosses.forEach((x) => see([x, NaN]));
  }
  if (left > right) return null;
  if (low > high) [low, high] = log.y ? [1, 10] : [0, 1];
  return [
    [left, low],
    [right, high],
  ];
}

/** From numbers on the axes to pixels. Both kinds of axes are straight lines, of a number or of its logarithm. */
function placing(
  api: Api,
  [from, to]: readonly [Point, Point],
  log: Log,
): (point: Point) => [number, number] {
  // Two places apart from each other on both axes tell the lines.
  const apart = (start: number, end: number, isLog: boolean): number =>
    end > start ? end : isLog ? start * 2 : start + Math.max(1, Math.abs(start));
  const other: Point = [apart(from[0], to[0], log.x), apart(from[1], to[1], log.y)];
  const [first, second] = [api.coord([...from]), api.coord([...other])];
  const along = (axis: 0 | 1, isLog: boolean): ((value: number) => number) => {
    const scaled = isLog ? Math.log10 : (value: number): number => value;
    const [start, pixel] = [scaled(from[axis]), first[axis] as number];
    const perUnit = ((second[axis] as number) - pixel) / (scaled(other[axis]) - start);
    return (value) => pixel + (scaled(value) - start) * perUnit;
  };
  const [across, up] = [along(0, log.x), along(1, log.y)];
  return ([x, y]) => [across(x), up(y)];
}
