/**
 * The built desktop program, for specs: on the real Electron where its binary is installed, else on the stand-in. What
 * only one of them can show stays out of here.
 */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { _electron } from 'playwright';
import type { Browser, ElectronApplication, Page } from 'playwright';

import { builtProject } from './build-desktop.ts';
import type { Carried, FrameInfo } from './electron-stand-in/messages.ts';
import { launchOnStandIn } from './electron-stand-in/launch.ts';
import type { StandInProgram } from './electron-stand-in/launch.ts';

const project = fileURLToPath(new URL('../../', import.meta.url));

export interface DesktopFolders {
  readonly dataFolder: string;
  readonly userDataFolder: string;
}

export interface DesktopProgram {
  /** The stand-in, for what only it can tell; null on the real Electron. */
  readonly standIn: StandInProgram | null;
  readonly page: Page;
  readonly pid: number;
  /** What the window's page was made with. */
  preferences(): Promise<Readonly<Record<string, unknown>>>;
  /** Whether a page would get this permission, by its name for the web. */
  isPermitted(permission: string): Promise<boolean>;
  /** A message as any frame could send it. */
  forge(frame: FrameInfo, channel: string, args: readonly Carried[]): Promise<void>;
  /** As a user closes the window; resolves when the process has ended. */
  close(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
}

/** The real Electron's executable; null where only the package without its binary is installed. */
export function findElectron(): string | null {
  const folder = join(project, 'node_modules', 'electron');
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const executable = join(folder, 'dist', readFileSync(pathFile, 'utf8').trim());
  return existsSync(executable) ? executable : null;
}

/** `chromium` is for the stand-in. */
export async function launchDesktop(
  folders: DesktopFolders,
  chromium: Browser | null,
): Promise<DesktopProgram> {
  const executablePath = findElectron();
  if (executablePath !== null) return launchElectron(folders, executablePath);
  if (chromium === null) throw new Error('There is neither Electron nor a Chromium for the stand-in.');
  return launchStandIn(folders, chromium);
}

async function launchStandIn(folders: DesktopFolders, chromium: Browser): Promise<DesktopProgram> {
  const program = await launchOnStandIn({ ...folders, program: builtProject, chromium });
  return {
    standIn: program,
    page: await program.page,
    pid: program.pid,
    preferences: async () => {
      const made = program.recorded.find((each) => each.what === 'window');
      return (made?.options['webPreferences'] ?? {}) as Record<string, unknown>;
    },
    isPermitted: async (permission) => {
      const { onRequest, onCheck } = await program.askPermission(permission);
      return onRequest || onCheck;
    },
    forge: async (frame, channel, args) => program.forge(frame, channel, args),
    close: async () => void (await program.close()),
    kill: () => program.kill(),
  };
}

async function launchElectron(folders: DesktopFolders, executablePath: string): Promise<DesktopProgram> {
  const program = await _electron.launch({
    executablePath,
    cwd: builtProject,
    args: [
      '.',
      `--user-data-dir=${folders.userDataFolder}`,
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
    env: { ...(process.env as Record<string, string>), FFWB_DATA_DIR: folders.dataFolder },
  });
  const { pid } = program.process();
  if (pid === undefined) throw new Error('Electron did not start.');
  const page = await program.firstWindow();
  await page.waitForLoadState('load');
  const ended = new Promise<void>((resolve) => program.process().once('exit', () => resolve()));
  return {
    standIn: null,
    page,
    pid,
    preferences: () => preferencesOf(program),
    isPermitted: (permission) => page.evaluate(queryPermission, permission),
    forge: (frame, channel, args) => forgeIn(program, frame, channel, args),
    close: async () => {
      await program.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
      await ended;
    },
    kill: async () => {
      process.kill(pid, 'SIGKILL');
      await ended;
    },
  };
}

function preferencesOf(program: ElectronApplication): Promise<Record<string, unknown>> {
  return program.evaluate(({ BrowserWindow }) => {
    // Electron has it for its own tests; its types leave it out.
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>;
    };
    return contents.getLastWebPreferences();
  });
}

/** In the page. */
async function queryPermission(name: string): Promise<boolean> {
  const { permissions } = (globalThis as unknown as PageGlobals).navigator;
  try {
    return (await permissions.query({ name })).state === 'granted';
  } catch {
    return false; // A name this Chromium does not know.
  }
}

interface PageGlobals {
  readonly navigator: {
    readonly permissions: { query(what: { name: string }): Promise<{ readonly state: string }> };
  };
}

/** The main frame's own identity cannot be forged there, so only a frame within it is. */
function forgeIn(
  program: ElectronApplication,
  frame: FrameInfo,
  channel: string,
  args: readonly Carried[],
): Promise<void> {
  const message = { frame, channel, args: args.map((arg) => (arg instanceof Uint8Array ? [...arg] : arg)) };
  return program.evaluate(({ BrowserWindow, ipcMain }, { frame: { url }, channel: name, args: parts }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    const sender = { sender: contents, senderFrame: { url, parent: contents?.mainFrame ?? null } };
    ipcMain.emit(name, sender, ...parts.map((part) => (Array.isArray(part) ? Uint8Array.from(part) : part)));
  }, message);
}
