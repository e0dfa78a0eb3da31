/**
 * A small drawing of texts, boxes and pictures that can be written as SVG and drawn to a canvas: how heat maps, image
 * grids and matrices leave the window, since ECharts does not draw them.
 */

import { readableXml } from './chart-svg.ts';
import type { Figure } from './figure.ts';
import { canvasBlob } from './figure.ts';
import { figureFont } from './palette.ts';
import { wrapped } from './text-width.ts';

export type Mark =
  | {
      readonly sort: 'text';
      readonly x: number;
      readonly y: number;
      readonly text: string;
      readonly size: number;
      readonly colour: string;
      readonly bold?: boolean;
      readonly anchor?: 'start' | 'middle' | 'end';
      readonly turned?: boolean;
    }
  | {
      readonly sort: 'box';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly fill: string;
      readonly line?: string;
    }
  | {
      readonly sort: 'picture';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly canvas: HTMLCanvasElement;
    };

/** The title of a scene: as wide as it needs to be, or in several lines. */
export function sceneTitle(
  text: string,
  x: number,
  width: number,
): { readonly marks: readonly Mark[]; readonly bottom: number } {
  const lines = wrapped(text, 15, width, true);
  return {
    marks: lines.map((line, at) => ({
      sort: 'text',
      x,
      y: 28 + 19 * at,
      text: line,
      size: 15,
      bold: true,
      colour: sceneInk,
    })),
    bottom: 44 + 19 * (lines.length - 1),
  };
}

export const sceneInk = '#1b212b';

export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly marks: readonly Mark[];
}

/** `make` draws the scene when a file is asked for. */
export function sceneFigure(make: () => Scene): Figure {
  return {
    svg: () => sceneSvg(make()),
    png: () => canvasBlob(sceneCanvas(make(), 2)),
  };
}

export function sceneSvg({ width, height, marks }: Scene): string {
  const head = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`;
  return [
    head,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...marks.map(markSvg),
    '</svg>',
  ].join('\n');
}

function markSvg(mark: Mark): string {
  const { x, y } = mark;
  switch (mark.sort) {
    case 'text': {
      const turn = mark.turned === true ? ` transform="rotate(-90 ${x} ${y})"` : '';
      return `<text x="${x}" y="${y}" font-family="${escaped(figureFont)}" font-size="${mark.size}" font-weight="${mark.bold === true ? 600 : 400}" fill="${mark.colour}" text-anchor="${mark.anchor ?? 'start'}"${turn}>${escaped(mark.text)}</text>`;
    }
    case 'box':
      return `<rect x="${x}" y="${y}" width="${mark.width}" height="${mark.height}" fill="${mark.fill}"${mark.line === undefined ? '' : ` stroke="${mark.line}"`}/>`;
    case 'picture':
      return `<image x="${x}" y="${y}" width="${mark.width}" height="${mark.height}" preserveAspectRatio="none" style="image-rendering:pixelated" xlink:href="${mark.canvas.toDataURL()}"/>`;
  }
}

function sceneCanvas({ width, height, marks }: Scene, scale: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(width * scale);
  canvas.height = Math.ceil(height * scale);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('This browser gives no canvas to draw on.');
  context.scale(scale, scale);
  context.imageSmoothingEnabled = false;
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, width, height);
  for (const mark of marks) drawMark(context, mark);
  return canvas;
}

function drawMark(context: CanvasRenderingContext2D, mark: Mark): void {
  switch (mark.sort) {
    case 'text':
      context.save();
      context.translate(mark.x, mark.y);
      if (mark.turned === true) context.rotate(-Math.PI / 2);
      context.font = `${mark.bold === true ? 600 : 400} ${mark.size}px ${figureFont}`;
      context.fillStyle = mark.colour;
      context.textAlign = mark.anchor === 'middle' ? 'center' : (mark.anchor ?? 'start');
      context.fillText(mark.text, 0, 0);
      context.restore();
      return;
    case 'box':
      context.fillStyle = mark.fill;
      context.fillRect(mark.x, mark.y, mark.width, mark.height);
      if (mark.line === undefined) return;
      context.strokeStyle = mark.line;
      context.strokeRect(mark.x, mark.y, mark.width, mark.height);
      return;
    case 'picture':
      context.drawImage(mark.canvas, mark.x, mark.y, mark.width, mark.height);
      return;
  }
}

function escaped(text: string): string {
  return readableXml(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
