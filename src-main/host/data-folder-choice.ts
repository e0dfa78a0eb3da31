/** Which data folder a program works on, whichever host is started. */

import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

import { givenPath } from './given-paths.ts';

const folderName = 'forward-forward-workbench';

/** What the choice depends on. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/** `--data-dir`, else FFWB_DATA_DIR, else where this platform keeps a program's data. Absolute. */
export function chooseDataFolder(given: string | undefined, around: Surroundings = thisMachine()): string {
  const chosen = given ?? nonEmpty(around.environment['FFWB_DATA_DIR']);
  return givenPath(chosen ?? join(usualPlace(around), folderName));
}

function usualPlace({ platform, environment, home }: Surroundings): string {
  if (platform === 'win32') return nonEmpty(environment['APPDATA']) ?? join(home, 'AppData', 'Roaming');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support');
  const fromXdg = nonEmpty(environment['XDG_DATA_HOME']);
  // The XDG specification tells programs to pass over a relative path.
  return fromXdg !== undefined && isAbsolute(fromXdg) ? fromXdg : join(home, '.local', 'share');
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

function thisMachine(): Surroundings {
  return { platform: process.platform, environment: process.env, home: homedir() };
}
