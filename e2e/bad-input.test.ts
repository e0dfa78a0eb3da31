/**
 * Files that mean ill, or are plain wrong, given to the window in a real browser: each is refused in words that can be
 * read, the window goes on, and the runs are what they were. What only looks like markup is shown as the text it is.
 */

import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { mostMs } from './support/progress.ts';
import { archiveWithTexts, archivesToRefuse } from './seed-archives.ts';
import type { HostileArchive } from './seed-archives.ts';
import { sayIfMissing } from './support/chromium.ts';
import {
  expectNoMisdeeds,
  openSampleWindow,
  sampleRuns,
  savedBy,
  shownRuns,
} from './support/sample-window.ts';
import type { WindowSession } from './support/window-session.ts';
import { markupIn } from './support/svg-file.ts';

const chromium = sayIfMissing('The specs of bad input');

/** Whatever runs one of these leaves a mark, asks for a file that is not there, or breaks the page's policy. */
const mark = 'globalThis.wasExecuted = true';
const texts = {
  name: `<img src=x onerror="${mark}"> & "quotes"`,
  notes: `<script>${mark}</script><svg onload="${mark}"></svg>\n[click](javascript:${mark})`,
  tags: [`<b onmouseover="${mark}">tag</b>`],
};

let session: WindowSession;
let page: Page;
let archives: readonly HostileArchive[];

interface FileOfAUser {
  readonly name: string;
  readonly bytes: Uint8Array | string;
}

async function choose(field: string, ...files: readonly FileOfAUser[]): Promise<void> {
  await page.getByLabel(field, { exact: true }).setInputFiles(
    files.map(({ name, bytes }) => ({
      name,
      mimeType: 'application/octet-stream',
      buffer: Buffer.from(bytes),
    })),
  );
}

const importRun = (file: FileOfAUser): Promise<void> => choose('Run archives to import', file);

/** Every file anywhere below the folder that holds the data folder, and beside it. */
function strayFiles(): string[] {
  const around = dirname(session.folder);
  const inside = readdirSync(session.folder, { recursive: true, encoding: 'utf8' });
  const outside = ['evil', 'evil.txt'].map((name) => join(around, name)).filter((path) => existsSync(path));
  return [...inside.filter((path) => /evil/.test(path)), ...outside];
}

async function expectNothingExecuted(): Promise<void> {
  expect(await page.evaluate('globalThis.wasExecuted')).toBeUndefined();
  const inserted = page.locator('img[src="x"], [onerror], [onload], [onmouseover], a[href^="javascript"]');
  expect(await inserted.count()).toBe(0);
}

describe.skipIf(chromium === null)('bad input', () => {
  beforeAll(async () => {
    session = await openSampleWindow(String(chromium));
    page = session.page;
    archives = archivesToRefuse();
  }, mostMs);
  afterAll(() => session.close());
  afterEach(async () => {
    await expectNothingExecuted();
    expectNoMisdeeds(session);
  });

  describe('as run archives', () => {
    test('each is refused with its reason, and the runs are what they were', async () => {
      const before = await shownRuns(page);
      expect(before).toHaveLength(sampleRuns);
      for (const [at, { wrong, bytes, refusal }] of archives.entries()) {
        const name = `bad-${at}.ffrun`;
        await importRun({ name, bytes });
        const told = page.getByRole('status').getByText(`Importing failed. ${name} is not a run archive: `);
        await told.waitFor();
        const words = await told.innerText();
        expect.soft(words, wrong).toMatch(refusal);
        expect.soft(words, wrong).toContain('Nothing was imported.');
        await page.getByRole('button', { name: 'Close' }).last().click();
        await told.waitFor({ state: 'detached' });
      }
      expect([await shownRuns(page), strayFiles()]).toEqual([before, []]);
    });

    test('a run that is here already is refused, and a bad file keeps no good one out', async () => {
      const before = await shownRuns(page);
      const [bad] = archives;
      const present = archiveWithTexts({ name: 'again', notes: '', tags: [] });
      await choose(
        'Run archives to import',
        { name: 'bad.ffrun', bytes: bad?.bytes ?? '' },
        { name: 'present.ffrun', bytes: present },
      );
      await page.getByText('Importing failed. bad.ffrun is not a run archive').waitFor();
      await page.getByText(/Importing failed\. The run \S+ is already here\./).waitFor();
      expect(await shownRuns(page)).toEqual(before);
      const closes = page.getByRole('button', { name: 'Close' });
      while ((await closes.count()) > 0) await closes.first().click();
    });
  });

  describe('as names, notes and tags that look like markup', () => {
    let run: string;

    test('the run is imported in the place of the one that was deleted, and the table shows its name', async () => {
      await page.getByRole('row', { name: /sample, dying units/ }).click();
      await page.keyboard.press('Delete');
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
      await page.getByText(`${sampleRuns - 1} of ${sampleRuns - 1} runs`).waitFor();
      await importRun({ name: `${texts.name}.ffrun`, bytes: archiveWithTexts(texts) });
      await page.getByText('The run was imported.').waitFor();
      const link = page.getByRole('grid', { name: 'Runs' }).getByRole('link', { name: texts.name });
      await link.waitFor();
      run = String(await link.getAttribute('href'));
      const inspector = page.locator('.inspector');
      for (const text of [texts.name, '<script>', ...texts.tags])
        await inspector.getByText(text).first().waitFor();
    });

    test('the view of the run shows all of them', async () => {
      await session.go(run);
      await page.getByRole('heading', { name: texts.name }).waitFor();
      for (const line of [...texts.notes.split('\n'), ...texts.tags])
        await page.locator('main').getByText(line).first().waitFor();
    });

    test('a comparison shows the name in legends, read-outs, tooltips and tables', async () => {
      const others = await idsOfRuns();
      await session.go(`#/compare?runs=${others.join(',')}`);
      const chart = page.getByRole('figure', { name: 'Test error, goodness', exact: true });
      await chart.getByRole('button', { name: texts.name }).waitFor();
      await chart.getByRole('group', { name: /^Test error, goodness: arrow keys/ }).focus();
      await page.keyboard.press('ArrowRight');
      await chart.getByText(texts.name).nth(1).waitFor();
      const results = page.getByRole('group', { name: 'Results' });
      await results.getByRole('rowheader', { name: texts.name }).waitFor();
      await expectTooltip(/^Test error against/, texts.name);
    });

    test('a figure that is saved holds the name as text', async () => {
      const chart = page.getByRole('figure', { name: 'Test error, goodness', exact: true });
      await chart.getByRole('button', { name: /save, table$/ }).click();
      const file = await savedBy(page, () => page.getByRole('menuitem', { name: 'Save as SVG' }).click());
      expect(await markupIn(page, file.text)).toMatchObject({ problem: null, forbidden: [] });
      const { words } = await markupIn(page, file.text);
      expect(words.join(' ')).toContain(texts.name);
    });

    test('the palette finds the run by its name', async () => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('onerror');
      const palette = page.getByRole('dialog', { name: 'Command palette' });
      await palette.getByRole('option', { name: texts.name }).waitFor();
      await page.keyboard.press('Escape');
    });

    test('deleting it asks by its name', async () => {
      await session.go('#/runs');
      await page.getByRole('row', { name: texts.name }).click();
      await page.keyboard.press('Delete');
      await page.getByRole('dialog').getByText(texts.name).waitFor();
      await page.keyboard.press('Escape');
    });
  });

  describe('as experiments', () => {
    const files: readonly (FileOfAUser & { readonly wrong: string; readonly told: RegExp })[] = [
      {
        wrong: 'of the future',
        name: 'later.json',
        bytes: JSON.stringify({ version: 99, name: 'later' }),
        told: /version 99, newer than the newest/,
      },
      { wrong: 'cut short', name: 'cut.json', bytes: '{"version": 1, "name":', told: /Line 1, column \d+: / },
      { wrong: 'no object', name: 'list.json', bytes: '[1, 2, 3]', told: /object/ },
      {
        wrong: 'nested without end',
        name: 'deep.json',
        bytes: '{"a":'.repeat(50_000) + '1' + '}'.repeat(50_000),
        told: /nested too deeply/,
      },
    ];

    test.each(files)(
      'a file that is $wrong is kept as text, and what is wrong with it is said',
      async (file) => {
        await session.go('#/new?preset=quick-start');
        const editor = page.getByLabel('The experiment as JSON');
        await editor.waitFor();
        await choose('Load an experiment from a file', file);
        // Text that can be read is set out in lines.
        const shown = async (): Promise<string> => (await editor.inputValue()).replaceAll(/\s/g, '');
        await expect.poll(shown).toBe(String(file.bytes).replaceAll(/\s/g, ''));
        await page.locator('main').getByText(file.told).first().waitFor();
        expect(await page.getByRole('button', { name: 'Start', exact: true }).isEnabled()).toBe(false);
      },
    );
  });

  describe('as datasets', () => {
    const header = Buffer.from([0, 0, 8, 3, 0, 0, 0x27, 0x10, 0, 0, 0, 28, 0, 0, 0, 28]);
    const wrongSets: readonly { wrong: string; files: readonly FileOfAUser[]; told: RegExp }[] = [
      {
        wrong: 'are plain text',
        files: [
          { name: 'train-images', bytes: 'hello' },
          { name: 'train-labels', bytes: 'hello' },
        ],
        told: /train-(images|labels)/,
      },
      {
        wrong: 'promise more than they hold',
        files: [
          { name: 'train-images', bytes: header },
          { name: 'train-labels', bytes: Buffer.from([0, 0, 8, 1, 0, 0, 0x27, 0x10]) },
        ],
        told: /train-(images|labels)/,
      },
      { wrong: 'are only one', files: [{ name: 'picture.png', bytes: 'x' }], told: /label|picture/ },
    ];

    test.each(wrongSets)(
      'files that $wrong are refused, and no dataset is added',
      async ({ files, told }) => {
        await session.go('#/runs');
        await session.go('#/datasets');
        await page.getByRole('button', { name: 'Add a dataset' }).click();
        const form = page.getByRole('region', { name: 'Add a dataset' });
        await form.getByLabel('Name').fill('mine');
        await choose('Files to add', ...files);
        await form.getByRole('button', { name: 'Add dataset' }).click();
        await expect.poll(async () => (await form.getByRole('alert').allInnerTexts()).join()).toMatch(told);
        expect(existsSync(join(session.folder, 'datasets', 'mine'))).toBe(false);
      },
    );
  });

  test('after all that the window works: a run opens and its curves are drawn', async () => {
    await session.go('#/runs');
    await page.getByText(`${sampleRuns} of ${sampleRuns} runs`).waitFor();
    await page.getByRole('link', { name: 'sample, small net' }).first().click();
    await page.getByRole('figure', { name: 'Error of each layer, test' }).waitFor();
  });
});

async function idsOfRuns(): Promise<string[]> {
  await session.go('#/runs');
  const links = page.getByRole('grid', { name: 'Runs' }).getByRole('link');
  await links.nth(sampleRuns - 1).waitFor();
  const addresses = await Promise.all((await links.all()).map((link) => link.getAttribute('href')));
  return addresses.map((address) => String(address).replace('#/run/', ''));
}

/** Points about a chart until its tooltip says this. */
async function expectTooltip(title: RegExp, text: string): Promise<void> {
  const chart = page.getByRole('figure', { name: title });
  await chart.scrollIntoViewIfNeeded();
  const box = await chart.locator('canvas').first().boundingBox();
  if (box === null) throw new Error('The chart is not drawn.');
  const tooltip = page.locator('.chart-tooltip').filter({ hasText: text });
  for (let y = 4; y < box.height; y += 6) {
    for (let x = 4; x < box.width; x += 6) {
      await page.mouse.move(box.x + x, box.y + y);
      if (await tooltip.isVisible()) return;
    }
  }
  throw new Error(`No tooltip says ${text}`);
}
