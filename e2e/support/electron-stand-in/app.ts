/** `app`: the life of the program, with Electron's order of events. */

import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { openWindows, watchWindows } from './browser-window.ts';
import { leave, record } from './line.ts';
import { PreventableEvent, StrictEmitter, strict, unknown } from './strict.ts';

/** Emitted here, or what cannot happen here: certificates, logins and dying helpers need a network and a real Electron. */
const events = [
  ...['before-quit', 'will-quit', 'quit', 'window-all-closed', 'second-instance', 'web-contents-created'],
  ...['certificate-error', 'select-client-certificate', 'login', 'child-process-gone'],
];

class App extends StrictEmitter {
  readonly isPackaged = false;
  readonly #paths = new Map([['downloads', join(homedir(), 'Downloads')]]);
  #quitting = false;

  enableSandbox(): void {
    record({ what: 'sandbox enabled' });
  }

  requestSingleInstanceLock(): boolean {
    return true;
  }

  /** Electron gets ready only after the main module has been evaluated. */
  async whenReady(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 0));
  }

  getPath(name: string): string {
    const path = this.#paths.get(name);
    if (path !== undefined) return path;
    throw unknown(`app.getPath('${name}')`);
  }

  setPath(name: string, path: string): void {
    this.#paths.set(name, path);
  }

  getVersion(): string {
    const text = readFileSync(join(process.cwd(), 'package.json'), 'utf8');
    return (JSON.parse(text) as { version: string }).version;
  }

  relaunch(): void {
    record({ what: 'relaunch' });
  }

  quit(): void {
    const event = new PreventableEvent();
    if (!this.#quitting) this.emit('before-quit', event);
    if (event.defaultPrevented) return;
    this.#quitting = true;
    for (const { window } of openWindows.values()) window.close();
    if (openWindows.size > 0) {
      this.#quitting = false;
      return;
    }
    const last = new PreventableEvent();
    this.emit('will-quit', last);
    if (last.defaultPrevented) return;
    this.emit('quit');
    leave(0);
  }

  allClosed(): void {
    if (this.#quitting) return;
    if (this.listenerCount('window-all-closed') === 0) this.quit();
    else this.emit('window-all-closed');
  }
}

const life = new App('app', events);
export const app = strict('app', life);

watchWindows(
  (contents) => life.emit('web-contents-created', new PreventableEvent(), contents),
  () => life.allClosed(),
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => life.quit());
