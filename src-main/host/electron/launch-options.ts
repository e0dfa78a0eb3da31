/** What the program was started with, and where its own files are. */

import { fileURLToPath } from 'node:url';

import { chooseDataFolder } from '../data-folder-choice.ts';
import { givenPath } from '../given-paths.ts';

export interface LaunchOptions {
  readonly dataFolder: string;
  /** Where Electron keeps what is its own; null: the usual place. Another one makes this an instance of its own. */
  readonly userDataFolder: string | null;
  /** Allows reload and developer tools. */
  readonly developer: boolean;
  /** Vite's server; null: the built window. Never in a packaged program. */
  readonly developmentServer: string | null;
}

export interface LaunchSurroundings {
  /** The words after the program's name; Electron's and Chromium's own are passed over. */
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly isPackaged: boolean;
}

export function readLaunchOptions({ words, environment, isPackaged }: LaunchSurroundings): LaunchOptions {
  const server = isPackaged ? undefined : environment['ELECTRON_RENDERER_URL'];
  const userDataFolder = valueOf('--user-data-dir', words);
  return {
    dataFolder: chooseDataFolder(valueOf('--data-dir', words)),
    userDataFolder: userDataFolder === undefined ? null : givenPath(userDataFolder),
    developer: words.includes('--developer') || server !== undefined,
    developmentServer: server ?? null,
  };
}

/** "--name value" or "--name=value". */
function valueOf(name: string, words: readonly string[]): string | undefined {
  for (const [position, word] of words.entries()) {
    if (word.startsWith(`${name}=`)) return word.slice(name.length + 1);
    if (word === name) return words[position + 1];
  }
  return undefined;
}

/** The program's files, which stand the same way beside each other built and packaged. */
export interface ProgramFiles {
  readonly storeEntry: URL;
  readonly trainingEntry: URL;
  readonly inspectionEntry: URL;
  readonly preload: string;
  /** The built window. */
  readonly window: string;
  /** Presets and other data that come with the program. */
  readonly resources: string;
}

/** `main`: address of the built main.js, which is in out/main in the project and in the packaged archive alike. */
export function locateFiles(main: string): ProgramFiles {
  const root = new URL('../../', main);
  const path = (relative: string): string => fileURLToPath(new URL(relative, root));
  return {
    storeEntry: new URL('store-thread.js', main),
    trainingEntry: new URL('service-entry.js', main),
    inspectionEntry: new URL('inspection-entry.js', main),
    preload: path('out/preload/preload.cjs'),
    window: path('out/renderer'),
    resources: path('resources'),
  };
}
