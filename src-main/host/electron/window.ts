/** The one window: made where it was last time, shown when there is something to see, and opened again if it crashes. */

import { join } from 'node:path';

import { BrowserWindow, app, dialog, nativeTheme, screen } from 'electron';

import { windowPreferences } from './security.ts';
import { readWindowState, smallestWindow, usualWindow, writeWindowState } from './window-state.ts';

export interface WindowOptions {
  readonly preload: string;
  readonly developer: boolean;
}

/** Not loaded yet: whoever listens to the page has to come first. */
export function createWindow({ preload, developer }: WindowOptions): BrowserWindow {
  const stateFile = join(app.getPath('userData'), 'window.json');
  const state = readWindowState(
    stateFile,
    screen.getAllDisplays().map((display) => display.workArea),
  );
  const window = new BrowserWindow({
    ...usualWindow,
    ...state.bounds,
    minWidth: smallestWindow.width,
    minHeight: smallestWindow.height,
    title: 'Forward-Forward Workbench',
    // No white flash before the page is there.
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#12161c' : '#f5f6f8',
    webPreferences: windowPreferences(preload, developer),
  });
  if (state.maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () =>
    writeWindowState(stateFile, { bounds: window.getNormalBounds(), maximized: window.isMaximized() }),
  );
  offerAgainAfterCrash(window);
  return window;
}

/** Trains on meanwhile: only what was seen is gone. */
function offerAgainAfterCrash(window: BrowserWindow): void {
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    void dialog
      .showMessageBox(window, {
        type: 'error',
        message: 'The window crashed.',
        detail: `Reason: ${reason}. Training goes on, and nothing that was recorded is lost.`,
        buttons: ['Open it again', 'Quit'],
        defaultId: 0,
        cancelId: 0,
      })
      .then(({ response }) => (response === 0 ? window.webContents.reload() : app.quit()));
  });
}
