/**
 * Nothing typed is lost: quick typing, two windows at one run, two at one draft. What each window was told is what the
 * store holds. `FFWB_TYPING_SECONDS` says how long two windows type at random (10, if nobody says).
 */

import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { sayIfMissing } from './support/chromium.ts';
import { mostMs, settles } from './support/progress.ts';
import { expectNoMisdeeds, openSampleWindow } from './support/sample-window.ts';
import type { WindowSession } from './support/window-session.ts';

const chromium = sayIfMissing('The specs of typed words');
const seconds = Number(process.env['FFWB_TYPING_SECONDS'] ?? '10');

let session: WindowSession;
let first: Page;
let second: Page;
/** Address of the run. */
let place: string;

const tagsOn = async (page: Page): Promise<string[]> =>
  (await page.locator('main .tags .tag').allInnerTexts()).map((text) => text.trim()).sort();
const nameOn = async (page: Page): Promise<string> =>
  (await page.locator('main h1 .text').innerText()).trim();
const notesOn = (page: Page): Promise<string> => page.locator('main .words button .text').innerText();
/** What the page shows of what people wrote. */
const wordsOn = async (page: Page): Promise<unknown[]> => [
  await nameOn(page),
  await notesOn(page),
  await tagsOn(page),
];

async function show(page: Page): Promise<void> {
  await page.goto(`${session.host.origin}/${place}`);
  await page.reload();
  await page.locator('main h1').waitFor();
}

async function addTag(page: Page, tag: string): Promise<void> {
  await page.locator('main .tags input').focus();
  await page.keyboard.type(`${tag}\n`);
}

async function write(page: Page, label: 'Name' | 'Notes', text: string): Promise<void> {
  await page
    .locator('main')
    .getByRole('button', { name: `edit ${label}` })
    .click();
  await page.locator('main').getByRole('textbox', { name: label, exact: true }).fill(text);
  await page.keyboard.press(label === 'Name' ? 'Enter' : 'Control+Enter');
}

const unsettled = (page: Page) => page.locator('main').getByRole('alert', { name: /not written/ });

describe.skipIf(chromium === null)('typed words', () => {
  beforeAll(async () => {
    session = await openSampleWindow(String(chromium));
    first = session.page;
    second = await first.context().newPage();
    const row = first.getByRole('grid', { name: 'Runs' }).getByRole('row', { name: 'dying units' });
    place = String(await row.getByRole('link').getAttribute('href'));
    await show(first);
    await show(second);
  }, mostMs);
  afterAll(() => session.close());
  afterEach(() => expectNoMisdeeds(session));

  test('four tags typed without a pause are all there, at once and after loading anew', async () => {
    const before = await tagsOn(first);
    await first.locator('main .tags input').focus();
    await first.keyboard.type('one\ntwo\nthree\nfour\n');
    const expected = [...before, 'one', 'two', 'three', 'four'].sort();
    expect(await tagsOn(first)).toEqual(expected);
    await settles(() => tagsOn(second), expected);
    await show(first);
    await settles(() => tagsOn(first), expected);
  });

  test('two tags removed one shortly after the other are both gone', async () => {
    for (const tag of ['t1', 't2']) await addTag(first, tag);
    await show(first);
    await first.getByRole('button', { name: 'Remove the tag t1' }).click();
    await first.waitForTimeout(150);
    await first.getByRole('button', { name: 'Remove the tag t2' }).click();
    const expected = (await tagsOn(first)).filter((tag) => tag !== 't1' && tag !== 't2');
    await settles(() => tagsOn(second), expected);
    await show(first);
    await settles(() => tagsOn(first), expected);
  });

  test('what was typed over a text that changed meanwhile is kept, and either text can be chosen', async () => {
    for (const [choice, expected] of [
      ['Leave what is there', 'of the second: Leave what is there'],
      ['Write what I typed', 'of the first'],
    ] as const) {
      const main = first.locator('main');
      await main.getByRole('button', { name: 'edit Notes' }).click();
      await main.getByRole('textbox', { name: 'Notes', exact: true }).fill('of the first');
      const other = `of the second: ${choice}`;
      await write(second, 'Notes', other);
      await show(second); // then it is the program that says so
      await settles(() => notesOn(second), other);
      await main.getByRole('textbox', { name: 'Notes', exact: true }).press('Control+Enter');
      await unsettled(first).getByText('of the first').waitFor();
      await first.reload();
      await unsettled(first).getByText('of the first').waitFor();
      expect(await notesOn(first)).toBe(other);
      await unsettled(first).getByRole('button', { name: choice }).click();
      await unsettled(first).waitFor({ state: 'detached' });
      await settles(() => notesOn(first), expected);
      await settles(() => notesOn(second), expected);
    }
  });

  test('a draft edited in two windows: neither is lost, and either can be chosen', async () => {
    await first.goto(`${session.host.origin}/#/new?preset=quick-start`);
    const name = (page: Page) => page.locator('main').getByRole('textbox', { name: 'Name', exact: true });
    await name(first).fill('begun');
    await first.getByText('Draft kept').waitFor();
    await second.goto(first.url());
    await settles(() => name(second).inputValue(), 'begun');
    await name(second).fill('of the second');
    await second.getByText('Draft kept').waitFor();
    await name(first).fill('of the first');
    await first.getByText('This draft was changed in another window').waitFor();
    await first.getByRole('button', { name: 'Take the other' }).click();
    await settles(() => name(first).inputValue(), 'of the second');
    await name(first).fill('of the first again');
    await first.getByText('Draft kept').waitFor();
    await name(second).fill('of the second again');
    await second.getByRole('button', { name: 'Keep what stands here' }).click();
    await second.getByText('Draft kept').waitFor();
    await name(first).fill('left alone');
    await first.getByText('This draft was changed in another window').waitFor();
    await first.getByRole('link', { name: 'New experiment' }).first().click();
    await first.getByText('(as in the other window)').waitFor();
    await first.getByText('of the second again').waitFor();
    await show(first);
    await show(second);
  });

  test(
    `two windows at one run type at random for ${seconds} s; what each was told is what the store holds`,
    { timeout: seconds * 1000 + mostMs },
    async () => {
      let seed = 20251;
      const below = (count: number): number => {
        seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
        return Math.floor((seed / 2_147_483_648) * count);
      };
      const expected = new Set(await tagsOn(first));
      const ownTags: string[][] = [[], []];
      let typed = 0;
      /** Each window has tags of its own names, so that what must be there in the end is known. */
      const act = async (page: Page, window: number): Promise<void> => {
        const own = ownTags[window] ?? [];
        typed += 1;
        const what = below(5);
        const gone = own[below(own.length)];
        if (what < 2) {
          const tag = `w${window} ${typed}`;
          own.push(tag);
          expected.add(tag);
          await addTag(page, tag);
        } else if (what === 2 && gone !== undefined) {
          own.splice(own.indexOf(gone), 1);
          expected.delete(gone);
          await page.getByRole('button', { name: `Remove the tag ${gone}`, exact: true }).click();
        } else {
          await write(page, what === 3 ? 'Name' : 'Notes', `window ${window} wrote ${typed}`);
        }
      };
      const texts = (page: Page): Promise<string[]> => unsettled(page).locator('.mine').allInnerTexts();
      const end = Date.now() + seconds * 1000;
      const drive = async (page: Page, window: number): Promise<void> => {
        while (Date.now() < end) {
          await act(page, window);
          await page.waitForTimeout(below(200));
        }
      };
      await Promise.all([drive(first, 0), drive(second, 1)]);
      await settles(() => tagsOn(first), [...expected].sort());
      const [name, notes] = [await nameOn(first), await notesOn(first)];
      await settles(() => wordsOn(second), [name, notes, [...expected].sort()]);
      // A text is either what all see, or was written over by somebody who saw it, or is kept where it was typed.
      for (const page of [first, second])
        for (const mine of await texts(page)) expect([name, notes]).not.toContain(mine);
      const told = [await wordsOn(first), await wordsOn(second)];
      await show(first);
      await show(second);
      await settles(() => wordsOn(first), told[0]);
      await settles(() => wordsOn(second), told[1]);
      expect(typed).toBeGreaterThan(4);
    },
  );
});
