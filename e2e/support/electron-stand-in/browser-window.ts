/** `BrowserWindow` and its `webContents`: a page in the half that plays Chromium. */

import { record, request, say } from './line.ts';
import type { Bounds, Carried, FrameInfo } from './messages.ts';
import { PreventableEvent, StrictEmitter, onlyKnown, strict, unknown } from './strict.ts';

const windowOptions = [
  ...['x', 'y', 'width', 'height', 'minWidth', 'minHeight', 'title', 'show', 'backgroundColor', 'icon'],
  'webPreferences',
];
const webPreferences = [
  ...['preload', 'devTools', 'sandbox', 'contextIsolation', 'nodeIntegration', 'nodeIntegrationInWorker'],
  ...['nodeIntegrationInSubFrames', 'webSecurity', 'allowRunningInsecureContent', 'experimentalFeatures'],
  ...['webviewTag', 'plugins', 'navigateOnDragDrop', 'safeDialogs', 'spellcheck', 'backgroundThrottling'],
];
const contentsEvents = [
  ...['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview'],
  ...['render-process-gone', 'destroyed'],
];

interface Preferences {
  readonly preload?: string;
}

type OpenHandler = (details: { url: string }) => { action: 'allow' | 'deny' };

/** What `event.senderFrame` and `webContents.mainFrame` are. */
export class WebFrame {
  url: string;
  readonly parent: WebFrame | null;

  constructor(url: string, parent: WebFrame | null) {
    this.url = url;
    this.parent = parent;
  }

  get origin(): string {
    return /^[a-z]+:\/\/[^/]*/.exec(this.url)?.[0] ?? 'null';
  }
}

/** What a window and its contents share, out of the program's sight. */
interface OwnState {
  destroyed: boolean;
  openHandler: OpenHandler;
  readonly mainFrame: WebFrame;
}

export class WebContents extends StrictEmitter {
  readonly mainFrame: WebFrame;
  readonly #id: number;
  readonly #own: OwnState;

  constructor(id: number, own: OwnState) {
    super('webContents', contentsEvents);
    this.#id = id;
    this.#own = own;
    this.mainFrame = strict('WebFrameMain', own.mainFrame);
  }

  isDestroyed(): boolean {
    return this.#own.destroyed;
  }

  send(channel: string, ...args: Carried[]): void {
    if (this.#own.destroyed) throw new TypeError('Object has been destroyed');
    say({ type: 'send', id: this.#id, channel, args });
  }

  reload(): void {
    say({ type: 'reload', id: this.#id });
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#own.openHandler = handler;
  }
}

/** The parts of a window's page that only the stand-in touches. */
export interface Inside {
  readonly contents: WebContents;
  readonly window: BrowserWindow;
  navigated(url: string): void;
  frameOf(info: FrameInfo): WebFrame;
  mayNavigate(url: string, isMain: boolean): boolean;
  mayOpen(url: string): boolean;
  moved(bounds: Bounds): void;
}

/** All windows there are, by id. */
export const openWindows = new Map<number, Inside>();
let nextId = 1;
let onContents: (contents: WebContents) => void = () => {};
let onAllClosed: () => void = () => {};

/** Who is told of pages that come to be, and of the last window's end. */
export function watchWindows(contentsCreated: typeof onContents, allClosed: typeof onAllClosed): void {
  onContents = contentsCreated;
  onAllClosed = allClosed;
}

export class BrowserWindow extends StrictEmitter {
  readonly webContents: WebContents;
  readonly #id = nextId++;
  readonly #own: OwnState = {
    destroyed: false,
    openHandler: () => ({ action: 'allow' }),
    mainFrame: new WebFrame('', null),
  };
  #bounds: Bounds;
  #maximized = false;

  constructor(options: Partial<Bounds> & { readonly webPreferences?: Preferences } = {}) {
    super('BrowserWindow', ['ready-to-show', 'close', 'closed']);
    onlyKnown('BrowserWindow', options, windowOptions);
    onlyKnown('webPreferences', options.webPreferences ?? {}, webPreferences);
    const { x = 0, y = 0, width = 800, height = 600 } = options;
    this.#bounds = { x, y, width, height };
    this.webContents = strict('webContents', new WebContents(this.#id, this.#own));
    record({ what: 'window', options: { ...options } });
    say({
      type: 'open-window',
      id: this.#id,
      preload: options.webPreferences?.preload ?? '',
      options: this.#bounds,
    });
    openWindows.set(this.#id, this.#inside());
    onContents(this.webContents);
    return strict<BrowserWindow>('BrowserWindow', this);
  }

  loadURL(url: string): Promise<void> {
    this.#own.mainFrame.url = url;
    return request((ask) => ({ type: 'load', id: this.#id, url, ask }));
  }

  show(): void {
    record({ what: 'shown' });
  }

  focus(): void {
    record({ what: 'focused' });
  }

  maximize(): void {
    this.#maximized = true;
  }

  isMaximized(): boolean {
    return this.#maximized;
  }

  isMinimized(): boolean {
    return false;
  }

  restore(): void {
    throw unknown('a minimized window');
  }

  getNormalBounds(): Bounds {
    return this.#bounds;
  }

  isDestroyed(): boolean {
    return this.#own.destroyed;
  }

  close(): void {
    const event = new PreventableEvent();
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }

  destroy(): void {
    if (this.#own.destroyed) return;
    this.#own.destroyed = true;
    openWindows.delete(this.#id);
    say({ type: 'close-window', id: this.#id });
    this.webContents.emit('destroyed');
    this.emit('closed');
    if (openWindows.size === 0) onAllClosed();
  }

  #inside(): Inside {
    const { webContents: contents } = this;
    return {
      contents,
      window: this,
      navigated: (url) => (this.#own.mainFrame.url = url),
      frameOf: ({ isMain, url }) => {
        if (!isMain) return strict('WebFrameMain', new WebFrame(url, contents.mainFrame));
        this.#own.mainFrame.url = url;
        return contents.mainFrame;
      },
      mayNavigate: (url, isMain) => {
        const event = new PreventableEvent({ url, isMainFrame: isMain });
        contents.emit('will-frame-navigate', event);
        if (isMain) contents.emit('will-navigate', event);
        return !event.defaultPrevented;
      },
      mayOpen: (url) => this.#own.openHandler({ url }).action === 'allow',
      moved: (bounds) => (this.#bounds = bounds),
    };
  }
}
