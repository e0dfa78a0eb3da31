/** A window on a data folder of its own, for a spec: the browser host, a page, and an account of what the page did wrong. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Browser, Page } from 'playwright';
import { expect } from 'vitest';

import { startBrowserHost } from './browser-host.ts';
import type { BrowserHost } from './browser-host.ts';
import { launchChromium, watch } from './chromium.ts';
import type { Misdeeds } from './chromium.ts';

export interface WindowSession {
  readonly folder: string;
  readonly page: Page;
  readonly host: BrowserHost;
  /** Goes to a place in the window, such as "#/runs", and waits until the window is there. */
  go(place: string): Promise<void>;
  /** Starts the host again on the same folder and opens its window; the old host must have ended. */
  restart(): Promise<void>;
  /** Starts the host again where it was, for windows that are still open; the old host must have ended. */
  comeBack(token: 'the same token' | 'a new token'): Promise<void>;
  /** What pages wrote to their console and where they wanted to go; a spec that loses its host on purpose empties it. */
  readonly misdeeds: Misdeeds;
  close(): Promise<void>;
}

/** Opens the window on a new data folder. */
export async function openWindowSession(chromium: string): Promise<WindowSession> {
  const session = new Session(await launchChromium(chromium));
  await session.restart();
  return session;
}

class Session implements WindowSession {
  readonly folder = mkdtempSync(join(tmpdir(), 'ffwb-window-'));
  readonly misdeeds: Misdeeds = { complaints: [], strayRequests: [] };
  readonly #browser: Browser;
  #host: BrowserHost | null = null;
  #page: Page | null = null;

  constructor(browser: Browser) {
    this.#browser = browser;
  }

  get page(): Page {
    if (this.#page === null) throw new Error('the window is not open');
    return this.#page;
  }

  get host(): BrowserHost {
    if (this.#host === null) throw new Error('the host is not running');
    return this.#host;
  }

  async go(place: string): Promise<void> {
    await this.page.goto(`${this.host.origin}/${place}`);
    // The window hears of its new address a moment later, and of two in a row perhaps only of the last.
    const view = /^#\/([a-z]+)(?:\?|$)/.exec(place)?.[1];
    if (view === undefined) return;
    const nowhere = this.page.getByText('There is no such place');
    await this.page.locator(`main[data-view="${view}"]`).or(nowhere).first().waitFor();
  }

  async restart(): Promise<void> {
    await this.#page?.context().close();
    this.#host = await startBrowserHost(this.folder);
    const context = await this.#browser.newContext({
      viewport: { width: 1280, height: 800 },
      acceptDownloads: true,
    });
    const watched = await watch(context, this.#host.origin, this.misdeeds);
    expect(watched).toBe(this.misdeeds);
    this.#page = await context.newPage();
    await this.#page.goto(this.#host.address);
  }

  async comeBack(token: 'the same token' | 'a new token'): Promise<void> {
    const { address } = this.host;
    const { port, searchParams } = new URL(address);
    const kept = token === 'the same token' ? searchParams.get('token') : null;
    this.#host = await startBrowserHost(this.folder, { port: Number(port), token: kept });
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#host?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
