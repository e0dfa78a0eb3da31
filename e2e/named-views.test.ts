/**
 * Named views in the table of runs and in Compare: what was kept is shown again as it was left, by mouse, by keyboard and
 * by address; two windows lose nothing of each other's. `FFWB_PICTURES` names a folder to keep pictures of it in.
 */

import { join } from 'node:path';

import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { sayIfMissing } from './support/chromium.ts';
import { inaccessible } from './support/accessibility.ts';
import { mostMs, settles } from './support/progress.ts';
import { expectNoMisdeeds, openSampleWindow } from './support/sample-window.ts';
import type { WindowSession } from './support/window-session.ts';

const chromium = sayIfMissing('The specs of named views');
const pictures = process.env['FFWB_PICTURES'];
const strange = 'שם 🦔 "50 %" & <b>wide</b>';

let session: WindowSession;
let page: Page;

const main = (of: Page = page) => of.locator('main');
const button = (of: Page = page) => main(of).locator('.menu-trigger.fixed');
const spoken = (of: Page = page): Promise<string | null> => button(of).getAttribute('aria-label');
const filter = (of: Page = page) => main(of).getByRole('combobox', { name: 'Filter' });
const headings = (): Promise<string[]> => page.getByRole('columnheader').allInnerTexts();

async function pick(item: string, of: Page = page): Promise<void> {
  await button(of).click();
  await of.locator('.menu-content').getByText(item, { exact: true }).click();
}

async function name(text: string, of: Page = page): Promise<void> {
  const field = of.getByRole('dialog').getByRole('textbox', { name: 'Name' });
  await field.fill(text);
  await field.press('Enter');
}

async function saveAs(text: string, of: Page = page): Promise<void> {
  await pick('Save as …', of);
  await name(text, of);
  await of.getByRole('dialog').waitFor({ state: 'detached' });
  await settles(() => spoken(of), `View ${text}`);
}

const group = (choice: string) => main().getByLabel('Group by').selectOption({ label: choice });
const grouping = (): Promise<string> => main().getByLabel('Group by').inputValue();

describe.skipIf(chromium === null)('named views', () => {
  beforeAll(async () => {
    session = await openSampleWindow(String(chromium));
    page = session.page;
  }, mostMs);
  afterAll(() => session.close());
  afterEach(() => expectNoMisdeeds(session));

  test('the table of runs is restored as it was left: filter, columns, order, groups', async () => {
    await filter().fill('error<0.5');
    await group('Seeds folded');
    await page.getByRole('columnheader', { name: 'Seed' }).click();
    const left = await headings();
    await saveAs(strange);
    await filter().fill('');
    await group('By tag');
    await page.getByRole('columnheader', { name: 'Name' }).click();
    await settles(() => spoken(), `View ${strange}, changed`);
    await pick(strange);
    await settles(() => spoken(), `View ${strange}`);
    expect([await filter().inputValue(), await grouping(), await headings()]).toEqual([
      'error<0.5',
      'configuration',
      left,
    ]);
  });

  test('choosing a view moves nothing above and beside the table', async () => {
    const boxes = async (): Promise<unknown[]> =>
      Promise.all(
        [
          button(),
          filter(),
          main().locator('.table'),
          main().getByRole('button', { name: 'Import', exact: true }),
        ].map((each) => each.boundingBox()),
      );
    const before = await boxes();
    await pick('Leave the view');
    await settles(() => spoken(), 'Views');
    expect(await boxes()).toEqual(before);
    await pick(strange);
    await filter().press('End');
    await page.keyboard.type(' ');
    await settles(() => spoken(), `View ${strange}, changed`);
    expect(await boxes()).toEqual(before);
    await pick('Show as kept');
  });

  test('the address names the view: also in a new window, and back from a run nothing is taken back', async () => {
    await filter().fill('error<0.4');
    await session.go('#/engines');
    await main().getByRole('heading', { name: 'Engines' }).first().waitFor();
    await page.goBack();
    await settles(() => spoken(), `View ${strange}, changed`);
    expect(await filter().inputValue()).toBe('error<0.4');
    const address = page.url();
    expect(new URLSearchParams(address.split('?').at(-1)).get('view')).toBe(strange);
    await page.reload();
    await settles(() => spoken(), `View ${strange}`);
    expect(await filter().inputValue()).toBe('error<0.5');
    for (const hostile of ['%', '%F0%9F', 'x'.repeat(3000), '<img src=x onerror=alert(1)>', '__proto__']) {
      await session.go(`#/runs?view=${hostile}`);
      await page.getByText('There is no view called').waitFor();
      await page.getByRole('button', { name: 'Close' }).first().click();
      expect(await filter().inputValue()).toBe('error<0.5');
    }
  });

  test('updated and taken back, renamed and taken back, deleted and brought back', async () => {
    await filter().fill('seed:1');
    await pick(`Update “${strange}”`);
    await settles(() => spoken(), `View ${strange}`);
    await page.getByRole('button', { name: 'Undo' }).click();
    await settles(() => spoken(), `View ${strange}, changed`);
    await pick('Rename …');
    await name('Plain');
    await settles(() => spoken(), 'View Plain, changed');
    await settles(async () => page.url().includes('view=Plain'), true);
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await settles(() => spoken(), `View ${strange}, changed`);
    await pick('Delete');
    await settles(() => spoken(), 'Views');
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await pick(strange);
    await settles(() => spoken(), `View ${strange}`);
    expect(await filter().inputValue()).toBe('error<0.5');
  });

  test('a name that is taken or that cannot be seen is told of, and what was typed stays', async () => {
    await pick('Save as …');
    for (const [typed, why] of [
      ['  ', 'Give the view a name that can be seen.'],
      ['x'.repeat(201), 'A name has 200 signs at most'],
      [` ${strange}`, 'There is a view of that name already.'],
    ] as const) {
      await name(typed);
      await page.getByRole('dialog').getByText(why).waitFor();
    }
    expect(await inaccessible(page, { within: '[role=dialog]' })).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  test('of two windows neither writes over what the other made unseen', async () => {
    const other = await page.context().newPage();
    await other.goto(page.url());
    await settles(() => spoken(other), `View ${strange}`);
    await pick('Rename …');
    await name('Common');
    await settles(() => spoken(other), 'View Common');
    await filter(other).fill('seed:2');
    await pick('Update “Common”', other);
    await settles(() => spoken(other), 'View Common');
    await settles(() => spoken(), 'View Common, changed');
    expect(await filter().inputValue()).toBe('error<0.5');
    await pick('Show as kept');
    await settles(() => filter().inputValue(), 'seed:2');
    await pick('Delete', other);
    await page.getByText('was deleted. What you see stays.').waitFor();
    expect(await filter().inputValue()).toBe('seed:2');
    await other.close();
    await filter().fill('');
  });

  test('a view made without a mouse, and found again in the palette', async () => {
    await button().focus();
    await page.keyboard.press('Enter');
    const lit = (): Promise<string[]> => page.locator('.menu-content [data-highlighted]').allInnerTexts();
    await settles(async () => (await lit()).length, 1);
    await page.keyboard.press('End');
    await settles(lit, ['Save as …']);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).waitFor();
    await settles(() => page.evaluate('document.activeElement?.tagName'), 'INPUT');
    await page.keyboard.type('Typed\n');
    await settles(() => spoken(), 'View Typed');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await filter().fill('nothing like this');
    await filter().press('Escape');
    await button().focus();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('Typed');
    await page.getByText('Show the view “Typed”').waitFor();
    await page.keyboard.press('Enter');
    await settles(() => filter().inputValue(), '');
  });

  test('a view that names a column nobody has opens with what there is, and says so', async () => {
    await pick('Leave the view');
    await page.evaluate(`localStorage.setItem('runs-table', JSON.stringify({
      columns: ['run:name', 'run:error', 'setting:optimizer.moonPhase', 'run:seed'],
    }))`);
    await session.go('#/runs');
    await page.reload();
    await button().waitFor();
    await pick('Save as …');
    await name('With the moon');
    await settles(() => spoken(), 'View With the moon, 1 missing');
    await page.getByText('names what is not there: optimizer.moonPhase').waitFor();
    expect(await headings()).toContain('optimizer.moonPhase');
    await button().click();
    await page.locator('.menu-content').getByText('Not there: optimizer.moonPhase').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Close' }).first().click();
  });

  test('Compare is restored as it was left: runs, axis, smoothing, charts, scales', async () => {
    await session.go('#/runs');
    await pick('Leave the view');
    await group('No groups');
    await main().getByRole('grid').locator('[data-line]').first().click();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('c');
    await main().getByRole('heading', { name: 'Compare' }).waitFor();
    await main().getByText('Logarithmic y').first().click();
    await main().getByRole('radio', { name: 'Epoch' }).check({ force: true });
    await main()
      .getByRole('button', { name: /^Take the chart of/ })
      .first()
      .click();
    const charts = async (): Promise<(string | null)[]> => {
      const buttons = await main()
        .getByRole('button', { name: /^Take the chart of/ })
        .all();
      return Promise.all(
        buttons.map(async (each) => (await each.getAttribute('aria-label')) ?? each.textContent()),
      );
    };
    const left = await charts();
    await saveAs('Two sides');
    await main().getByText('Logarithmic x').first().click();
    await main()
      .getByRole('button', { name: /^Take the chart of/ })
      .first()
      .click();
    await settles(() => spoken(), 'View Two sides, changed');
    await pick('Two sides');
    await settles(() => spoken(), 'View Two sides');
    expect(await charts()).toEqual(left);
    await session.go('#/runs');
    await main().getByRole('grid').waitFor();
    await session.go('#/compare?view=Two%20sides');
    await settles(() => spoken(), 'View Two sides');
    await settles(charts, left);
    expect(page.url()).toContain('axis=epoch');
    await session.go('#/compare?view=nowhere');
    await page.getByText('There is no view called “nowhere”.').waitFor();
    await page.getByRole('button', { name: 'Close' }).first().click();
    await session.go('#/compare?view=Two%20sides');
    await settles(charts, left);
  });

  test('accessible in both themes and at two sizes', { timeout: mostMs }, async () => {
    for (const theme of ['light', 'dark'] as const)
      for (const [width, height] of [
        [1280, 800],
        [1920, 1080],
      ] as const) {
        await page.emulateMedia({ colorScheme: theme });
        await page.setViewportSize({ width, height });
        for (const place of ['#/runs?view=With%20the%20moon', '#/compare?view=Two%20sides']) {
          await session.go(place);
          await button().waitFor();
          await button().click();
          await page.locator('.menu-content').waitFor();
          const part = place.startsWith('#/runs') ? 'runs' : 'compare';
          if (pictures !== undefined)
            await page.screenshot({ path: join(pictures, `${part}-${theme}-${width}.png`) });
          expect(await inaccessible(page, { within: '.menu-content' })).toEqual([]);
          await page.keyboard.press('Escape');
          await page.locator('.menu-content').waitFor({ state: 'detached' });
        }
        expect(await inaccessible(page, { within: 'main header' })).toEqual([]);
      }
  });
});
