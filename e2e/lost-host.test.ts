/**
 * A program that goes away under an open window, without a farewell, and returns: the window says that it is cut off,
 * then that it is back or how to go on, and nothing is lost of what was recorded.
 */

import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { mostMs, settles } from './support/progress.ts';
import { sayIfMissing } from './support/chromium.ts';
import { expectNoMisdeeds, openSampleWindow, sampleRuns, shownRuns } from './support/sample-window.ts';
import type { WindowSession } from './support/window-session.ts';

const chromium = sayIfMissing('The specs of a program that goes away');
/** What browsers write by themselves when nobody answers, or somebody who does not know the page. */
const lossOfHost =
  /^(WebSocket connection to|Failed to load resource: .*(net::ERR_(CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE)|403))/;

let session: WindowSession;
let page: Page;

const connection = (words: string | RegExp): Promise<void> =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('status').filter({ hasText: words }).waitFor();
const allRunsShown = (): Promise<void> => page.getByText(`${sampleRuns} of ${sampleRuns} runs`).waitFor();

async function loseHost(): Promise<void> {
  await session.host.kill();
  await connection('Disconnected, trying again');
}

describe.skipIf(chromium === null)('a program that goes away', () => {
  beforeAll(async () => {
    session = await openSampleWindow(String(chromium));
    page = session.page;
  }, mostMs);
  afterAll(() => session.close());
  afterEach(() => {
    const { complaints } = session.misdeeds;
    complaints.splice(0, Infinity, ...complaints.filter((text) => !lossOfHost.test(text)));
    expectNoMisdeeds(session);
  });

  test('the table stays, what cannot be done is said, and all goes on when it returns', async () => {
    const before = await shownRuns(page);
    const dying = page.getByRole('row', { name: /sample, dying units/ });
    await dying.click();
    await loseHost();
    expect(await shownRuns(page)).toEqual(before);
    await page.keyboard.press('e'); // archive
    await session.comeBack('the same token');
    await connection(/^Connected$/);
    await page
      .getByText('The run was archived.')
      .or(
        page.getByText(/Saving failed\. The connection to the program is lost: .*connects again by itself\./),
      )
      .first()
      .waitFor();
    await allRunsShownOrAllButOne();
    if ((await page.getByText(`${sampleRuns} of ${sampleRuns} runs`).count()) === 0)
      await page.getByRole('button', { name: 'Undo' }).click();
    await allRunsShown();
    expect(await shownRuns(page)).toEqual(before);
  });

  test('a view opened while it is away says so, and can be tried again when it returns', async () => {
    await session.go('#/runs');
    await allRunsShown();
    const link = page.getByRole('grid', { name: 'Runs' }).getByRole('link').first();
    const name = await link.innerText();
    await loseHost();
    await link.click();
    await page.getByRole('heading', { name: 'This view could not be loaded' }).waitFor();
    await session.comeBack('the same token');
    await connection(/^Connected$/);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name }).waitFor();
    await page.getByRole('figure', { name: 'Error of each layer, test' }).waitFor();
  });

  test('an experiment that is being described stays, and is kept when it returns', async () => {
    await session.go('#/new?preset=quick-start');
    const name = page.getByLabel('Name', { exact: true });
    const isKept = (): Promise<void> => page.getByText('Draft kept').waitFor();
    await name.fill('typed while it is there');
    await isKept();
    await loseHost();
    await name.fill('typed while it is away');
    await page.getByText('The draft could not be kept').waitFor();
    await session.comeBack('the same token');
    await isKept();
    expect(await name.inputValue()).toBe('typed while it is away');
    await page.reload();
    await settles(() => name.inputValue(), 'typed while it is away');
  });

  test('one that was started anew with another token says how to go on, and has everything', async () => {
    await session.go('#/runs');
    await allRunsShown();
    const before = await shownRuns(page);
    await loseHost();
    await session.comeBack('a new token');
    await page.getByText('The program was started anew and does not know this page.').waitFor();
    await page.getByText('Open the address it printed.').waitFor();
    await page.goto(session.host.address);
    await connection(/^Connected$/);
    await allRunsShown();
    expect(await shownRuns(page)).toEqual(before);
  });
});

async function allRunsShownOrAllButOne(): Promise<void> {
  const all = page.getByText(`${sampleRuns} of ${sampleRuns} runs`);
  await all.or(page.getByText(`${sampleRuns - 1} of ${sampleRuns} runs`)).waitFor();
}
