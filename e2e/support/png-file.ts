/** A saved PNG decoded by the browser: its size, the colour of its corner, and every colour it has. */

import type { Page } from 'playwright';

export interface PngContent {
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  /** Top left, as "rgb(255,255,255)". */
  readonly corner: string;
  readonly colours: readonly string[];
}

interface Context {
  drawImage(picture: Picture, x: number, y: number): void;
  getImageData(x: number, y: number, width: number, height: number): { readonly data: Uint8ClampedArray };
}
interface Picture {
  readonly width: number;
  readonly height: number;
}
interface PageGlobals {
  readonly OffscreenCanvas: new (width: number, height: number) => { getContext(kind: '2d'): Context | null };
  createImageBitmap(this: void, file: Blob): Promise<Picture>;
}

export function coloursIn(page: Page, png: Uint8Array): Promise<PngContent> {
  return page.evaluate(readPng, [...png]);
}

/** In the page. */
async function readPng(bytes: number[]): Promise<PngContent> {
  const { OffscreenCanvas, createImageBitmap } = globalThis as unknown as PageGlobals;
  const picture = await createImageBitmap(new Blob([Uint8Array.from(bytes)], { type: 'image/png' }));
  const { width, height } = picture;
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (context === null) throw new Error('There is no canvas here.');
  context.drawImage(picture, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const colours = new Set<string>();
  for (let at = 0; at < data.length; at += 4)
    colours.add(`rgb(${data[at] ?? 0},${data[at + 1] ?? 0},${data[at + 2] ?? 0})`);
  const [corner = ''] = colours;
  return { width, height, corner, colours: [...colours] };
}
