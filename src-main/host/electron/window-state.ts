/**
 * Where the window was and how large, kept from one start to the next in a small file. The file is not trusted: what
 * does not make sense, or is on a screen that is gone, is forgotten.
 */

import { readFileSync, renameSync, writeFileSync } from 'node:fs';

import { z } from 'zod';

export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface WindowState {
  /** null: wherever the system puts it. */
  readonly bounds: Bounds | null;
  readonly maximized: boolean;
}

export const smallestWindow = { width: 800, height: 500 } as const;
export const usualWindow = { width: 1280, height: 800 } as const;

const place = z.int().min(-100_000).max(100_000);
const stateSchema = z.object({
  bounds: z
    .object({
      x: place,
      y: place,
      width: z.int().min(smallestWindow.width).max(100_000),
      height: z.int().min(smallestWindow.height).max(100_000),
    })
    .nullable(),
  maximized: z.boolean(),
});

const unknownState: WindowState = { bounds: null, maximized: false };

/** `screens`: the work areas that are there now. Never throws. */
export function readWindowState(file: string, screens: readonly Bounds[]): WindowState {
  try {
    const parsed = stateSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    if (!parsed.success) return unknownState;
    const { bounds, maximized } = parsed.data;
    return { bounds: bounds !== null && isReachable(bounds, screens) ? bounds : null, maximized };
  } catch {
    return unknownState; // The first start, or not a file of ours.
  }
}

/** Where the window was is not worth an error message: a disk that is full says so elsewhere. */
export function writeWindowState(file: string, state: WindowState): void {
  try {
    writeFileSync(`${file}.new`, JSON.stringify(state));
    renameSync(`${file}.new`, file);
  } catch {
    return;
  }
}

/** Enough of its upper edge is on some screen to take hold of it with the mouse. */
function isReachable(bounds: Bounds, screens: readonly Bounds[]): boolean {
  const grip = { width: 100, height: 30 };
  return screens.some((screen) => {
    const overlap = Math.min(bounds.x + bounds.width, screen.x + screen.width) - Math.max(bounds.x, screen.x);
    const below = bounds.y - screen.y;
    return overlap >= grip.width && below >= 0 && below <= screen.height - grip.height;
  });
}
