/**
 * The window behind a proxy that serves it below a path, as Jupyter and portals of clusters do: no option is needed, the
 * page finds everything beside itself.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { startBrowserHost } from './support/browser-host.ts';
import type { BrowserHost } from './support/browser-host.ts';
import { launchChromium, sayIfMissing, watch } from './support/chromium.ts';
import { startPrefixProxy } from './support/prefix-proxy.ts';

const chromium = sayIfMissing('The specs of the window below a path');

describe.skipIf(chromium === null)('the window below a path', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ffwb-sub-path-'));
  let host: BrowserHost;
  let browser: Browser;
  beforeAll(async () => {
    host = await startBrowserHost(folder);
    browser = await launchChromium(String(chromium));
  }, 180_000);
  afterAll(async () => {
    await browser.close();
    await host.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(['as asked', 'of the program'] as const)(
    'works where the proxy passes on the name %s, also when it is loaded again and at another view',
    async (hostHeader) => {
      const { port, search } = new URL(host.address);
      const proxy = await startPrefixProxy(Number(port), hostHeader);
      const context = await browser.newContext();
      const misdeeds = await watch(context, new URL(proxy.address).origin);
      try {
        const page = await context.newPage();
        await page.goto(proxy.address + search);
        await page.getByRole('heading', { name: 'No runs yet' }).waitFor();
        expect(page.url().split('#')[0]).toBe(proxy.address);
        await page.goto(`${proxy.address}#/datasets`);
        await page.reload();
        await page.getByRole('heading', { name: 'Datasets', exact: true }).first().waitFor();
        await page.getByText('MNIST').first().waitFor();
        expect(await page.getByText('Disconnected').count()).toBe(0);
        expect(misdeeds).toEqual({ complaints: [], strayRequests: [] });
      } finally {
        await context.close();
        await proxy.close();
      }
    },
  );

  test('without the token the page says that it is needed, and shows no run', async () => {
    const proxy = await startPrefixProxy(Number(new URL(host.address).port), 'as asked');
    const context = await browser.newContext();
    try {
      const page = await context.newPage();
      await page.goto(proxy.address);
      await page.getByText('with its token').first().waitFor();
      expect(await page.getByRole('heading', { name: 'No runs yet' }).count()).toBe(0);
    } finally {
      await context.close();
      await proxy.close();
    }
  });
});
