/**
 * Panels as SVG: curves as the window's charts draw them, maps as boxes of one colour each, so that they need no canvas
 * and stay sharp at any size.
 */

import type { Curve } from '../charts/chart-data.ts';
import { chartSvg, readableXml } from '../charts/chart-svg.ts';
import { curveOption } from '../charts/curve-option.ts';
import { figureFont, figurePalette } from '../charts/palette.ts';
import { colourAt } from '../ui/colour-maps.ts';
import { number } from '../ui/format.ts';
import { runColour, runColourCount } from '../ui/run-colours.ts';
import { escapeHtml } from './markdown.ts';
import type { ContentOf, PanelContent } from './panel-content.ts';

/** null: the panel is no picture. */
export function panelSvg(content: PanelContent): string | null {
  if (content.sort === 'curves') return curvesSvg(content);
  return content.sort === 'maps' ? mapsSvg(content) : null;
}

/** As charts take them. Past the last colour curves are dashed. */
export function chartCurves({ curves }: ContentOf<'curves'>): Curve[] {
  return curves.map(({ name, ...series }, order) => ({
    name,
    colour: runColour(order),
    dashed: order >= runColourCount,
    series,
  }));
}

function curvesSvg(content: ContentOf<'curves'>): string {
  const { title, xLabel, yLabel, log } = content;
  return chartSvg(
    curveOption({
      title,
      xLabel,
      yLabel,
      curves: chartCurves(content),
      xLog: false,
      yLog: log,
      window: null,
      figure: true,
      palette: figurePalette,
    }),
  );
}

const width = 760;
const margin = 16;
const gap = 24;
const heading = 72;

function mapsSvg({ title, legend, low, high, maps }: ContentOf<'maps'>): string {
  const across = (width - 2 * margin - gap * (maps.length - 1)) / maps.length;
  const cell = Math.min(16, ...maps.map(({ columns }) => across / columns));
  const height = heading + cell * Math.max(...maps.map(({ rows }) => rows)) + 48;
  const drawn = maps.map(({ label, columns, values }, at) => {
    const left = margin + at * (across + gap);
    const place = `translate(${short(left)} ${heading}) scale(${short(cell)})`;
    const cells = cellPaths(values, columns, [low, high]);
    return `${words(label, left, heading - 10, 12)}<g transform="${place}" shape-rendering="crispEdges">${cells}</g>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${short(height)}" viewBox="0 0 ${width} ${short(height)}">`,
    `<rect width="${width}" height="${short(height)}" fill="#ffffff"/>`,
    words(title, margin, 28, 15, ' font-weight="600"'),
    ...drawn,
    scale(legend, [low, high], height - 32),
    '</svg>',
  ].join('\n');
}

/** One path a colour: [rows, columns], row by row. */
function cellPaths(values: readonly number[], columns: number, range: readonly [number, number]): string {
  const paths = new Map<string, string>();
  values.forEach((value, at) => {
    const colour = `rgb(${colourAt('viridis', value, range).join()})`;
    const box = `M${at % columns} ${Math.floor(at / columns)}h1v1h-1z`;
    paths.set(colour, `${paths.get(colour) ?? ''}${box}`);
  });
  return [...paths].map(([colour, boxes]) => `<path fill="${colour}" d="${boxes}"/>`).join('');
}

/** The colours from low to high, with their ends. */
function scale(legend: string, range: readonly [number, number], top: number): string {
  const [low, high] = range;
  const steps = Array.from({ length: 64 }, (_, at) => low + ((high - low) * at) / 63);
  const bar = `<g transform="translate(${margin} ${short(top)}) scale(2.5 10)">${cellPaths(steps, 64, range)}</g>`;
  const below = top + 24;
  return [
    bar,
    words(number(low, 3), margin, below, 12),
    words(number(high, 3), margin + 160, below, 12, ' text-anchor="end"'),
    words(legend, margin + 172, top + 10, 12),
  ].join('');
}

const short = (value: number): string => String(Number(value.toFixed(2)));

function words(text: string, x: number, y: number, size: number, more = ''): string {
  return `<text x="${short(x)}" y="${short(y)}" font-family="${escapeHtml(figureFont)}" font-size="${size}" fill="#1b212b"${more}>${escapeHtml(readableXml(text))}</text>`;
}
