/**
 * The window without a mouse: from the empty start through table, comparison, run and inspection, with nothing but keys.
 * Nothing here clicks. Wherever Tab comes, the focus can be seen; when something in front of the window closes, it returns.
 */

import type { Locator, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { mostMs, patienceMs } from './support/progress.ts';
import { sayIfMissing } from './support/chromium.ts';
import { focusOf, tabThrough, tabTo } from './support/keyboard.ts';
import { expectNoMisdeeds, sampleRuns } from './support/sample-window.ts';
import { openWindowSession } from './support/window-session.ts';
import type { WindowSession } from './support/window-session.ts';

const chromium = sayIfMissing('The specs of the keyboard');
const stopsOfRail = 12;
const atTheTable = 'grid "Runs"';

let session: WindowSession;
let page: Page;

async function press(...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** The view that was gone to has the focus once it is there. */
async function arriveAt(view: string): Promise<void> {
  await page.locator(`main:focus[data-view="${view}"] h1`).first().waitFor();
}

const rowsSelected = (): Promise<number> =>
  page.getByRole('grid', { name: 'Runs' }).locator('[aria-selected="true"]').count();

/** The line the keyboard stands on, as the table tells screen readers. */
async function lineStoodOn(): Promise<number> {
  const cell = await page.getByRole('grid', { name: 'Runs' }).getAttribute('aria-activedescendant');
  return Number(/-(-?\d+)-\d+$/.exec(cell ?? '')?.[1]);
}

const shownCount = (text: string): Promise<void> => page.getByText(text, { exact: true }).waitFor();

describe.skipIf(chromium === null)('with the keyboard alone', () => {
  beforeAll(async () => {
    session = await openWindowSession(String(chromium));
    page = session.page;
    await page.getByRole('heading', { name: 'No runs yet' }).waitFor();
  }, mostMs);
  afterAll(() => session.close());
  afterEach(() => expectNoMisdeeds(session));

  test('the sample project is opened from the empty start, and the keyboard is at the table', async () => {
    await tabTo(page, 'button "Open the sample project"');
    await press('Enter');
    await shownCount(`${sampleRuns} of ${sampleRuns} runs`);
    await expect.poll(() => focusOf(page)).toEqual({ says: atTheTable, isLost: false, isVisible: true });
  });

  test('] and [ step from difference to difference, from the run above or the selected one', async () => {
    const grid = page.getByRole('grid', { name: 'Runs' });
    const found = async (): Promise<unknown> => [
      await lineStoodOn(),
      await grid.locator('.differs').allInnerTexts(),
    ];
    const againstDying = page.getByText(/Against sample, dying units, seed 1, \d+\s+settings differ/);
    await press('Home', ']');
    await againstDying.waitFor();
    expect(await found()).toEqual([1, ['sample, small net']]);
    await press(']');
    await page.getByText('No further difference below').waitFor();
    await press('Home', 'Space', ']', ']', ']', '[');
    await againstDying.waitFor();
    expect(await found()).toEqual([2, ['sample, small net']]);
    await press('Home', 'Space');
    expect(await rowsSelected()).toBe(0);
  });

  test('runs are filtered, and the filter is left for the table', async () => {
    await press('/');
    expect((await focusOf(page)).says).toBe('combobox "Filter runs"');
    await page.keyboard.type('tag:sample seed:2');
    await shownCount(`1 of ${sampleRuns} runs`);
    await press('Escape', 'Escape');
    await shownCount(`${sampleRuns} of ${sampleRuns} runs`);
    await page.keyboard.type('-dying');
    await press('Enter', 'ArrowDown');
    await shownCount(`3 of ${sampleRuns} runs`);
    expect(await focusOf(page)).toEqual({ says: atTheTable, isLost: false, isVisible: true });
  });

  test('Tab passes a filter without changing it', async () => {
    await press('Shift+Tab');
    await tabTo(page, atTheTable);
    await press('g', 'c');
    await arriveAt('compare');
    await press('g', 'r');
    await arriveAt('runs');
    await tabTo(page, 'combobox "Filter runs"');
    await tabTo(page, 'button "Clear the filter"');
    expect(await page.getByRole('combobox', { name: 'Filter runs' }).inputValue()).toBe('-dying');
    await tabTo(page, atTheTable);
  });

  test('lines are walked through and two of them compared', async () => {
    await press('End');
    expect(await lineStoodOn()).toBe(2);
    await press('Home', 'ArrowDown');
    expect(await lineStoodOn()).toBe(1);
    await press('Space', 'ArrowDown', 'Space');
    await page.getByText('2 selected').waitFor();
    expect([await lineStoodOn(), await rowsSelected()]).toEqual([2, 2]);
    await press('c');
    await arriveAt('compare');
    await page.getByRole('button', { name: 'sample, small net (n = 2)' }).first().waitFor();
  });

  test('a run is opened and its step slider moved', async () => {
    await press('g', 'r');
    await arriveAt('runs');
    await tabTo(page, atTheTable);
    await press('Enter');
    await arriveAt('run');
    await press('2'); // Layers
    const slider = page.getByRole('slider', { name: 'Moment' });
    const said = (): Promise<string | null> => slider.getAttribute('aria-valuetext');
    await slider.waitFor();
    await tabTo(page, 'range "Moment"');
    await press('Home');
    await expect.poll(said).toBe('step 0, epoch 0');
    await press('ArrowRight');
    const second = await said();
    expect(second).toMatch(/^step [1-9]/);
    await press('End');
    await expect.poll(said).toMatch(/^step 3.?000, epoch 6$/);
    await press('ArrowLeft', 'Home', 'ArrowRight');
    await expect.poll(said).toBe(second);
    expect(await focusOf(page)).toMatchObject({ isLost: false, isVisible: true });
  });

  test('a button that can go no further keeps the focus', async () => {
    await press('Home');
    await tabTo(page, 'button "One on"');
    const last = Number(await page.getByRole('slider', { name: 'Moment' }).getAttribute('max'));
    for (let moment = 0; moment < last; moment += 1) await press('Enter');
    await expect.poll(() => page.getByRole('slider', { name: 'Moment' }).inputValue()).toBe(String(last));
    expect((await focusOf(page)).isLost).toBe(false);
  });

  test('the palette leads to Inspect', async () => {
    await press('Control+k');
    await expect.poll(() => focusOf(page)).toMatchObject({ isLost: false, isVisible: true });
    await page.keyboard.type('go to insp');
    await page.getByRole('option', { name: /Go to Inspect/, selected: true }).waitFor();
    await press('Enter');
    await arriveAt('inspect');
  });

  test('the focus returns when the palette or the drawer of shortcuts closes', async () => {
    await press('g', 'r');
    await arriveAt('runs');
    await tabTo(page, atTheTable);
    for (const [keys, shown] of [
      ['Control+k', 'Command palette'],
      ['?', 'Keyboard shortcuts'],
    ] as const) {
      const front = page.getByRole('dialog', { name: shown });
      await press(keys);
      await front.waitFor();
      expect(await focusOf(page)).toMatchObject({ isLost: false, isVisible: true });
      await press('Escape');
      await front.waitFor({ state: 'hidden' });
      expect(await focusOf(page)).toEqual({ says: atTheTable, isLost: false, isVisible: true });
    }
  });

  test('the drawer of shortcuts names every key that the table has', async () => {
    const drawer = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    // It has just been closed: a key that comes before it is quite gone may be lost.
    const isOpen = async (): Promise<boolean> => {
      if (!(await drawer.isVisible())) await press('?');
      return drawer.isVisible();
    };
    await expect.poll(isOpen, { timeout: patienceMs, interval: 500 }).toBe(true);
    const named = await drawer.locator('dl > div').allInnerTexts();
    const keys = named.map((line) => line.split(/\s*\n\s*/).join(' '));
    for (const line of ['Filter runs /', 'Compare the run C', 'Find a view, an action or a run Ctrl+K'])
      expect(keys).toContain(line);
    await press('Escape');
  });

  test('the focus returns to the table when a dialog closes, whatever was decided in it', async () => {
    await press('Home');
    for (const [key, title] of [
      ['t', 'Tag'],
      ['Delete', 'Delete this run?'],
    ] as const) {
      await press(key);
      const dialog = page.getByRole('dialog', { name: title });
      await dialog.waitFor();
      await expect.poll(() => focusOf(page)).toMatchObject({ isLost: false, isVisible: true });
      await press('Escape');
      await dialog.waitFor({ state: 'hidden' });
      await expect.poll(async () => (await focusOf(page)).says).toBe(atTheTable);
    }
    await press('Delete');
    await tabTo(page, 'button "Delete"');
    await press('Enter');
    await shownCount(`2 of ${sampleRuns - 1} runs`);
    await expect.poll(async () => (await focusOf(page)).says).toBe(atTheTable);
    await press('End');
    expect(await lineStoodOn()).toBe(1);
  });

  test('a message waits for the keyboard, and gives the focus back', async () => {
    const message = page.getByText('The run was archived.');
    const past = (): Promise<void> => page.clock.fastForward(60_000);
    await page.clock.install(); // it begins at zero, so the window has to begin with it
    await page.reload();
    await shownCount(`3 of ${sampleRuns - 1} runs`);
    await tabTo(page, atTheTable);
    await press('e');
    await message.waitFor();
    await shownCount(`2 of ${sampleRuns - 1} runs`);
    await tabTo(page, 'button "Undo"');
    await past();
    expect((await focusOf(page)).says).toBe('button "Undo"');
    await press('Enter');
    await message.waitFor({ state: 'detached' });
    expect(await focusOf(page)).toMatchObject({ isLost: false, isVisible: true });
    await shownCount(`3 of ${sampleRuns - 1} runs`);
    await tabTo(page, atTheTable);
    await press('e');
    await message.waitFor();
    await past();
    await message.waitFor({ state: 'detached' });
  });

  describe('every stop of Tab can be seen', () => {
    let run: string;
    beforeAll(async () => {
      await session.go('#/runs');
      const link = page.getByRole('grid', { name: 'Runs' }).getByRole('link').first();
      run = String(await link.getAttribute('href')).replace('#/run/', '');
    });

    const views: readonly (readonly [string, (page: Page) => Locator, (run: string) => string])[] = [
      ['runs', () => page.getByRole('grid', { name: 'Runs' }), () => 'runs'],
      ['curves of a run', () => page.getByRole('figure').first(), () => `run/${run}`],
      ['layers of a run', () => page.getByRole('slider'), () => `run/${run}?tab=layers`],
      ['compare', () => page.getByRole('group', { name: 'Results' }), () => `compare?runs=${run}`],
      ['reproduce', () => page.getByRole('group', { name: /^Published figures/ }), () => 'reproduce'],
      ['new', () => page.getByLabel('The experiment as JSON'), () => 'new?preset=quick-start'],
      ['inspect', () => page.getByRole('heading', { name: 'Layer by layer' }), () => `inspect/${run}`],
      ['datasets', () => page.getByRole('tab', { name: 'Images' }), () => 'datasets'],
      ['engines', () => page.getByRole('heading', { name: 'Settings', exact: true }), () => 'engines'],
    ];
    test.each(views)('%s', async (_view, shown, place) => {
      await session.go(`#/${place(run)}`);
      await shown(page).waitFor();
      const stops = await tabThrough(page);
      expect(stops.filter(({ isVisible }) => !isVisible)).toEqual([]);
      expect(stops.length).toBeGreaterThan(stopsOfRail);
    });
  });
});
