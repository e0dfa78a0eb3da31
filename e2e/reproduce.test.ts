/** Reproduce: published figures beside those measured, by keyboard, in both themes, from one click to a run that trains. */

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { sayIfMissing } from './support/chromium.ts';
import { inaccessible } from './support/accessibility.ts';
import { mostMs } from './support/progress.ts';
import { expectNoMisdeeds } from './support/sample-window.ts';
import { openWindowSession } from './support/window-session.ts';
import type { WindowSession } from './support/window-session.ts';

const chromium = sayIfMissing('The specs of Reproduce');
const longEnough = { timeout: mostMs };

describe.skipIf(chromium === null)('reproduce', () => {
  let session: WindowSession;
  beforeAll(async () => {
    session = await openWindowSession(String(chromium));
  }, mostMs);
  afterAll(() => session.close());
  afterEach(() => expectNoMisdeeds(session));

  test.each(['light', 'dark'] as const)('is accessible, %s', longEnough, async (colorScheme) => {
    const { page } = session;
    await page.emulateMedia({ colorScheme });
    for (const place of ['#/reproduce', '#/reproduce?version=full&published=only']) {
      await session.go(place);
      await page.getByRole('rowheader', { name: 'Labels in the input, hard negatives' }).waitFor();
      expect(await inaccessible(page)).toEqual([]);
    }
  });

  test('shows the handbook where nothing was trained, and every published figure', longEnough, async () => {
    const { page } = session;
    await session.go('#/reproduce?version=full');
    const row = page.getByRole('row').filter({ hasText: 'Test error, goodness' }).filter({ hasText: '4.74' });
    await row.filter({ hasText: 'Measured for the handbook' }).waitFor();
    const all = await page.getByRole('rowgroup').count();
    await page.getByLabel('Only what was published').check();
    await expect.poll(() => page.getByRole('rowgroup').count()).toBeLessThan(all);
    expect(page.url()).toContain('published=only');
  });

  test('one key trains what is missing; the runs are opened from there', longEnough, async () => {
    const { page } = session;
    await session.go('#/reproduce');
    const start = page.getByRole('button', { name: 'Train symba', exact: true });
    await start.focus();
    await page.keyboard.press('Enter');
    await page.getByText('1 run of symba at work').waitFor();
    await expect.poll(() => start.count()).toBe(0);
    await page.getByRole('button', { name: 'Open the run of symba', exact: true }).click();
    await page.waitForURL(/#\/run\//);
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.locator('main').getByText('stopped').first().waitFor();
    // A run that was stopped goes on from here.
    await session.go('#/reproduce');
    await page.getByRole('button', { name: 'Train symba', exact: true }).waitFor();
  });
});
