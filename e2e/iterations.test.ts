/**
 * A net that settles, in a real browser: trained by the real program, its error iteration by iteration, what every label is
 * worth at each, the activities of all layers under a slider, and the same of any image. A net of one pass says that it has no
 * iterations. `FFWB_PICTURES` names a folder to keep pictures of it in.
 */

import { join } from 'node:path';

import type { Locator, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { inaccessible } from './support/accessibility.ts';
import { sayIfMissing } from './support/chromium.ts';
import { mostMs, settles, untilProgress } from './support/progress.ts';
import { untilCompleted } from './support/run-errors.ts';
import { expectNoMisdeeds } from './support/sample-window.ts';
import { cellsOf, numberOf, twinOf } from './support/table-cells.ts';
import { openWindowSession } from './support/window-session.ts';
import type { WindowSession } from './support/window-session.ts';

const chromium = sayIfMissing('The specs of iterations');
const pictures = process.env['FFWB_PICTURES'];
const longEnough = { timeout: mostMs };

const onePass = {
  version: 2,
  name: 'one pass',
  dataset: {
    ...{ kind: 'synthetic', size: 8, classes: 5, noise: 0.4 },
    ...{ trainExamples: 400, validationExamples: 100, testExamples: 60 },
  },
  labels: { kind: 'in-input' },
  layers: [
    { kind: 'dense', units: 24 },
    { kind: 'dense', units: 20 },
  ],
  activation: { kind: 'relu' },
  normalization: { kind: 'root-mean-square' },
  goodness: { kind: 'sum-of-squares' },
  threshold: { kind: 'units' },
  peer: { kind: 'running-mean' },
  negatives: { kind: 'hard' },
  optimizer: { kind: 'smoothed-sgd', learningRate: 0.05 },
  training: { kind: 'together', epochs: 3, batchSize: 20 },
  readouts: [{ kind: 'goodness', firstLayer: 1 }, { kind: 'softmax' }],
  measures: { everySteps: 4 },
};
const settling = {
  ...onePass,
  name: 'settling',
  labels: { kind: 'on-top', value: 2.236 },
  feedback: { kind: 'synchronous', iterations: 4, firstJudged: 2, lastJudged: 3 },
};
const stepsMeasured = ['20', '40', '60'];
const iterations = ['1', '2', '3', '4'];
const judged = ['2', '3'];

let session: WindowSession;
let page: Page;
/** Identifiers of the runs. */
const runs = { settling: '', onePass: '' };

const panel = (): Locator =>
  page.getByRole('region', { name: 'Goodness of every label, iteration by iteration' });
const slider = (): Locator => page.getByRole('slider', { name: 'Iteration', exact: true });
const heading = (name: string | RegExp): Locator => page.getByRole('heading', { name, exact: true });

async function train(experiment: { readonly name: string }): Promise<string> {
  await session.go('#/new');
  await page.getByLabel('Start from a JSON file').setInputFiles({
    name: `${experiment.name}.json`,
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(experiment)),
  });
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.waitForURL(/#\/run\//);
  await untilCompleted(page);
  return new URL(page.url()).hash.replace('#/run/', '');
}

/** Of every iteration: which it is, the label ahead with "right" or "wrong" behind it, by how much, and "judged". */
async function verdicts(): Promise<string[][]> {
  const [, ...rows] = await cellsOf(panel().locator('table.plain-table'));
  return rows;
}

/** The label ahead at every iteration, by the numbers of the chart. */
async function aheadInChart(): Promise<string[]> {
  const title = 'Goodness by iteration';
  const rows = await twinOf(panel().getByRole('figure', { name: title }), title);
  return iterations.map((iteration) => {
    const labels = rows.filter(([, at]) => at === iteration);
    const best = Math.max(...labels.map(([, , value]) => numberOf(value ?? '')));
    const first = labels.find(([, , value]) => numberOf(value ?? '') === best);
    return String(first?.[0]).replace(', true', '');
  });
}

/** Every canvas inside, as it is drawn. */
async function drawn(within: Locator): Promise<string[]> {
  await within.locator('canvas').first().waitFor();
  return within
    .locator('canvas')
    .evaluateAll((all) => all.map((canvas) => (canvas as unknown as { toDataURL(): string }).toDataURL()));
}

/** The first iteration and all after it by the arrow keys, with what is drawn inside at each. */
async function throughAll(within: readonly Locator[]): Promise<string[][][]> {
  await slider().focus();
  const seen: string[][][] = [];
  for (const iteration of iterations) {
    await page.keyboard.press(iteration === '1' ? 'Home' : 'ArrowRight');
    const isJudged = judged.includes(iteration) ? ', judged' : '';
    await settles(() => slider().getAttribute('aria-valuetext'), `${iteration} of 4${isJudged}`);
    await settles(() => panel().locator('tr[aria-current=true] th').allInnerTexts(), [iteration]);
    seen.push(await Promise.all(within.map(drawn)));
  }
  return seen;
}

const differ = (drawings: readonly unknown[]): boolean =>
  new Set(drawings.map((each) => JSON.stringify(each))).size === drawings.length;

describe.skipIf(chromium === null)('iterations', () => {
  beforeAll(async () => {
    session = await openWindowSession(String(chromium));
    page = session.page;
    runs.onePass = await train(onePass);
    runs.settling = await train(settling);
  }, mostMs);
  afterAll(() => session.close());
  afterEach(() => expectNoMisdeeds(session));

  test('the run has a curve of the error of every iteration, at every full measure', longEnough, async () => {
    await session.go(`#/run/${runs.settling}`);
    const title = 'Error of each iteration alone';
    const chart = page.getByRole('figure', { name: title, exact: true });
    const names = iterations.map((iteration) => `iteration ${iteration}`);
    await settles(() => chart.getByRole('list').getByRole('button').allInnerTexts(), names);
    // Curves follow what is recorded about once a second, also after the run said that it is completed.
    const rows = await untilProgress(
      () => twinOf(chart, title),
      (shown) => shown.length === names.length * stepsMeasured.length,
    );
    expect(rows.map(([curve, step]) => [curve, step])).toEqual(
      names.flatMap((name) => stepsMeasured.map((step) => [name, step])),
    );
    const errors = rows.map(([, , value]) => numberOf(value ?? ''));
    expect(errors.every((error) => error >= 0 && error <= 100)).toBe(true);
    expect(new Set(errors).size).toBeGreaterThan(1);
  });

  test(
    'goodness at an iteration has a chart where it is wanted, until it is taken away',
    longEnough,
    async () => {
      const title = 'Goodness of the right label at iteration 3';
      const chart = page.getByRole('figure', { name: title, exact: true });
      await page.getByRole('combobox', { name: 'Add a chart of any metric' }).fill('iteration3/goodness');
      await page.getByRole('option', { name: 'iteration3/goodness/right' }).click();
      expect((await twinOf(chart, title)).map(([, step]) => step)).toEqual(stepsMeasured);
      await page.getByRole('button', { name: 'Remove this chart' }).click();
      await chart.waitFor({ state: 'detached' });
    },
  );

  test('its probe image: goodness per label, and who is ahead at each iteration', longEnough, async () => {
    await session.go(`#/run/${runs.settling}?tab=layers`);
    await panel().waitFor();
    const rows = await verdicts();
    expect(rows.map(([iteration, , , isJudged]) => [iteration, isJudged])).toEqual(
      iterations.map((iteration) => [iteration, judged.includes(iteration) ? 'judged' : '']),
    );
    expect(rows.map(([, label]) => label?.replace(/ .*/, ''))).toEqual(await aheadInChart());
  });

  test(
    'a slider shows the activities of all layers at any iteration, by the keyboard',
    longEnough,
    async () => {
      const layers = [1, 2].map((layer) => page.getByRole('figure', { name: `Activities, layer ${layer}` }));
      await heading('Activities of the probe image').waitFor();
      const asJudged = await Promise.all(layers.map(drawn));
      const seen = await throughAll(layers);
      await heading('Activities of the probe image at iteration 4').waitFor();
      for (const layer of [0, 1]) expect(differ(seen.map((pictures) => pictures[layer]))).toBe(true);
      // Positive, negative, difference: of the label the first layer has seen nothing before the second iteration.
      const first = seen.map(([pictures]) => pictures?.[0] === pictures?.[1]);
      expect(first).toEqual([true, false, false, false]);
      expect(seen.map(([, pictures]) => pictures?.[0] === pictures?.[1])).not.toContain(true);
      await page.getByRole('button', { name: 'As judged' }).click();
      await heading('Activities of the probe image').waitFor();
      expect(await Promise.all(layers.map(drawn))).toEqual(asJudged);
    },
  );

  test('another moment of the run shows the iterations of then', longEnough, async () => {
    const before = await panel().innerText();
    await page.getByRole('slider', { name: 'Moment' }).press('Home');
    await panel().getByText('The probe image at step 0, epoch 0').waitFor();
    expect(await panel().innerText()).not.toBe(before);
    await page.getByRole('slider', { name: 'Moment' }).press('End');
  });

  test(
    'Inspect shows of an image which label wins at which iteration, and what is answered',
    longEnough,
    async () => {
      await session.go(`#/inspect/${runs.settling}?index=3`);
      await panel().waitFor();
      const said = String(await page.getByText(/^True class: /).textContent()).trim();
      const trueClass = /^True class: (\S+)\.$/.exec(said)?.[1];
      const rows = await verdicts();
      const ahead = await aheadInChart();
      expect(rows.map(([, label]) => label)).toEqual(
        ahead.map((label) => `${label} ${label === trueClass ? 'right' : 'wrong'}`),
      );
      const answers = page.getByRole('region', { name: 'What the net saw, and its answers' });
      const [answer, verdict] = (
        await answers
          .getByRole('row', { name: /^Goodness/ })
          .first()
          .locator('td')
          .first()
          .innerText()
      ).split(/\s+/);
      await panel().getByText(`In iterations 2 to 3 together ${answer} is ahead, ${verdict}.`).waitFor();
      await answers.getByText('This net settles over iterations with the label on top').waitFor();
    },
  );

  test(
    'Inspect shows all layers at any iteration, and stays there from image to image',
    longEnough,
    async () => {
      const layers = [1, 2].map((layer) => page.getByRole('region', { name: `Layer ${layer}`, exact: true }));
      const seen = await throughAll(layers);
      for (const layer of [0, 1]) expect(differ(seen.map((pictures) => pictures[layer]))).toBe(true);
      await slider().press('Home');
      const help = page.getByRole('region', { name: 'Layer by layer' }).locator('.help');
      await settles(async () => (await help.innerText()).includes('iteration 1.'), true);
      const before = await panel().innerText();
      await page.getByRole('button', { name: 'Next image' }).click();
      await untilProgress(
        () => panel().innerText(),
        (text) => text !== before,
      );
      expect(await slider().getAttribute('aria-valuetext')).toBe('1 of 4');
    },
  );

  test('a net of one pass says that it has no iterations, and shows none', longEnough, async () => {
    await session.go(`#/inspect/${runs.onePass}?index=3`);
    await heading('Layer by layer').waitFor();
    await page.getByText('This net answers in one pass, so it has no iterations.').waitFor();
    expect([await panel().count(), await slider().count()]).toEqual([0, 0]);
    await session.go(`#/run/${runs.onePass}?tab=layers`);
    await heading('Activities of the probe image').waitFor();
    expect([await panel().count(), await slider().count()]).toEqual([0, 0]);
    await session.go(`#/run/${runs.onePass}`);
    await page.getByRole('figure', { name: 'Loss', exact: true }).waitFor();
    expect(await page.getByRole('figure', { name: /iteration/ }).count()).toBe(0);
  });

  test.each(['light', 'dark'] as const)('accessible, %s', longEnough, async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    const places = {
      curves: `#/run/${runs.settling}`,
      layers: `#/run/${runs.settling}?tab=layers`,
      inspect: `#/inspect/${runs.settling}?index=3`,
      'inspect-one-pass': `#/inspect/${runs.onePass}?index=3`,
    };
    const found: Record<string, string[]> = {};
    for (const [name, place] of Object.entries(places)) {
      await session.go(place);
      const awaited = {
        curves: page.getByText('Error of each iteration alone'),
        layers: panel(),
        inspect: panel(),
      };
      await (name in awaited ? awaited[name as keyof typeof awaited] : heading('Layer by layer'))
        .first()
        .waitFor();
      if (name === 'layers' || name === 'inspect') await slider().press('Home');
      await page.waitForLoadState('networkidle');
      if (pictures !== undefined) {
        await page.setViewportSize({ width: 1280, height: 2400 });
        await page.screenshot({ path: join(pictures, `iterations-${name}-${colorScheme}.png`) });
        await page.setViewportSize({ width: 1280, height: 800 });
      }
      const broken = await inaccessible(page);
      if (broken.length > 0) found[name] = broken;
    }
    expect(found).toEqual({});
  });
});
