/** Starts a built desktop program on the stand-in. */

import { fork } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Browser, Page } from 'playwright';

import { launchChromium } from '../chromium.ts';
import type { Bounds, Carried, FrameInfo, PermissionAnswer, Recorded } from './messages.ts';
import { StandInBrowser } from './stand-in-browser.ts';

const register = fileURLToPath(new URL('./register.ts', import.meta.url));

export interface LaunchOptions {
  /** A Chromium that is running, which other programs may share, or the file of one to start. */
  readonly chromium: Browser | string;
  /** A folder with package.json, out/main, out/preload and out/renderer in it. */
  readonly program: string;
  readonly dataFolder: string;
  readonly userDataFolder: string;
  readonly words?: readonly string[];
}

export interface StandInProgram {
  /** Rejects when the program ends without showing a window. */
  readonly page: Promise<Page>;
  readonly pid: number;
  readonly recorded: readonly Recorded[];
  readonly strayRequests: readonly string[];
  /** What the program wrote to its standard error. */
  readonly complaints: () => string;
  /** Resolves with the exit code; null: it was killed. */
  readonly ended: Promise<number | null>;
  /** As a user closes the window; resolves when the program has ended. */
  close(): Promise<number | null>;
  /** SIGKILL, at once. */
  kill(): Promise<void>;
  moveWindow(bounds: Bounds): void;
  clickMenu(label: string): void;
  startAgain(): void;
  askPermission(permission: string): Promise<PermissionAnswer>;
  /** A message as any frame could send it, past the page's own worlds. */
  forge(frame: FrameInfo, channel: string, args: readonly Carried[]): void;
}

/** The program has one window. */
const id = 1;

export async function launchOnStandIn(options: LaunchOptions): Promise<StandInProgram> {
  if (typeof options.chromium !== 'string') return start(options.chromium, options, async () => {});
  const own = await launchChromium(options.chromium);
  try {
    return start(own, options, () => own.close());
  } catch (error) {
    await own.close();
    throw error;
  }
}

function start(
  browser: Browser,
  { program, dataFolder, userDataFolder, words = [] }: LaunchOptions,
  afterwards: () => Promise<void>,
): StandInProgram {
  const main = fork(
    join(program, 'out', 'main', 'main.js'),
    [`--user-data-dir=${userDataFolder}`, ...words],
    {
      cwd: program,
      execArgv: ['--import', register],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, FFWB_DATA_DIR: dataFolder },
    },
  );
  const { pid } = main;
  if (pid === undefined) throw new Error('The stand-in did not start.');
  let complaints = '';
  main.stderr?.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  const player = new StandInBrowser(browser, main);
  const ended = new Promise<number | null>((resolve) => {
    main.on('exit', (code) => {
      void player
        .end(complaints)
        .then(afterwards)
        .finally(() => resolve(code));
    });
  });
  return {
    page: player.firstPage,
    pid,
    recorded: player.recorded,
    strayRequests: player.strayRequests,
    complaints: () => complaints,
    ended,
    close: () => {
      player.say({ type: 'user-closes', id });
      return ended;
    },
    kill: async () => {
      main.kill('SIGKILL');
      await ended;
    },
    moveWindow: (bounds) => player.say({ type: 'user-moves', id, bounds }),
    clickMenu: (label) => player.say({ type: 'menu-click', label }),
    startAgain: () => player.say({ type: 'second-instance' }),
    askPermission: async (permission) =>
      (await player.ask({ what: 'permission', id, permission })) as PermissionAnswer,
    forge: (frame, channel, args) => player.say({ type: 'ipc', id, frame, channel, args }),
  };
}
