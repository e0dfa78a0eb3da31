/**
 * The window as its users meet it: the real program served to a real Chromium, on real MNIST. Left out, and said so, where
 * there is no Chromium. No page may complain on its console or ask anything of another machine.
 */

import { readFileSync } from 'node:fs';

import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { inaccessible } from './support/accessibility.ts';
import { mostMs, settles } from './support/progress.ts';
import { sayIfMissing } from './support/chromium.ts';
import { firstTwoErrors, shownErrors, untilCompleted } from './support/run-errors.ts';
import { expectNoMisdeeds } from './support/sample-window.ts';
import { openWindowSession } from './support/window-session.ts';
import type { WindowSession } from './support/window-session.ts';

const chromium = sayIfMissing('The specs of the window');
const longEnough = { timeout: mostMs };

/** The first run's address in the table, its identifier last. */
async function newestRun(page: Page): Promise<string> {
  const address = await page.locator('a[href^="#/run/"]').first().getAttribute('href');
  return String(address);
}

describe.skipIf(chromium === null)('a newcomer', () => {
  let session: WindowSession;
  beforeAll(async () => {
    session = await openWindowSession(String(chromium));
  }, mostMs);
  afterAll(() => session.close());
  afterEach(() => expectNoMisdeeds(session));

  test('trains quick-start from the empty start and sees the error fall', longEnough, async () => {
    const { page } = session;
    await page.getByRole('button', { name: 'Train quick-start' }).click();
    await page.waitForURL(/#\/run\//);
    const [first, second] = await firstTwoErrors(page);
    expect(second).toBeLessThan(first);
  });

  test('pauses it, lets it go on, and stops it', longEnough, async () => {
    const { page } = session;
    const header = page.locator('main');
    await page.getByRole('button', { name: 'Pause' }).click();
    await header.getByText('paused').first().waitFor();
    await page.getByRole('button', { name: 'Resume' }).click();
    await header.getByText('running').first().waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await header.getByText('stopped').first().waitFor();
  });

  test(
    'finds the run after the program was killed in mid-training, and goes on to the end',
    longEnough,
    async () => {
      await session.page.getByRole('button', { name: 'Resume' }).click();
      await session.page.locator('main').getByText('running').first().waitFor();
      await session.host.kill();
      await session.restart();
      session.misdeeds.complaints.length = 0; // the old page lost its program
      const { page } = session;
      await page.getByText('interrupted').first().waitFor();
      await session.go(await newestRun(page));
      await page.getByRole('button', { name: 'Resume' }).click();
      await untilCompleted(page);
      const [goodness, softmax] = await shownErrors(page);
      expect(goodness).toBeLessThan(4);
      expect(softmax).toBeLessThan(4);
    },
  );

  test('looks into it: the first 7 under the labels 7 and 0', longEnough, async () => {
    const { page } = session;
    await page.getByRole('button', { name: 'Inspect' }).click();
    await page.getByRole('heading', { name: 'Layer by layer' }).waitFor();
    await settles(() => page.getByLabel('Positive label', { exact: true }).inputValue(), '7');
    await settles(() => page.getByLabel('Negative label', { exact: true }).inputValue(), '0');
    await page.getByText('True class: 7.').waitFor();
  });
});

describe.skipIf(chromium === null)('a researcher', () => {
  let session: WindowSession;
  beforeAll(async () => {
    session = await openWindowSession(String(chromium));
    await session.page.getByRole('button', { name: 'Open the sample project' }).click();
    await session.page.getByRole('row', { name: /sample, dying units/ }).waitFor();
  }, mostMs);
  afterAll(() => session.close());
  afterEach(() => expectNoMisdeeds(session));

  test('compares three seeds of one configuration with another', longEnough, async () => {
    const { page } = session;
    const links = await page.locator('a[href^="#/run/"]').all();
    const addresses = await Promise.all(links.map((link) => link.getAttribute('href')));
    const ids = [...new Set(addresses.map((each) => String(each).replace('#/run/', '')))];
    expect(ids).toHaveLength(4);
    await session.go(`#/compare?runs=${ids.join(',')}`);
    await page.getByRole('heading', { name: 'What differs' }).waitFor();
    await page.getByText('optimizer.learningRate').waitFor();
    await page.getByText('sample, small net (n = 3)').first().waitFor();
  });

  test('saves a figure as SVG with its title, legend and labels', longEnough, async () => {
    const { page } = session;
    await session.go('#/runs');
    await session.go(await newestRun(page));
    await page.getByRole('button', { name: 'Error of each layer, test: save, table' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: /SVG/ }).click(),
    ]);
    const svg = readFileSync(await download.path(), 'utf8');
    expect(svg).toMatch(/^<svg|<\?xml/);
    for (const word of ['Error of each layer, test', 'Layer 1 alone', 'Layer 2 alone', 'Step', 'Error (%)'])
      expect(svg).toContain(word);
  });

  test('takes a run to another folder as one file', longEnough, async () => {
    const { page } = session;
    await page.getByRole('button', { name: 'Export' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: /archive/i }).click(),
    ]);
    const archive = await download.path();
    const other = await openWindowSession(String(chromium));
    try {
      await other.page.getByText('import a run').click();
      await other.page
        .locator('input[type=file]')
        .first()
        .setInputFiles({
          name: download.suggestedFilename(),
          mimeType: 'application/octet-stream',
          buffer: readFileSync(archive),
        });
      await other.page
        .getByText(/^sample, /)
        .first()
        .waitFor();
      expectNoMisdeeds(other);
    } finally {
      await other.close();
    }
  });

  test('describes an experiment by form and by JSON, and starts it', longEnough, async () => {
    const { page } = session;
    await session.go('#/new?preset=quick-start');
    const editor = page.locator('textarea').last();
    await editor.waitFor();
    const draft = JSON.parse(await editor.inputValue()) as Record<string, unknown>;
    const tiny = {
      ...draft,
      name: '<script>alert(1)</script> tiny',
      dataset: { kind: 'synthetic' },
      layers: [{ kind: 'dense', units: 20 }],
      readouts: [{ kind: 'goodness', firstLayer: 1 }],
      negatives: { kind: 'uniform' },
    };
    await editor.fill(JSON.stringify(tiny, null, 2));
    await page
      .getByText('No conflict found')
      .or(page.getByText(/warning/i))
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.waitForURL(/#\/run\//);
    await untilCompleted(page);
    // What looks like a script in a name is text.
    await page.getByText('<script>alert(1)</script> tiny').first().waitFor();
  });

  test(
    'trains three seeds of two configurations, described by form, and compares them',
    longEnough,
    async () => {
      const { page } = session;
      const untilShown = (runs: number): Promise<void> =>
        page.getByText(new RegExp(`^\\s*${runs}\\s+of\\s+\\d+\\s+runs`)).waitFor();
      const trainAs = async (name: string): Promise<void> => {
        await page.getByLabel('Name', { exact: true }).fill(name);
        await page.getByLabel('Seeds, one run each').fill('1, 2, 3');
        await page.getByLabel('Tags, separated by commas').fill('pair');
        await page.getByRole('button', { name: /^Start/ }).click();
        await page.waitForURL(/#\/runs/);
        await page.getByLabel('Filter runs').fill(`"${name}" status:completed`);
        await untilShown(3);
      };
      await session.go('#/runs');
      await page.getByLabel('Filter runs').fill('alert');
      await page.getByRole('link', { name: /tiny/ }).click();
      await page.getByRole('button', { name: 'Duplicate and edit' }).first().click();
      await trainAs('narrow pair');
      await page.getByRole('link', { name: 'narrow pair' }).first().click();
      await page.getByRole('button', { name: 'Duplicate and edit' }).first().click();
      await page.getByLabel('Units', { exact: true }).fill('40');
      await expect.poll(() => page.locator('textarea').last().inputValue()).toContain('"units": 40');
      await trainAs('wide pair');

      await page.getByLabel('Filter runs').fill('tag:pair');
      await untilShown(6);
      await page.getByRole('grid', { name: 'Runs' }).focus();
      await page.keyboard.press('Control+a');
      await page.keyboard.press('c');
      await page.getByRole('heading', { name: 'What differs' }).waitFor();
      await page.getByText('layers.0.units').waitFor();
      for (const name of ['narrow pair', 'wide pair'])
        await page.getByText(`${name} (n = 3)`).first().waitFor();
      await page.getByText(/95\s%\sinterval.*n = 3/).waitFor(); // paired by seed
    },
  );

  test('is told what is wrong with an experiment from the future', longEnough, async () => {
    const { page } = session;
    await session.go('#/new?preset=quick-start');
    const editor = page.locator('textarea').last();
    await editor.waitFor();
    await editor.fill(JSON.stringify({ version: 99, name: 'later' }));
    await page
      .getByText(/version 99, newer than the newest/)
      .first()
      .waitFor();
    expect(await editor.inputValue()).toContain('"later"');
  });

  test.each(['light', 'dark'] as const)(
    'finds every view accessible, %s',
    longEnough,
    async (colorScheme) => {
      const { page } = session;
      await page.emulateMedia({ colorScheme });
      await session.go('#/runs');
      const run = await newestRun(page);
      const id = run.replace('#/run/', '');
      const places = [
        '#/runs',
        run,
        `#/inspect/${id}`,
        `#/compare?runs=${id}`,
        '#/reproduce',
        '#/new',
        '#/datasets',
        '#/engines',
      ];
      const found: Record<string, string[]> = {};
      for (const place of places) {
        await session.go(place);
        await page.locator('h1').first().waitFor();
        await page.waitForLoadState('networkidle');
        const broken = await inaccessible(page);
        if (broken.length > 0) found[place] = broken;
      }
      expect(found).toEqual({});
    },
  );
});
