/** The menu of the window, with its keys. What the views can do is in the views; here is what a desktop program has. */

import type { MenuItemConstructorOptions } from 'electron';

export interface MenuOptions {
  readonly isMac: boolean;
  /** Reload and developer tools: only where they were asked for. */
  readonly developer: boolean;
  /** Shows the view at an address of the window, such as "#/new". */
  readonly show: (fragment: string) => void;
}

type Item = MenuItemConstructorOptions;

const separator: Item = { type: 'separator' };

export function menuTemplate({ isMac, developer, show }: MenuOptions): Item[] {
  const view = (label: string, accelerator: string, fragment: string): Item => ({
    label,
    accelerator,
    click: () => show(fragment),
  });
  return [
    ...(isMac ? [{ role: 'appMenu' } satisfies Item] : []),
    {
      label: '&File',
      submenu: [
        view('New experiment', 'CmdOrCtrl+N', '#/new'),
        separator,
        isMac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        view('Runs', 'CmdOrCtrl+1', '#/runs'),
        view('Compare', 'CmdOrCtrl+2', '#/compare'),
        view('Inspect', 'CmdOrCtrl+3', '#/inspect'),
        view('Datasets', 'CmdOrCtrl+4', '#/datasets'),
        view('Engines and settings', 'CmdOrCtrl+5', '#/engines'),
        separator,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
        ...(developer ? developerItems : []),
      ],
    },
    { role: 'windowMenu' },
    ...(isMac ? [] : [{ label: '&Help', submenu: [{ role: 'about' }] } satisfies Item]),
  ];
}

const developerItems: Item[] = [separator, { role: 'reload' }, { role: 'toggleDevTools' }];
