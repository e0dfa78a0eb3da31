/**
 * Who may use the browser host, tried in a real browser: without the token or with a wrong one the window says what to do
 * and shows nothing, and a page of somebody else can neither reach the program nor be handed anything by the browser.
 */

import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { mostMs } from './support/progress.ts';
import { launchChromium, sayIfMissing, watch } from './support/chromium.ts';
import { expectNoMisdeeds } from './support/sample-window.ts';
import { openWindowSession } from './support/window-session.ts';
import type { WindowSession } from './support/window-session.ts';

const chromium = sayIfMissing('The specs of access');
const whatToDo =
  'This is a Forward-Forward Workbench. Open the whole address that it printed when it started, with its token.';

let session: WindowSession;
let browser: Browser;

/** In somebody else's page: what came of reaching for the program in every way that pages have. */
interface Attempts {
  readonly socket: string;
  readonly read: string;
  readonly script: string;
}

describe.skipIf(chromium === null)('access', () => {
  beforeAll(async () => {
    session = await openWindowSession(String(chromium));
    browser = await launchChromium(String(chromium));
    await session.page.getByRole('heading', { name: 'No runs yet' }).waitFor();
  }, mostMs);
  afterAll(async () => {
    await browser.close();
    await session.close();
  });
  afterEach(() => expectNoMisdeeds(session));

  describe('of a browser that was not given the address', () => {
    let context: BrowserContext;
    let page: Page;
    beforeEach(async () => {
      context = await browser.newContext();
      page = await context.newPage();
    });
    afterEach(() => context.close());

    test.each([
      ['no token', '/'],
      ['an empty token', '/?token='],
      ['a wrong token', '/?token=not-the-token-of-this-program'],
      ['no token, at a view', '/#/runs'],
    ])('%s: the window says what to do, and nothing of the program', async (_what, path) => {
      const misdeeds = await watch(context, session.host.origin);
      await page.goto(session.host.origin + path);
      await page.getByText(whatToDo).waitFor();
      await page.getByText('Not let in').waitFor();
      expect(await page.getByText(session.folder).count()).toBe(0);
      expect(await context.cookies()).toEqual([]);
      expect(misdeeds).toEqual({ complaints: [], strayRequests: [] });
    });

    test('the token leaves the address at once, and the page works when it is loaded again', async () => {
      const misdeeds = await watch(context, session.host.origin);
      await page.goto(session.host.address);
      await page.getByRole('heading', { name: 'No runs yet' }).waitFor();
      expect(page.url()).not.toContain('token');
      await page.reload();
      await page.getByRole('heading', { name: 'No runs yet' }).waitFor();
      const another = await context.newPage();
      await another.goto(`${session.host.origin}/#/runs`);
      await another.getByRole('heading', { name: 'No runs yet' }).waitFor();
      expect(await context.cookies()).toEqual([]);
      expect(misdeeds).toEqual({ complaints: [], strayRequests: [] });
    });

    test('a page that was not let in is, once the address is opened beside it', async () => {
      const misdeeds = await watch(context, session.host.origin);
      await page.goto(`${session.host.origin}/#/engines`);
      await page.getByText('Not let in').waitFor();
      const beside = await context.newPage();
      await beside.goto(session.host.address);
      await page.getByText('Connected').waitFor();
      await page.getByText(session.folder).first().waitFor();
      expect(misdeeds).toEqual({ complaints: [], strayRequests: [] });
    });

    test('under a name that is not its own, as when a name was pointed at it, the program says so', async () => {
      const { port, search } = new URL(session.host.address);
      const response = await page.goto(`http://somebody.localhost:${port}/${search}`);
      const text = (await page.locator('body').innerText()).trim();
      expect([response?.status(), text]).toEqual([
        403,
        'This server does not go by that name. Open the address that the workbench printed when it started.',
      ]);
      expect(await context.cookies()).toEqual([]);
    });
  });

  describe('of a page of somebody else, in a browser that has the window open', () => {
    let server: Server;
    let context: BrowserContext;
    /** All that browsers told it. */
    const heard: string[] = [];
    beforeAll(async () => {
      server = createServer((request, response) => {
        heard.push(JSON.stringify([request.url, request.rawHeaders]));
        response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
        response.end('<!doctype html><title>Somebody else</title><p>Somebody else</p>');
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      context = await browser.newContext();
      const own = await context.newPage();
      await own.goto(session.host.address);
      await own.getByRole('heading', { name: 'No runs yet' }).waitFor();
    });
    afterAll(async () => {
      await context.close();
      await new Promise((resolve) => server.close(resolve));
    });

    // Ports do not separate sites: the first name is the same site as the program's, and would be sent its cookies.
    test.each(['127.0.0.1', 'localhost'])('at %s: it can neither connect nor read nor load', async (name) => {
      const { port } = server.address() as AddressInfo;
      const page = await context.newPage();
      await page.goto(`http://${name}:${port}/`);
      const attempts = await page.evaluate(tryEverything, session.host.origin);
      expect(attempts).toEqual({ socket: 'refused', read: 'refused', script: 'refused' });
      expect(heard.length).toBeGreaterThan(0);
      expect(heard.join()).not.toContain(String(new URL(session.host.address).searchParams.get('token')));
      expect(heard.join()).not.toMatch(/cookie/i);
      await page.close();
    });

    test('it cannot show the window in a frame of its own', async () => {
      const { port } = server.address() as AddressInfo;
      const page = await context.newPage();
      await page.goto(`http://127.0.0.1:${port}/`);
      const answered = page.waitForResponse((response) => response.url() === `${session.host.origin}/`);
      await page.evaluate(showInFrame, session.host.origin);
      expect((await answered).status()).toBe(200); // what refuses is the page's own policy
      await expect
        .poll(() => page.frames().map((frame) => frame.url()))
        .toContain('chrome-error://chromewebdata/');
      expect(await page.frames()[1]?.getByText('No runs yet').count()).toBe(0);
      await page.close();
    });
  });
});

interface PageElement {
  src: string;
  onload: (() => void) | null;
  onerror: (() => void) | null;
}
interface PageGlobals {
  readonly document: {
    createElement(name: 'script' | 'iframe'): PageElement;
    readonly body: { append(element: PageElement): void };
  };
  readonly WebSocket: new (address: string) => { onopen: (() => void) | null; onerror: (() => void) | null };
}

/** In the page. */
async function tryEverything(origin: string): Promise<Attempts> {
  const { document, WebSocket } = globalThis as unknown as PageGlobals;
  const socket = new Promise<string>((resolve) => {
    const opened = new WebSocket(`${origin.replace('http', 'ws')}/contract`);
    opened.onopen = () => resolve('connected');
    opened.onerror = () => resolve('refused');
  });
  const read = fetch(`${origin}/`, { credentials: 'include' }).then(
    () => 'read',
    () => 'refused',
  );
  const script = new Promise<string>((resolve) => {
    const element = document.createElement('script');
    element.src = `${origin}/`;
    element.onload = () => resolve('loaded');
    element.onerror = () => resolve('refused');
    document.body.append(element);
  });
  return { socket: await socket, read: await read, script: await script };
}

/** In the page. */
function showInFrame(origin: string): void {
  const { document } = globalThis as unknown as PageGlobals;
  const frame = document.createElement('iframe');
  frame.src = `${origin}/`;
  document.body.append(frame);
}
