/**
 * Makes the pictures of README and docs: the real window in a real Chromium, on the sample project's recorded runs.
 *
 *   node scripts/take-screenshots.ts
 */

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Page } from 'playwright';

import { startBrowserHost } from '../e2e/support/browser-host.ts';
import { findChromium, launchChromium } from '../e2e/support/chromium.ts';

const pictures = fileURLToPath(new URL('../docs/pictures/', import.meta.url));
const size = { width: 1280, height: 800 };

const chromium = findChromium();
if (chromium === null) throw new Error('No Chromium was found; FFWB_CHROMIUM names one.');
mkdirSync(pictures, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), 'ffwb-pictures-'));
const host = await startBrowserHost(folder);
const browser = await launchChromium(chromium);
try {
  const page = await browser.newPage({ viewport: size, colorScheme: 'light' });
  await page.goto(host.address);
  await page.getByRole('button', { name: 'Open the sample project' }).click();
  const row = page.getByRole('row', { name: /sample, small net/ }).first();
  await row.waitFor();
  await take(page, 'runs');
  const links = await page.locator('a[href^="#/run/"]').all();
  const addresses = await Promise.all(links.map((link) => link.getAttribute('href')));
  const ids = [...new Set(addresses.map((address) => String(address).replace('#/run/', '')))];
  const small = ids[1];
  if (small === undefined) throw new Error('The sample project has not opened.');
  await visit(page, `#/run/${small}`, 'Error of each layer');
  await take(page, 'run');
  await page.getByRole('tab', { name: 'Layers' }).click();
  await settle(page);
  await take(page, 'layers');
  await visit(page, `#/inspect/${small}`, 'Layer by layer');
  await take(page, 'inspect');
  await visit(page, `#/compare?runs=${ids.join(',')}`, 'What differs');
  await take(page, 'compare');
  await page.emulateMedia({ colorScheme: 'dark' });
  await visit(page, '#/new?preset=quick-start', 'Optimizer');
  await take(page, 'new-experiment-dark');
} finally {
  await browser.close();
  await host.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function visit(page: Page, address: string, sign: string): Promise<void> {
  await page.goto(`${host.origin}/${address}`);
  await page.getByText(sign).first().waitFor();
  await settle(page);
}

/** Until nothing has been asked or drawn for a while: pictures have no state to wait for. */
async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(2000);
}

async function take(page: Page, name: string): Promise<void> {
  await settle(page);
  await page.screenshot({ path: join(pictures, `${name}.png`) });
  process.stdout.write(`docs/pictures/${name}.png\n`);
}
