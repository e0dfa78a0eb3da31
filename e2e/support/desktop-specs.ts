/**
 * What the specs of the desktop program share: which program there is to drive, folders of their own, and programs that
 * are ended with the spec that started them.
 */

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Browser } from 'playwright';
import { afterAll, afterEach, beforeAll } from 'vitest';

import { mostMs, untilProgress } from './progress.ts';
import { buildDesktop, builtProject } from './build-desktop.ts';
import { findChromium, launchChromium } from './chromium.ts';
import { findElectron, launchDesktop } from './desktop-program.ts';
import type { DesktopFolders, DesktopProgram } from './desktop-program.ts';
import { launchOnStandIn } from './electron-stand-in/launch.ts';
import type { StandInProgram } from './electron-stand-in/launch.ts';

const chromiumFile = findChromium();
/** On Electron itself, not on the stand-in. */
export const isReal = findElectron() !== null;
export const hasStandIn = !isReal && chromiumFile !== null;
export const hasDesktop = isReal || hasStandIn;

export const openChannel = 'workbench-pipe/open';
export const bytesChannel = 'workbench-pipe/bytes';
export const ownFrame = { isMain: true, url: 'app://workbench/index.html' } as const;

/** What is wanted of the page's own globals; specs are compiled without the DOM. */
export interface PageGlobals {
  location: { href: string; readonly hash: string };
  open(url: string): unknown;
  fetch(url: string): Promise<{ readonly status: number; readonly headers: Iterable<[string, string]> }>;
  readonly document: {
    createElement(name: string): Record<string, unknown> & { click(): void };
    readonly body: { append(element: unknown): void };
  };
  readonly workbenchPipe: object;
  injected?: boolean;
}

export interface DesktopSpecs {
  newFolders(this: void): DesktopFolders;
  /** Ends with the spec. */
  launch(this: void, folders?: DesktopFolders): Promise<DesktopProgram>;
  /** For the whole file: whoever launches it ends it. */
  launchForAll(this: void): Promise<DesktopProgram>;
  /** For what only the stand-in shows, such as a program that ends before it has a window. */
  launchStandIn(this: void, folders?: DesktopFolders, words?: readonly string[]): Promise<StandInProgram>;
  /** It has ended already. */
  forget(this: void, program: { kill(): Promise<void> }): void;
}

/** Once at the top of a file of specs: builds the program before them, and cleans up after each. */
export function desktopSpecs(): DesktopSpecs {
  /** One Chromium plays for all programs on the stand-in. */
  let chromium: Browser | null = null;
  const made: string[] = [];
  const running = new Set<{ kill(): Promise<void> }>();
  if (!hasDesktop)
    console.log('The specs of the desktop program are left out: neither Electron nor a Chromium was found.');

  beforeAll(async () => {
    if (!hasDesktop) return;
    await buildDesktop();
    if (!isReal && chromiumFile !== null) chromium = await launchChromium(chromiumFile);
  }, mostMs);
  afterEach(async () => {
    for (const program of running) await program.kill();
    running.clear();
  });
  afterAll(async () => {
    await chromium?.close();
    for (const folder of made) rmSync(folder, { recursive: true, force: true });
  });

  function newFolders(): DesktopFolders {
    const root = mkdtempSync(join(tmpdir(), 'ffwb-desktop-'));
    made.push(root);
    const folders = { dataFolder: join(root, 'data'), userDataFolder: join(root, 'user') };
    mkdirSync(folders.userDataFolder);
    return folders;
  }
  return {
    newFolders,
    launch: async (folders = newFolders()) => {
      const program = await launchDesktop(folders, chromium);
      running.add(program);
      return program;
    },
    launchForAll: () => launchDesktop(newFolders(), chromium),
    launchStandIn: async (folders = newFolders(), words = []) => {
      if (chromium === null) throw new Error('The stand-in needs a Chromium.');
      const program = await launchOnStandIn({ ...folders, program: builtProject, chromium, words });
      running.add(program);
      return program;
    },
    forget: (program) => void running.delete(program),
  };
}

/** Looks until it is so. Throws with what was seen last where nothing moves. */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  isIt: (seen: T) => boolean,
): Promise<T> {
  try {
    return await untilProgress(look, isIt);
  } catch (thrown) {
    throw new Error(`It never came to be that ${what}.`, { cause: thrown });
  }
}
