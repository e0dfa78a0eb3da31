/**
 * The life of the desktop program: opens the workbench and the window side by side, joins them, and closes the
 * workbench when the window is gone. Closing in mid-training asks nothing: runs stop so that they can be resumed.
 */

import { Menu, app, dialog, ipcMain, session } from 'electron';
import type { BrowserWindow } from 'electron';

import { asWorkbenchError } from '../../../src-shared/base/errors.ts';
import { serveContract } from '../../../src-shared/contract/server.ts';
import { createWorkbench } from '../../service/create-workbench.ts';
import type { Workbench } from '../../service/create-workbench.ts';
import { saveWhatPageMakes } from './downloads.ts';
import { listenForWindow } from './ipc-transport.ts';
import type { LaunchOptions, ProgramFiles } from './launch-options.ts';
import { menuTemplate } from './menu.ts';
import { serveWindow } from './protocol.ts';
import { guardSession } from './security.ts';
import { spawnUtilityProcess } from './utility-process.ts';
import type { WindowAddress } from './window-address.ts';
import { createWindow } from './window.ts';

export interface DesktopProgramOptions {
  readonly launch: LaunchOptions;
  readonly address: WindowAddress;
  readonly files: ProgramFiles;
}

export class DesktopProgram {
  readonly #options: DesktopProgramOptions;
  #window: BrowserWindow | null = null;
  #workbench: Promise<Workbench> | null = null;
  #closing: 'no' | 'under way' | 'done' = 'no';
  /** Somebody started the program again while it was closing. */
  #wantedAgain = false;

  constructor(options: DesktopProgramOptions) {
    this.#options = options;
  }

  /** Returns at once: Electron gets ready only after the main module has been evaluated. */
  start(): void {
    app.on('second-instance', () => this.#showAgain());
    app.on('window-all-closed', () => app.quit());
    app.on('will-quit', (event) => this.#beforeEnd(event));
    app.whenReady().then(
      () => this.#open(),
      (thrown: unknown) => this.#giveUp(thrown),
    );
  }

  #open(): void {
    const { launch, address, files } = this.#options;
    guardSession(session.defaultSession, address);
    saveWhatPageMakes(session.defaultSession, address, {
      folder: app.getPath('downloads'),
      dataFolder: launch.dataFolder,
      dialog,
    });
    serveWindow(session.defaultSession, files.window, address);

    const workbench = openWorkbench(launch.dataFolder, files);
    this.#workbench = workbench;
    const window = createWindow({ preload: files.preload, developer: launch.developer });
    this.#window = window;
    window.once('closed', () => (this.#window = null));
    listenForWindow({
      ipc: ipcMain,
      contents: window.webContents,
      address,
      onConnection: (transport) =>
        void workbench.then(
          ({ handlers, notices }) => serveContract(transport, handlers, notices),
          () => transport.close('the data folder could not be opened'),
        ),
    });
    this.#setMenu();
    workbench.then(
      (opened) => opened.continueQueue(),
      (thrown: unknown) => this.#giveUp(thrown),
    );
    // A page that cannot be loaded is a damaged installation; there is nothing to show it in but a dialog.
    window.loadURL(address.page).catch((thrown: unknown) => this.#giveUp(thrown));
  }

  #setMenu(): void {
    const { launch, address } = this.#options;
    const template = menuTemplate({
      isMac: process.platform === 'darwin',
      developer: launch.developer,
      // A fragment of the same page: nothing is loaded.
      show: (fragment) => void this.#window?.loadURL(`${address.page}${fragment}`),
    });
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  }

  #showAgain(): void {
    if (this.#window === null) {
      this.#wantedAgain = this.#closing !== 'no';
      return;
    }
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.focus();
  }

  /** The window is closed already; the process ends when what trains has stopped and all is recorded. */
  #beforeEnd(event: { preventDefault(): void }): void {
    if (this.#closing === 'done') return;
    event.preventDefault();
    if (this.#closing === 'under way') return;
    this.#closing = 'under way';
    void this.#closeWorkbench().finally(() => {
      this.#closing = 'done';
      if (this.#wantedAgain) app.relaunch();
      app.quit();
    });
  }

  async #closeWorkbench(): Promise<void> {
    const workbench = await this.#workbench?.catch(() => null); // Said already.
    try {
      await workbench?.close();
    } catch (thrown) {
      tell('Not everything could be closed', thrown);
    }
  }

  #giveUp(thrown: unknown): void {
    if (this.#closing !== 'no') return;
    this.#window?.destroy();
    tell('The workbench cannot start', thrown);
    app.quit();
  }
}

function openWorkbench(dataFolder: string, files: ProgramFiles): Promise<Workbench> {
  return createWorkbench({
    dataFolder,
    host: 'electron',
    version: app.getVersion(),
    slots: null,
    resources: files.resources,
    storeEntry: files.storeEntry,
    spawn: () => spawnUtilityProcess(files.trainingEntry, 'Training'),
    spawnInspection: () => spawnUtilityProcess(files.inspectionEntry, 'Inspection'),
  });
}

function tell(title: string, thrown: unknown): void {
  const error = asWorkbenchError(thrown, 'program/failed');
  dialog.showErrorBox(title, `${error.message}\n\n${error.next}`);
}
