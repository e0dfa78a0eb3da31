/** P1: filtering, sorting and scrolling a table of 10,000 runs with 150 settings and 50 metrics. */

import type { Page } from 'playwright';

import { timeFrames, timeInput } from './paint-clock.ts';
import type { MeasuredWindow } from './measured-window.ts';
import { round, spreadOf } from './spread.ts';

/** Columns of all three kinds: the run's own, settings, metrics. */
export const tableMemory = {
  'runs-table': JSON.stringify({
    columns: [
      'run:name',
      'run:status',
      'run:test-goodness',
      'run:seed',
      'run:created',
      'setting:optimizer.learningRate',
      'setting:training.batch',
      'setting:layers.3.units',
      'metric:layer1/loss',
      'metric:layer2/goodness/positive/mean',
    ],
  }),
};

const table = '[role=grid]';
const queries = [
  'wide',
  'status:completed',
  'seed=3 deep',
  'optimizer.learningRate<0.05',
  'objective.symmetric:true',
  'variant 12',
];
const sortRounds = 3;
const wheelTurns = 240;
/** A notch of a mouse's wheel, and a fling; in pixels for each turn. */
const wheelPixels = { notch: 120, fling: 400 };

export async function measureTable({ page, go }: MeasuredWindow) {
  await go('#/runs');
  await page.locator(`${table} [data-line="5"]`).waitFor();
  const filter = page.getByLabel('Filter runs');
  const filtered: number[] = [];
  for (const query of queries) {
    await filter.focus();
    for (const letter of query) {
      const painted = await timeInput(page, { part: table, event: 'keydown' }, () =>
        page.keyboard.press(letter),
      );
      if (painted !== null) filtered.push(painted.last); // not every letter changes what is shown
    }
    await page.keyboard.press('Escape'); // closes the offers
    await filter.fill('');
    await page.waitForTimeout(300);
  }
  const headings = page.locator(`${table} [role=columnheader]`);
  const sorted: number[] = [];
  for (let round = 0; round < sortRounds; round += 1) {
    for (const heading of await headings.all()) {
      const painted = await timeInput(page, { part: table, event: 'click' }, () =>
        heading.click({ position: { x: 12, y: 8 } }),
      );
      if (painted === null) throw new Error('a click on a heading sorted nothing');
      sorted.push(painted.last);
    }
  }
  return {
    filter: spreadOf(filtered),
    sort: spreadOf(sorted),
    scroll: { notch: await scroll(page, wheelPixels.notch), fling: await scroll(page, wheelPixels.fling) },
  };
}

async function scroll(page: Page, pixels: number) {
  const box = await page.locator(table).boundingBox();
  if (box === null) throw new Error('the table is not in sight');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const frames = await timeFrames(page, async () => {
    for (let turn = 0; turn < wheelTurns; turn += 1) await page.mouse.wheel(0, pixels);
  });
  return framesView(frames);
}

/** Times between frames in milliseconds, and how many came late: by more than half a frame at 60 a second. */
export function framesView(frames: readonly number[]) {
  const perFrame = 1000 / 60;
  const seconds = frames.reduce((sum, each) => sum + each, 0) / 1000;
  return {
    interval: spreadOf(frames),
    framesPerSecond: round(frames.length / seconds),
    late: frames.filter((each) => each > perFrame * 1.5).length,
    over50Ms: frames.filter((each) => each > 50).length,
  };
}
