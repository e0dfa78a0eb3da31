/**
 * The Chromium that the specs drive: one that the machine has, since none is downloaded. What a page writes to its
 * console as an error or a warning, and every request that would leave the machine, is kept for the specs to judge.
 */

import { accessSync, constants } from 'node:fs';

import { chromium } from 'playwright';
import type { Browser, BrowserContext, Page } from 'playwright';

import { patienceMs } from './progress.ts';

const candidates = [
  process.env['FFWB_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Where a Chromium is; null where none is. */
export function findChromium(): string | null {
  return candidates.find((path) => path !== undefined && isExecutable(path)) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Says in one line that specs are left out, where that is so. */
export function sayIfMissing(specs: string): string | null {
  const found = findChromium();
  if (found === null) console.log(`${specs} are left out: no Chromium was found (FFWB_CHROMIUM names one).`);
  return found;
}

export async function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      // Root may not use the sandbox; specs are often run as root in containers.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** What pages did that no page should do. */
export interface Misdeeds {
  /** Errors and warnings on the console, and uncaught errors. */
  readonly complaints: string[];
  /** Addresses of requests that would leave the machine. */
  readonly strayRequests: string[];
}

/** Keeps account of all pages of a context from now on; requests that would leave the machine are stopped. */
export async function watch(
  context: BrowserContext,
  ownOrigin: string,
  misdeeds: Misdeeds = { complaints: [], strayRequests: [] },
): Promise<Misdeeds> {
  const follow = (page: Page): void => {
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) misdeeds.complaints.push(message.text());
    });
    page.on('pageerror', (error) => misdeeds.complaints.push(String(error.stack ?? error)));
  };
  context.setDefaultTimeout(patienceMs);
  context.pages().forEach(follow);
  context.on('page', follow);
  await context.route(
    (url) => url.origin !== ownOrigin && !['data:', 'blob:'].includes(url.protocol),
    async (route) => {
      misdeeds.strayRequests.push(route.request().url());
      await route.abort();
    },
  );
  return misdeeds;
}
