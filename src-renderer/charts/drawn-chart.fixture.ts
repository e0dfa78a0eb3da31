/** What tests ask of a drawn figure: its words and its shapes, read from the very SVG that is exported. */

import { figureFont } from './palette.ts';
import type { Palette } from './palette.ts';

export const plainPalette: Palette = {
  font: figureFont,
  background: '#ffffff',
  text: '#1b212b',
  muted: '#4a5261',
  grid: '#e4e7ec',
  axis: '#6a7280',
  threshold: '#6a7281',
  colour: (css) => css,
};

const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&amp;': '&',
};

/** Every text of an SVG, as its reader sees it. */
export function textsOf(svg: string): string[] {
  return Array.from(svg.matchAll(/<text\b[^>]*>([\s\S]*?)<\/text>/g), ([, inside = '']) =>
    inside
      .replaceAll(/<\/?tspan[^>]*>/g, '')
      .replaceAll(/&(lt|gt|quot|#39|amp);/g, (found) => entities[found] ?? ''),
  );
}

/** Elements that a drawing consists of; anything else in it came out of a text. */
const drawingTags = new Set(
  'svg rect path g text tspan defs clipPath style image title circle polygon polyline line use'.split(' '),
);

/** Tags that have no business in a drawing. */
export function strangeTags(svg: string): string[] {
  return Array.from(svg.matchAll(/<\/?([\w:-]+)/g), ([, tag = '']) => tag).filter(
    (tag) => !drawingTags.has(tag),
  );
}

/** A name somebody else gave a run, to see whether it stays a text. */
export const hostileName = `<script>alert("1")</script> & 'co'`;

/** Attribute values of all elements with this stroke or fill. */
export function marked(svg: string, attribute: 'stroke' | 'fill', colour: string): string[] {
  return Array.from(svg.matchAll(/<[a-z]+\b[^>]*>/g), ([element]) => element).filter((element) =>
    element.includes(`${attribute}="${colour}"`),
  );
}
