/**
 * What `electron` is to the built main bundle under test. It imitates what the program uses and nothing else: an
 * import that is missing here does not link, a member or event that is missing throws its name.
 */

import { EventEmitter } from 'node:events';

import { app } from './app.ts';
import { openWindows } from './browser-window.ts';
import { listen, record, say } from './line.ts';
import type { Question, ToMain } from './messages.ts';
import { answerDownload, answerPermission, answerRequest } from './session.ts';
import { PreventableEvent, strict } from './strict.ts';

export { app } from './app.ts';
export { BrowserWindow } from './browser-window.ts';
export { protocol, session } from './session.ts';
export { utilityProcess } from './utility-process.ts';

const channels = new EventEmitter();
export const ipcMain = strict('ipcMain', {
  on: (channel: string, listener: (...args: unknown[]) => void) => void channels.on(channel, listener),
  off: (channel: string, listener: (...args: unknown[]) => void) => void channels.off(channel, listener),
});

interface MenuItem {
  readonly label?: string;
  readonly submenu?: readonly MenuItem[];
  readonly click?: () => void;
}
let menu: readonly MenuItem[] = [];
export const Menu = strict('Menu', {
  buildFromTemplate: (template: readonly MenuItem[]): readonly MenuItem[] => template,
  setApplicationMenu: (items: readonly MenuItem[]): void => {
    menu = items;
    // Functions do not travel.
    record({ what: 'menu', template: JSON.parse(JSON.stringify(items)) });
  },
});

export const dialog = strict('dialog', {
  showErrorBox: (title: string, content: string): void => record({ what: 'dialog', title, content }),
  /** Nobody chooses a place. */
  showSaveDialog: async (options: unknown) => {
    record({ what: 'save dialog', options });
    return { canceled: true, filePath: '' };
  },
  /** The default is chosen. */
  showMessageBox: async (
    _window: unknown,
    options: { message: string; detail?: string; defaultId?: number },
  ) => {
    record({ what: 'dialog', title: options.message, content: options.detail ?? '' });
    return { response: options.defaultId ?? 0, checkboxChecked: false };
  },
});

export const nativeTheme = strict('nativeTheme', { shouldUseDarkColors: false });

export const screen = strict('screen', {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
});

listen((message) => void obey(message));

async function obey(message: ToMain): Promise<void> {
  switch (message.type) {
    case 'ask':
      say({ type: 'answer', ask: message.ask, value: await answer(message.question) });
      return;
    case 'ipc': {
      const inside = openWindows.get(message.id);
      if (inside === undefined) return;
      const sender = { sender: inside.contents, senderFrame: inside.frameOf(message.frame) };
      channels.emit(message.channel, new PreventableEvent(sender), ...message.args);
      return;
    }
    case 'navigated':
      openWindows.get(message.id)?.navigated(message.url);
      return;
    case 'first-shown':
      openWindows.get(message.id)?.window.emit('ready-to-show');
      return;
    case 'user-closes':
      openWindows.get(message.id)?.window.close();
      return;
    case 'user-moves':
      openWindows.get(message.id)?.moved(message.bounds);
      return;
    case 'crashed':
      openWindows.get(message.id)?.contents.emit('render-process-gone', {}, { reason: 'crashed' });
      return;
    case 'second-instance':
      app.emit('second-instance');
      return;
    case 'menu-click':
      clickMenu(message.label);
      return;
    case 'done':
      return; // line.ts has taken it.
  }
}

function answer(question: Question): unknown {
  switch (question.what) {
    case 'request':
      return answerRequest(question.url, question.method);
    case 'navigate':
      return openWindows.get(question.id)?.mayNavigate(question.url, question.isMain) ?? false;
    case 'open':
      return openWindows.get(question.id)?.mayOpen(question.url) ?? false;
    case 'permission':
      return answerPermission(openWindows.get(question.id)?.contents ?? null, question.permission);
    case 'download':
      return answerDownload(question.url, question.name);
  }
}

function clickMenu(label: string): void {
  const item = menu.flatMap(({ submenu }) => submenu ?? []).find((each) => each.label === label);
  if (item?.click === undefined) throw new Error(`The menu has no item "${label}" that can be clicked.`);
  item.click();
}
