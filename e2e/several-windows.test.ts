/**
 * Two windows on one program: what is done in one is seen in the other, without loading it again, whatever it shows.
 */

import type { Locator, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { mostMs, settles } from './support/progress.ts';
import { sayIfMissing } from './support/chromium.ts';
import { expectNoMisdeeds, openSampleWindow, sampleRuns, shownRuns } from './support/sample-window.ts';
import type { WindowSession } from './support/window-session.ts';

const chromium = sayIfMissing('The specs of several windows');
const dying = 'sample, dying units';

let session: WindowSession;
let first: Page;
let second: Page;
/** Address of the run that both windows look at. */
let place: string;

const row = (page: Page, name: string): Locator =>
  page.getByRole('grid', { name: 'Runs' }).getByRole('row', { name });

async function show(page: Page, where: string): Promise<void> {
  await page.goto(`${session.host.origin}/${where}`);
}

/** A text that is edited where it stands. */
async function edit(page: Page, label: string, text: string, keep: string): Promise<void> {
  const main = page.locator('main');
  await main.getByRole('button', { name: `edit ${label}` }).click();
  await main.getByRole('textbox', { name: label, exact: true }).fill(text);
  await page.keyboard.press(keep);
}

describe.skipIf(chromium === null)('two windows', () => {
  beforeAll(async () => {
    session = await openSampleWindow(String(chromium));
    first = session.page;
    second = await first.context().newPage();
    await show(second, '#/runs');
    await row(second, dying).waitFor();
    place = String(await row(first, dying).getByRole('link').getAttribute('href'));
  }, mostMs);
  afterAll(() => session.close());
  afterEach(() => expectNoMisdeeds(session));

  test('a run is renamed and noted in one, and the other shows it in table and inspector', async () => {
    await row(second, dying).click();
    await second.locator('.inspector').getByText(dying).waitFor();
    await show(first, place);
    await edit(first, 'Name', 'renamed elsewhere', 'Enter');
    await row(second, 'renamed elsewhere').waitFor();
    await edit(first, 'Notes', 'noted elsewhere', 'Control+Enter');
    const inspector = second.locator('.inspector');
    await inspector.getByText('noted elsewhere').waitFor();
    await inspector.getByText('renamed elsewhere').waitFor();
    await settles(() => row(second, dying).count(), 0);
  });

  test('renamed from the table, the open run has its new name', async () => {
    await edit(second, 'Name', dying, 'Enter');
    await first.getByRole('heading', { name: dying }).waitFor();
    await settles(() => first.getByRole('heading', { name: 'renamed elsewhere' }).count(), 0);
  });

  test('archived in one, it leaves the table of the other, and comes back when that is undone', async () => {
    await show(first, '#/runs');
    const before = await shownRuns(first);
    await row(second, dying).click();
    await second.getByRole('button', { name: 'Archive', exact: true }).click();
    await first.getByText(`${sampleRuns - 1} of ${sampleRuns} runs`).waitFor();
    await second.getByText(`${sampleRuns - 1} of ${sampleRuns} runs`).waitFor();
    await settles(() => row(first, dying).count(), 0);
    await second.getByRole('button', { name: 'Undo' }).click();
    expect([await shownRuns(first), await shownRuns(second)]).toEqual([before, before]);
  });

  test('what one window filters and selects is its own', async () => {
    await first.getByRole('combobox', { name: 'Filter runs' }).fill('-dying');
    await first.getByText(`3 of ${sampleRuns} runs`).waitFor();
    await row(first, 'sample, small net').first().click();
    await first.getByText('1 selected').waitFor();
    expect(await shownRuns(second)).toHaveLength(sampleRuns);
    await first.getByRole('combobox', { name: 'Filter runs' }).fill('');
    await first.getByText(`${sampleRuns} of ${sampleRuns} runs`).waitFor();
  });

  test('deleted in one, it is gone from table, comparison and its own view in the other', async () => {
    const id = place.replace('#/run/', '');
    const kept = await row(first, 'sample, small net').first().getByRole('link').getAttribute('href');
    const third = await first.context().newPage();
    await show(third, `#/compare?runs=${id},${String(kept).replace('#/run/', '')}`);
    await third.getByRole('rowheader', { name: dying }).waitFor();
    await show(first, place);
    await first.getByRole('heading', { name: dying }).waitFor();
    await row(second, dying).click();
    await second.keyboard.press('Delete');
    await second.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await second.getByText(`${sampleRuns - 1} of ${sampleRuns - 1} runs`).waitFor();
    await first.getByRole('heading', { name: 'There is no such run' }).waitFor();
    await third.getByRole('rowheader', { name: dying }).waitFor({ state: 'detached' });
    await third.getByText(`${id} is not there any more`).waitFor();
    await first.getByRole('button', { name: 'All runs' }).click();
    await first.getByText(`${sampleRuns - 1} of ${sampleRuns - 1} runs`).waitFor();
    await third.close();
  });
});
