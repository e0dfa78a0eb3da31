/**
 * The logbook in a real browser: a page written, its panels, its past over a restart, two windows at one page, files that
 * need nothing else, a clean print, and Markdown that means ill.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { sayIfMissing } from './support/chromium.ts';
import { inaccessible } from './support/accessibility.ts';
import { mostMs, settles } from './support/progress.ts';
import { expectNoMisdeeds, openSampleWindow, savedBy } from './support/sample-window.ts';
import type { WindowSession } from './support/window-session.ts';

const chromium = sayIfMissing('The specs of the logbook');

let session: WindowSession;
/** Address of the page that the specs write. */
let place: string;

const text = (page: Page) => page.getByRole('textbox', { name: 'Text of the page' });
const paper = (page: Page) => page.locator('.logbook-paper');
const panel = (page: Page, name: string | RegExp) => paper(page).getByRole('figure', { name }).first();
const written = (page: Page) => page.locator('main').getByText('Written', { exact: true }).waitFor();

async function choose(page: Page, field: string, words: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: field, exact: true }).fill(words);
  await dialog.getByRole('option').filter({ hasText: words }).first().click();
}

async function insert(page: Page, sort: string, more: () => Promise<void>): Promise<void> {
  await page.getByRole('button', { name: 'Insert panel' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(sort, { exact: true }).click();
  await more();
  await dialog.getByRole('button', { name: 'Insert', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}

describe.skipIf(chromium === null)('the logbook', () => {
  beforeAll(async () => {
    session = await openSampleWindow(String(chromium));
  }, mostMs);
  afterAll(() => session.close());
  afterEach(() => expectNoMisdeeds(session));

  test('a page is written with the keyboard, with panels that nobody has to spell', async () => {
    const { page } = session;
    await session.go('#/logbook');
    await page.getByRole('button', { name: 'New page' }).first().focus();
    await page.keyboard.press('Enter');
    await text(page).waitFor();
    place = `#${new URL(page.url()).hash.slice(1)}`;
    await page.getByRole('textbox', { name: 'Title of the page' }).fill('What was tried');
    await text(page).focus();
    await page.keyboard.type('# Monday\n\nSome **strong** words.\n');
    await paper(page).locator('strong', { hasText: 'strong' }).waitFor();
    await insert(page, 'Table', () => choose(page, 'Runs', 'dying'));
    await panel(page, 'Runs').locator('td', { hasText: 'dying units' }).waitFor();
    // The runs that were chosen last are still chosen.
    await insert(page, 'Curve', () => choose(page, 'Metric', 'loss'));
    await panel(page, /Loss/).locator('canvas').waitFor();
    await insert(page, 'Heat map', async () => {});
    await panel(page, /Activities/)
      .locator('canvas')
      .first()
      .waitFor();
    await written(page);
  });

  test('a frozen panel holds what it showed, and the page says so in one short line', async () => {
    const { page } = session;
    const table = panel(page, 'Runs');
    await table.getByRole('button', { name: 'Freeze' }).click();
    await table.getByText('As of 20').waitFor();
    await table.locator('td', { hasText: 'dying units' }).waitFor();
    const words = await text(page).inputValue();
    expect(words).toMatch(/^frozen: \S+ [a-z0-9]+$/m);
    expect(words).not.toContain('ffwb-data');
    await written(page);
    await page.reload();
    await table.getByText('As of 20').waitFor();
    await table.locator('td', { hasText: 'dying units' }).waitFor();
  });

  test('undo goes back over a restart of the program, and redo forward', async () => {
    await text(session.page).fill('Another text altogether');
    await written(session.page);
    await session.host.stop();
    await session.restart();
    session.misdeeds.complaints.length = 0;
    const { page } = session;
    await session.go(place);
    await settles(() => text(page).inputValue(), 'Another text altogether');
    await page.getByRole('button', { name: 'Undo' }).click();
    await settles(async () => (await text(page).inputValue()).includes('# Monday'), true);
    await panel(page, 'Runs').getByText('As of 20').waitFor();
    await page.getByRole('button', { name: 'Redo' }).click();
    await settles(() => text(page).inputValue(), 'Another text altogether');
    await page.getByRole('button', { name: 'Undo' }).click();
    await settles(async () => (await text(page).inputValue()).includes('# Monday'), true);
  });

  test('two windows at one page: both texts are shown, also after a reload, and either can be chosen', async () => {
    const { page } = session;
    const before = await text(page).inputValue();
    const second = await page.context().newPage();
    await second.goto(`${session.host.origin}/${place}`);
    await settles(() => text(second).inputValue(), before);
    const isWarned = (each: Page): Promise<boolean> =>
      each.getByRole('alert').filter({ hasText: 'Both texts are here' }).isVisible();
    const loserOf = async (): Promise<Page | null> =>
      (await isWarned(page)) ? page : (await isWarned(second)) ? second : null;
    let loser: Page | null = null;
    let turn = 0;
    // On a busy machine what one writes may reach the other before that has begun; then neither is too late.
    while (loser === null) {
      turn += 1;
      const texts = ['first', 'second'].map((name) => `${before}\n\n${name} ${turn}`);
      await Promise.all([page, second].map((each, at) => text(each).fill(texts[at] ?? '')));
      const areAlike = async (): Promise<boolean> =>
        (await text(page).inputValue()) === (await text(second).inputValue());
      await settles(async () => (await loserOf()) !== null || (await areAlike()), true);
      loser = await loserOf();
    }
    const winner = loser === page ? second : page;
    const names = [`first ${turn}`, `second ${turn}`] as const;
    const [mine, theirs] = loser === page ? names : [names[1], names[0]];
    await loser.reload();
    const alert = loser.getByRole('alert').filter({ hasText: 'Both texts are here' });
    await alert.getByLabel('Your text', { exact: true }).getByText(mine).waitFor();
    await alert.getByLabel("The other window's text").getByText(theirs).waitFor();
    await alert.getByRole('button', { name: 'Write mine' }).click();
    await written(loser);
    await settles(async () => (await text(winner).inputValue()).endsWith(mine), true);
    await second.close();
    await text(page).fill(before);
    await written(page);
  });

  test('an exported page needs nothing else: offline, from a file, without a message', async () => {
    const { page } = session;
    const file = await savedBy(page, async () => {
      await page.getByRole('button', { name: 'Export' }).click();
      await page.getByRole('menuitem', { name: 'One HTML file' }).click();
    });
    expect(file.name).toBe('what-was-tried.html');
    expect(file.text).not.toMatch(/https?:|\ssrc=|\shref=|@import|url\((?!#)/);
    const folder = mkdtempSync(join(tmpdir(), 'ffwb-page-'));
    const path = join(folder, file.name);
    writeFileSync(path, file.bytes);
    const context = await page.context().browser()!.newContext({ offline: true });
    const alone = await context.newPage();
    const said: string[] = [];
    alone.on('console', (message) => said.push(message.text()));
    alone.on('request', (request) => said.push(request.url()));
    await alone.goto(pathToFileURL(path).href);
    expect(await alone.locator('figure svg').count()).toBe(2);
    expect(await alone.locator('figure td', { hasText: 'dying units' }).count()).toBe(1);
    expect(said).toEqual([pathToFileURL(path).href]);
    await context.close();

    const run = (...words: string[]): string =>
      execFileSync(
        process.execPath,
        ['src-main/host/node/ffwb.ts', 'logbook', ...words, '--data-dir', session.folder],
        { encoding: 'utf8' },
      );
    expect(run('list')).toContain('What was tried');
    run('export', 'What was tried', '--out', join(folder, 'told.html'));
    // Axes are laid out by measured words, which a browser and Node measure differently; the rest is the same.
    const words = (html: string): string =>
      html.replaceAll(/<(style|svg)\b[\s\S]*?<\/\1>|<footer>.*<\/footer>/g, '[$1]');
    expect(words(readFileSync(join(folder, 'told.html'), 'utf8'))).toBe(words(file.text));
    run('export', 'What was tried', '--out', join(folder, 'told.md'));
    expect(readdirSync(folder).toSorted()).toEqual([
      'told-1.svg',
      'told-2.svg',
      'told.html',
      'told.md',
      file.name,
    ]);
    const markdown = readFileSync(join(folder, 'told.md'), 'utf8');
    for (const part of ['Some **strong** words.', '](<told-1.svg>)', '| sample, dying units |'])
      expect(markdown).toContain(part);
    expect(() => run('export', 'What was tried', '--out', join(folder, 'told.md'))).toThrow(
      /is there already/,
    );
    expect(() => run('export', 'What was tried', '--out', join(session.folder, 'a.html'))).toThrow(
      /data folder/,
    );
  });

  test('printed, there is the page and nothing of the window', async () => {
    const { page } = session;
    await page.emulateMedia({ media: 'print' });
    await settles(() => page.locator('nav').first().isVisible(), false);
    expect([
      await text(page).isVisible(),
      await page.getByRole('button', { name: 'Insert panel' }).isVisible(),
      await paper(page).locator('canvas').first().isVisible(),
      await paper(page).locator('img.on-paper').first().isVisible(),
    ]).toEqual([false, false, false, true]);
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    await page.emulateMedia({ media: null });
  });

  test('every rule of accessibility holds in both themes, for the list, the page, the dialog', async () => {
    const { page } = session;
    for (const theme of ['Light', 'Dark']) {
      await page.getByRole('button', { name: theme, exact: true }).click();
      for (const where of ['#/logbook', place, `${place}?mode=read`]) {
        await session.go(where);
        await page.getByText('What was tried').or(page.getByRole('textbox')).first().waitFor();
        if (where !== '#/logbook')
          await panel(page, /Activities/)
            .locator('canvas')
            .first()
            .waitFor();
        expect(await inaccessible(page), `${theme} ${where}`).toEqual([]);
        const shots = process.env['FFWB_SHOTS'];
        if (shots === undefined) continue;
        for (const width of [1280, 1920]) {
          await page.setViewportSize({ width, height: width === 1280 ? 800 : 1080 });
          await page.waitForTimeout(600);
          const name = `${theme}-${width}-${where === '#/logbook' ? 'list' : where.includes('mode') ? 'read' : 'both'}.png`;
          await page.screenshot({ path: join(shots, name) });
        }
      }
    }
    await page.getByRole('button', { name: 'As the system' }).click();
  });

  test('a run and a comparison are added to a page that one chooses', async () => {
    const { page } = session;
    await session.go('#/runs');
    await page.getByRole('grid', { name: 'Runs' }).getByRole('link', { name: 'dying units' }).click();
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Add to the logbook' }).click();
    await page.getByRole('button', { name: 'What was tried' }).click();
    await settles(async () => (await text(page).inputValue()).split('```ffwb-panel').length, 6);
    await panel(page, /error/).locator('canvas').waitFor();
  });

  test('Markdown that means ill does nothing: no script, no request, nothing on the console', async () => {
    const { page } = session;
    await session.go('#/logbook');
    await page.getByRole('button', { name: 'New page' }).first().click();
    await text(page).fill(
      [
        '<script>window.hit = true</script>',
        '<img src=x onerror="window.hit=true"> <svg/onload=window.hit=true>',
        '[a](javascript:window.hit=true) ![b](https://example.com/x.png) <kbd><svg/onload=window.hit=true></kbd>',
        '<iframe srcdoc="<script>parent.hit=true</script>"></iframe>',
        '<style>@import "https://example.com/x.css"</style>',
        'The end',
      ].join('\n\n'),
    );
    await paper(page).getByText('The end').waitFor();
    for (const link of await paper(page).locator('a').all())
      expect(await link.getAttribute('href')).toMatch(/^(https?:|mailto:|#\/)/);
    expect(await page.evaluate('window.hit')).toBeUndefined();
    expect(await paper(page).locator('script, iframe, style, svg, img').count()).toBe(0);
  });
});
