/**
 * Every panel, control and chart as the gallery shows it: in both themes, on a small and on a large screen. Nothing may
 * complain, ask another machine, be inaccessible, spill out of its place, or stay blank. How it looks in pixels is not
 * compared, since fonts differ between machines.
 */

import { fileURLToPath } from 'node:url';

import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { inaccessible } from './support/accessibility.ts';
import { mostMs } from './support/progress.ts';
import { sayIfMissing } from './support/chromium.ts';
import { openWindowSession } from './support/window-session.ts';
import type { WindowSession } from './support/window-session.ts';

const chromium = sayIfMissing('The specs of the gallery');
/** One theme at one size is looked at by every rule; elsewhere by those that colours or widths can break. */
const cases = [
  { theme: 'light', width: 1280, height: 800, rules: null },
  { theme: 'dark', width: 1280, height: 800, rules: ['color-contrast'] },
  { theme: 'light', width: 1920, height: 1080, rules: ['scrollable-region-focusable'] },
  { theme: 'dark', width: 1920, height: 1080, rules: ['scrollable-region-focusable'] },
] as const;
type Rules = (typeof cases)[number]['rules'];

/** The same panel stands there in several states, under the same name each time. */
const besideTheApp = ['landmark-unique'];

/** What is wrong inside one element of the page. */
async function faultsWithin(page: Page, within: string, rules: Rules): Promise<string[]> {
  const asked = JSON.stringify(within);
  const seen = await page.evaluate<string[]>(
    `['spilled', 'blank', 'unpainted'].flatMap((check) => pageChecks[check](${asked}))`,
  );
  return [
    ...seen,
    ...(await inaccessible(page, { within, ...(rules === null ? { without: besideTheApp } : { rules }) })),
  ];
}

/** Opens what stands in front of the window, one after the other. */
async function faultsOfDialogs(page: Page, rules: Rules): Promise<string[]> {
  const found: string[] = [];
  const openers = page.getByRole('button', { name: /^Show the dialog: / });
  for (const opener of await openers.all()) {
    const name = await opener.textContent();
    await opener.click();
    const dialog = page.locator('[role=dialog], dialog[open]');
    await dialog.waitFor();
    const faults = await faultsWithin(page, '[role=dialog], dialog[open]', rules);
    found.push(...faults.map((fault) => `${name}: ${fault}`));
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  }
  return found;
}

describe.skipIf(chromium === null)('the gallery', () => {
  let session: WindowSession;
  beforeAll(async () => {
    session = await openWindowSession(String(chromium));
    await session.page.addInitScript({
      path: fileURLToPath(new URL('support/page-checks.js', import.meta.url)),
    });
    await session.page.reload();
  }, mostMs);
  afterAll(() => session.close());

  test.each(cases)(
    'is sound, $theme, $width x $height',
    { timeout: mostMs },
    async ({ theme, rules, ...screen }) => {
      const { page } = session;
      await page.setViewportSize(screen);
      await session.go(`#/gallery?theme=${theme}`);
      await page.getByRole('heading', { name: 'Gallery' }).waitFor();
      const found: Record<string, string[]> = {};
      for (const part of await page
        .getByRole('tablist', { name: 'Part', exact: true })
        .getByRole('tab')
        .all()) {
        await part.click();
        await page.evaluate('pageChecks.allShown()');
        const faults = [
          ...(await faultsWithin(page, 'main', rules)),
          ...(await faultsOfDialogs(page, rules)),
        ];
        if (faults.length > 0) found[String(await part.textContent())] = faults;
      }
      expect({ found, ...session.misdeeds }).toEqual({ found: {}, complaints: [], strayRequests: [] });
    },
  );
});
