/** Where things are: nothing moves under a pointer, and an address shows what it names or says what is missing. */

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { sayIfMissing } from './support/chromium.ts';
import { mostMs, settles } from './support/progress.ts';
import { expectNoMisdeeds, openSampleWindow, sampleRuns } from './support/sample-window.ts';
import type { WindowSession } from './support/window-session.ts';

const chromium = sayIfMissing('The specs of places');

let session: WindowSession;

describe.skipIf(chromium === null)('places', () => {
  beforeAll(async () => {
    session = await openSampleWindow(String(chromium));
  }, mostMs);
  afterAll(() => session.close());
  afterEach(() => expectNoMisdeeds(session));

  test('choosing runs moves no line of the table', async () => {
    const { page } = session;
    const lines = page.getByRole('grid', { name: 'Runs' }).locator('[data-line]');
    const places = (): Promise<(number | undefined)[]> =>
      Promise.all([...Array(sampleRuns).keys()].map(async (at) => (await lines.nth(at).boundingBox())?.y));
    const before = await places();
    await lines.nth(1).click();
    await page.getByText('1 selected').waitFor();
    expect(await places()).toEqual(before);
    await lines.nth(3).click({ modifiers: ['Control'] });
    await page.getByText('2 selected').waitFor();
    expect(await places()).toEqual(before);
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByText('Nothing selected').waitFor();
    expect(await places()).toEqual(before);
  });

  test('a run named behind the table of runs is shown; what is not there is told of', async () => {
    const { page } = session;
    const link = page.getByRole('grid', { name: 'Runs' }).getByRole('link').first();
    const address = String(await link.getAttribute('href'));
    const name = await link.innerText();
    await session.go(address.replace('#/run/', '#/runs/'));
    await page.getByRole('heading', { name, exact: false }).first().waitFor();
    const told: [string, string][] = [
      ['#/runs/20200101-000000-none', 'No run has the identifier 20200101-000000-none'],
      ['#/run/20200101-000000-none', 'No run has the identifier 20200101-000000-none'],
      ['#/inspect/20200101-000000-none', 'There is no run "20200101-000000-none"'],
      ['#/compare?runs=20200101-000000-none', '20200101-000000-none is not there any more'],
      ['#/new?preset=none', 'There is no preset named "none"'],
      ['#/new?draft=none', 'This draft is not there any more'],
      ['#/new?from=20200101-000000-none', 'There is no run "20200101-000000-none"'],
      ['#/datasets?dataset=none', 'There is no dataset called "none"'],
      ['#/datasets/none', 'has no part called "none"'],
      ['#/nowhere', 'The window has no view called "nowhere"'],
    ];
    for (const [where, words] of told) {
      await session.go(where);
      await settles(async () => (await page.locator('main').innerText()).includes(words), true, {
        patienceMs: 120_000,
      });
    }
  });
});
