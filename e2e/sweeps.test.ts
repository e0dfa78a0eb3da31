/**
 * Sweeps in a real browser: one described from a run's settings and begun with the keyboard, followed while it trains,
 * looked through, stopped by the end of its host and gone on with by the next one.
 */

import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { tinyExperiment } from '../src-shared/spec/fixtures/tiny-experiment.ts';
import { sayIfMissing } from './support/chromium.ts';
import { inaccessible } from './support/accessibility.ts';
import { mostMs, untilProgress } from './support/progress.ts';
import { expectNoMisdeeds } from './support/sample-window.ts';
import { openWindowSession } from './support/window-session.ts';
import type { WindowSession } from './support/window-session.ts';

const chromium = sayIfMissing('The specs of sweeps');

let session: WindowSession;
/** "#/sweeps/ID" of the sweep that the specs make. */
let place = '';
/** Of the run whose settings vary. */
let runId = '';

const experiment = {
  ...tinyExperiment,
  layers: [{ kind: 'dense', units: 32 }],
  optimizer: { kind: 'smoothed-sgd', learningRate: 0.002 },
  training: { kind: 'together', epochs: 2, batchSize: 20 },
};

/** Over its middle. Where the axis stands depends on the fonts: it is looked for from the left. */
async function dragAlongFirstAxis(page: Page): Promise<void> {
  const chart = page.locator('figure', { hasText: 'Points over settings and error' }).locator('canvas');
  await chart.scrollIntoViewIfNeeded();
  const box = await chart.boundingBox();
  if (box === null) throw new Error('the chart is not in sight');
  const filter = page.getByLabel('Filter');
  for (let x = 10; x < box.width / 4 && (await filter.inputValue()) === ''; x += 12) {
    await page.mouse.move(box.x + x, box.y + 0.4 * box.height);
    await page.mouse.down();
    await page.mouse.move(box.x + x, box.y + 0.7 * box.height, { steps: 5 });
    await page.mouse.up();
  }
}

describe.skipIf(chromium === null)('sweeps', () => {
  beforeAll(async () => {
    session = await openWindowSession(String(chromium));
    const { page } = session;
    await session.go('#/new');
    await page.getByLabel('Start from a JSON file').setInputFiles({
      name: 'tiny.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify(experiment)),
    });
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.waitForURL(/#\/run/);
    runId = new URL(page.url()).hash.replace('#/run/', '');
  }, mostMs);
  afterAll(() => session.close());
  afterEach(() => expectNoMisdeeds(session));

  test(
    'one is made from the settings of a run: tick what varies, begin, and watch it to its end',
    async () => {
      const { page } = session;
      await page.getByRole('button', { name: 'More' }).click();
      await page.getByRole('menuitem', { name: 'Sweep over its settings …' }).click();
      await page.getByRole('checkbox', { name: 'Optimizer: Learning rate' }).focus();
      await page.keyboard.press('Space');
      await page.getByRole('checkbox', { name: 'Layers 1: Units' }).check();
      await page.getByLabel('Seeds').fill('1-2');
      await page.getByText('9 points, 18 runs').waitFor();
      expect(await inaccessible(page)).toEqual([]);
      await page.getByRole('button', { name: 'Begin the sweep' }).press('Enter');
      await page.waitForURL(/#\/sweeps\/\d/);
      place = new URL(page.url()).hash;
      const said = page.locator('main header p').first();
      await untilProgress(
        () => said.innerText(),
        (text) => text.includes('18 of 18'),
      );
      await page.getByText('Best so far').waitFor();
      expect(await inaccessible(page)).toEqual([]);
    },
    mostMs,
  );

  test(
    'points are filtered, and one opens to its runs',
    async () => {
      const { page } = session;
      await session.go(place);
      await page.getByText('9 of 9 points').waitFor();
      await page.getByLabel('Filter').fill('units=32');
      await page.getByText('3 of 9 points').waitFor();
      await page.getByLabel('Filter').fill('depth=12');
      await page.getByText('No setting of this sweep is called "depth".').waitFor();
      await page.getByLabel('Filter').fill('');
      await page.getByRole('button', { name: 'Show its runs' }).click();
      await page.getByRole('link', { name: 'Seed 2' }).click();
      await page.waitForURL(/#\/run\//);
    },
    mostMs,
  );

  test(
    'a range dragged along an axis of the parallel coordinates is left, in words',
    async () => {
      const { page } = session;
      await session.go(place);
      await page.getByText('9 of 9 points').waitFor();
      await page.getByRole('heading', { name: 'Parallel coordinates' }).scrollIntoViewIfNeeded();
      await dragAlongFirstAxis(page);
      await page.getByText(/^[36] of 9 points$/).waitFor();
      expect(await page.getByLabel('Filter').inputValue()).toMatch(
        /^learningRate>=0\.\d+ learningRate<=0\.\d+$/,
      );
      await page.getByLabel('Filter').fill('');
      await page.getByText('9 of 9 points').waitFor();
    },
    mostMs,
  );

  test(
    'one that is extended goes on in the next session where its host ended',
    async () => {
      const { page } = session;
      await session.go(place);
      await page.getByRole('button', { name: 'Extend …' }).click();
      await page.getByRole('dialog').getByLabel('Seeds').fill('1-6');
      await page.getByRole('button', { name: 'Extend and go on' }).click();
      await untilProgress(
        () => page.locator('main header p').first().innerText(),
        (text) => /(19|[2-5]\d) of 54/.test(text),
      );
      await session.host.stop();
      await session.restart();
      // The old window asked for its host as long as there was none.
      session.misdeeds.complaints.length = 0;
      await session.go(place);
      await untilProgress(
        () => session.page.locator('main header p').first().innerText(),
        (text) => text.includes('54 of 54'),
      );
    },
    mostMs,
  );

  test(
    'one can be trained at a place: its runs tell how they stand there, and are taken back',
    async () => {
      const { page } = session;
      await session.go('#/engines');
      await page.getByRole('button', { name: 'Add a place' }).click();
      const form = page.getByRole('dialog');
      await form.getByLabel('Name').fill('far');
      await form.getByLabel('Login node').fill('nowhere.invalid');
      await form.getByLabel('Folder there').fill('/nowhere');
      await form.getByRole('button', { name: 'Add', exact: true }).click();
      await page.getByRole('cell', { name: 'far', exact: true }).waitFor();

      await session.go(`#/sweeps?from=${runId}`);
      await page.getByRole('checkbox', { name: 'Layers 1: Units' }).check();
      await page.getByLabel('Seeds').fill('7');
      await page.getByLabel('Train at').selectOption('far');
      await page.getByText('3 points, 3 runs').waitFor();
      await page.getByRole('button', { name: 'Begin the sweep' }).click();
      await page.waitForURL(/#\/sweeps\/\d/);
      const sweep = new URL(page.url()).hash;

      await session.go('#/runs');
      const grid = page.getByRole('grid', { name: 'Runs' });
      await grid
        .getByText(/(sending to far|not sent to far yet)/)
        .first()
        .waitFor();
      await grid
        .getByRole('link', { name: /units=16/ })
        .first()
        .click();
      await page.getByText('At far: the run is not submitted yet.').waitFor();
      expect(await inaccessible(page)).toEqual([]);
      await page.getByRole('button', { name: 'Take back' }).click();
      await page.locator('[data-status="stopped"]').first().waitFor();
      await session.go(sweep);
      await page.getByRole('button', { name: 'Stop' }).click();
      await page.getByRole('button', { name: 'Go on' }).waitFor();
    },
    mostMs,
  );
});
