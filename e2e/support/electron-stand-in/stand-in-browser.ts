/**
 * The half of the stand-in that plays Chromium: opens real pages with Playwright for the windows of the main process,
 * and asks that process what a real Electron would ask it.
 */

import type { ChildProcess } from 'node:child_process';

import type { Browser, BrowserContext, Frame, Page, Request, Route } from 'playwright';

import type { Bounds, FromMain, Question, Recorded, RequestAnswer, ToMain } from './messages.ts';
import { PageWorld } from './page-world.ts';
import { shownAddress, trueAddress } from './addresses.ts';

interface StandInWindow {
  readonly page: Page;
  readonly world: PageWorld;
  /** The address the main process itself asked for; it may go there unasked. */
  allowed: string | null;
}

export class StandInBrowser {
  readonly recorded: Recorded[] = [];
  /** Requests that would have left the machine. */
  readonly strayRequests: string[] = [];
  readonly #browser: Browser;
  readonly #main: ChildProcess;
  readonly #windows = new Map<number, Promise<StandInWindow>>();
  readonly #asked = new Map<number, (value: unknown) => void>();
  readonly #contexts: BrowserContext[] = [];
  readonly #firstPage = Promise.withResolvers<Page>();
  #nextAsk = 1;

  constructor(browser: Browser, main: ChildProcess) {
    this.#browser = browser;
    this.#main = main;
    this.#firstPage.promise.catch(() => {}); // A program that only shows a dialog opens none.
    main.on('message', (message: FromMain) => void this.#obey(message));
  }

  /** Resolves once the first window shows its page. Rejects when the program ends before. */
  get firstPage(): Promise<Page> {
    return this.#firstPage.promise;
  }

  say(message: ToMain): void {
    if (this.#main.connected) this.#main.send(message, () => {});
  }

  ask(question: Question): Promise<unknown> {
    const ask = this.#nextAsk++;
    return new Promise((resolve) => {
      this.#asked.set(ask, resolve);
      this.say({ type: 'ask', ask, question });
    });
  }

  /** The main process is gone, and with it its pages. `complaints`: what it wrote to its standard error. */
  async end(complaints: string): Promise<void> {
    for (const resolve of this.#asked.values()) resolve(null);
    this.#asked.clear();
    this.#firstPage.reject(new Error(`the program ended before it showed a window\n${complaints}`));
    await Promise.all(this.#contexts.map((context) => context.close().catch(() => {})));
  }

  async #obey(message: FromMain): Promise<void> {
    switch (message.type) {
      case 'record':
        this.recorded.push(message.record);
        return;
      case 'answer':
        this.#asked.get(message.ask)?.(message.value);
        this.#asked.delete(message.ask);
        return;
      case 'open-window':
        this.#windows.set(
          message.id,
          this.#openWindow(message.id, message.preload, message.options as Bounds),
        );
        return;
      case 'load':
        await this.#load(message.id, message.url, message.ask);
        return;
      case 'send':
        (await this.#windows.get(message.id))?.world.send(message.channel, message.args);
        return;
      case 'reload': {
        const window = await this.#windows.get(message.id);
        if (window !== undefined) window.allowed = window.page.url();
        await window?.page.reload().catch(() => {});
        return;
      }
      case 'close-window': {
        const window = await this.#windows.get(message.id);
        this.#windows.delete(message.id);
        await window?.page.close().catch(() => {});
        return;
      }
    }
  }

  async #openWindow(id: number, preload: string, bounds: Bounds): Promise<StandInWindow> {
    const context = await this.#browser.newContext({
      viewport: { width: bounds.width, height: bounds.height },
    });
    this.#contexts.push(context);
    const page = await context.newPage();
    const world = await PageWorld.open({
      page,
      preload,
      onMessage: ({ frame, channel, args }) =>
        this.say({ type: 'ipc', id, frame: { ...frame, url: trueAddress(frame.url) }, channel, args }),
      onUnknown: (name) => {
        this.recorded.push({ what: 'unknown', name });
        this.#firstPage.reject(
          new Error(`The Electron stand-in does not know ${name}, which the preload uses.`),
        );
      },
    });
    const window: StandInWindow = { page, world, allowed: null };
    await context.route('**/*', (route) => this.#route(id, window, route));
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame()) this.say({ type: 'navigated', id, url: trueAddress(frame.url()) });
    });
    page.on('popup', (popup) => void this.#popUp(id, popup));
    page.on('crash', () => this.say({ type: 'crashed', id }));
    page.on('download', async (download) => {
      const question = {
        what: 'download',
        url: trueAddress(download.url()),
        name: download.suggestedFilename(),
      } as const;
      if ((await this.ask(question)) !== true) await download.cancel();
    });
    return window;
  }

  async #load(id: number, url: string, ask: number): Promise<void> {
    const window = await this.#windows.get(id);
    let error: string | null = null;
    try {
      if (window === undefined) throw new Error('the window is closed');
      const isFirst = window.page.url() === 'about:blank';
      window.allowed = shownAddress(url);
      await window.page.goto(window.allowed, { waitUntil: 'load' });
      if (isFirst) this.say({ type: 'first-shown', id });
      this.#firstPage.resolve(window.page);
    } catch (thrown) {
      error = String(thrown);
    }
    this.say({ type: 'done', ask, error });
  }

  /** Every request of a page, navigations included, as Electron's main process decides on it. */
  async #route(id: number, window: StandInWindow, route: Route): Promise<void> {
    const request = route.request();
    const url = trueAddress(request.url());
    const frame = request.isNavigationRequest() ? frameOf(request) : null;
    const isOfWindow = frame !== 'none yet' && (frame === null || frame.page() === window.page);
    if (!isOfWindow) return route.abort('aborted'); // A window that is about to be refused.
    if (frame !== null && !this.#wasAskedFor(window, request.url())) {
      const isMain = frame === window.page.mainFrame();
      const may = await this.ask({ what: 'navigate', id, url, isMain });
      if (may !== true) return route.abort('aborted');
    }
    const answer = (await this.ask({
      what: 'request',
      url,
      method: request.method(),
    })) as RequestAnswer | null;
    if (answer?.verdict === 'answered')
      return route.fulfill({
        status: answer.status,
        headers: { ...answer.headers },
        body: Buffer.from(answer.body),
      });
    if (answer?.verdict === 'network') this.strayRequests.push(url);
    return route.abort('blockedbyclient');
  }

  #wasAskedFor(window: StandInWindow, url: string): boolean {
    const plain = (address: string): string => address.replace(/#.*$/, '');
    if (window.allowed === null || plain(window.allowed) !== plain(url)) return false;
    window.allowed = null;
    return true;
  }

  async #popUp(id: number, popup: Page): Promise<void> {
    const may = await this.ask({ what: 'open', id, url: trueAddress(popup.url()) });
    if (may !== true) await popup.close().catch(() => {});
  }
}

/** A window that a page has just opened has no frame yet, which Playwright says by throwing. */
function frameOf(request: Request): Frame | 'none yet' {
  try {
    return request.frame();
  } catch {
    return 'none yet';
  }
}
