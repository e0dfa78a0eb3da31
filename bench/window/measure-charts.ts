/** P2, P3 and P4: zooming long curves, opening a comparison of many runs, finding one of very many metrics. */

import { timeInput } from './paint-clock.ts';
import type { MeasuredWindow } from './measured-window.ts';
import { metricName } from './seed-runs.ts';
import { round, spreadOf } from './spread.ts';

const zooms = 32;

/** Seeds folded into mean and deviation, as a comparison opens; or a line for each run. */
export type Seeds = 'folded' | 'single';

function compareAddress(runIds: readonly string[], metrics: readonly string[], seeds: Seeds): string {
  return `#/compare?${new URLSearchParams({ runs: runIds.join(','), metrics: metrics.join('|'), seeds })}`;
}

/** P2: drags a narrower window into the one chart, again and again, then shows all; until the new points are drawn. */
export async function measureZoom({ page, go }: MeasuredWindow, runIds: readonly string[]) {
  await go(compareAddress(runIds, [metricName(0)], 'single'));
  const chart = page.locator('main figure.chart-frame').first();
  await chart.locator('canvas').waitFor();
  await page.waitForTimeout(1000);
  const [first, zoomed]: [number[], number[]] = [[], []];
  for (let zoom = 0; zoom < zooms; zoom += 1) {
    await chart.scrollIntoViewIfNeeded();
    const box = await chart.locator('.curves').boundingBox();
    if (box === null) throw new Error('the chart is not in sight');
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width * 0.3, y);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.8, y, { steps: 4 });
    await page.waitForTimeout(100);
    const part = 'main figure.chart-frame canvas, main figure.chart-frame figcaption';
    const painted = await timeInput(page, { part, event: 'pointerup', quietMs: 600 }, () => page.mouse.up());
    if (painted === null) throw new Error('the zoom drew nothing');
    first.push(painted.first);
    zoomed.push(painted.last);
    if (zoom % 4 === 3) {
      await page.getByRole('button', { name: 'Whole range' }).click();
      await page.waitForTimeout(1000);
    }
  }
  return {
    firstPaint: spreadOf(first),
    lastPaint: spreadOf(zoomed),
    note: await chart.locator('.note').textContent(),
  };
}

/** P3: goes to the comparison from the table of runs; until the last chart in sight is drawn. Ten charts are asked for. */
export async function measureCompare({ page, go }: MeasuredWindow, runIds: readonly string[], seeds: Seeds) {
  const metrics = Array.from({ length: 10 }, (_, index) => metricName(index));
  const address = compareAddress(runIds, metrics, seeds);
  await go('#/runs');
  await page.locator('[role=grid] [data-line="5"]').waitFor();
  const times: number[] = [];
  for (let round = 0; round < 6; round += 1) {
    await page.waitForTimeout(1000);
    await page.evaluate(() => window.paintClock.watch('main', null));
    const painted = page.evaluate(async (place) => {
      location.hash = place;
      return window.paintClock.settle(500, 60_000);
    }, address);
    times.push((await painted)?.last ?? NaN);
    await page.evaluate(() => (location.hash = '#/runs'));
  }
  const [cold, ...warm] = times;
  await page.evaluate((place) => (location.hash = place), address);
  await page.waitForTimeout(1500);
  const drawn = await page.locator('main figure.chart-frame canvas').count();
  return { first: round(cold ?? NaN), again: spreadOf(warm), chartsDrawn: drawn };
}

/** P4: opens the list of metrics of a comparison, then searches it letter by letter; until the list stands. */
export async function measureMetrics({ page, go }: MeasuredWindow, runIds: readonly string[]) {
  await go(compareAddress(runIds, [metricName(0)], 'folded'));
  await page.locator('main figure.chart-frame canvas').first().waitFor();
  const field = page.getByRole('combobox', { name: 'Add a metric' });
  await field.scrollIntoViewIfNeeded();
  await page.waitForTimeout(500);
  const part = 'main .picker';
  const opened = await timeInput(page, { part, event: 'focusin' }, () => field.focus());
  const searched: number[] = [];
  for (const search of ['layer1999/auc', 'positive mean', 'dead', 'layer77']) {
    await field.fill('');
    await page.waitForTimeout(400);
    for (const letter of search) {
      const painted = await timeInput(page, { part, event: 'keydown' }, () => page.keyboard.press(letter));
      if (painted !== null) searched.push(painted.last);
    }
  }
  return { open: round(opened?.last ?? NaN), search: spreadOf(searched) };
}
