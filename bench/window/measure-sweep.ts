/** A sweep of 10,000 points: opened from the list of sweeps, and its points filtered. */

import { timeInput } from './paint-clock.ts';
import type { MeasuredWindow } from './measured-window.ts';
import { round, spreadOf } from './spread.ts';

const openings = 6;
const table = 'main [role=grid]';
const queries = ['learningRate<0.01', 'units>=500 error<5%', 'factor>1.2', 'done'];

/** Until the table stands and until the last chart in sight is drawn; and from each letter of a filter until the table stands. */
export async function measureSweep({ page, go }: MeasuredWindow, sweepId: string) {
  await go('#/sweeps');
  await page.getByRole('link', { name: 'seeded' }).waitFor();
  const open = async (part: string): Promise<number> => {
    await page.waitForTimeout(1000);
    const painted = page.evaluate(
      async ([where, place]) => {
        window.paintClock.watch(where, null);
        location.hash = place;
        return window.paintClock.settle(1500, 60_000);
      },
      [part, `#/sweeps/${sweepId}`] as const,
    );
    const last = (await painted)?.last ?? NaN;
    await page.evaluate(() => (location.hash = '#/sweeps'));
    return last;
  };
  const cold = await open('main');
  const [whole, tables]: [number[], number[]] = [[], []];
  for (let opening = 1; opening < openings; opening += 1) {
    whole.push(await open('main'));
    tables.push(await open(table));
  }
  await page.evaluate((place) => (location.hash = place), `#/sweeps/${sweepId}`);
  await page.getByText(/^10.000 of 10.000 points$/).waitFor();
  const filter = page.getByLabel('Filter');
  const filtered: number[] = [];
  for (const query of queries) {
    await filter.fill('');
    await page.waitForTimeout(1000);
    await filter.focus();
    for (const letter of query) {
      const painted = await timeInput(page, { part: table, event: 'keydown' }, () =>
        page.keyboard.press(letter),
      );
      if (painted !== null) filtered.push(painted.last); // not every letter changes what is shown
    }
  }
  return {
    first: round(cold),
    again: spreadOf(whole),
    tableAgain: spreadOf(tables),
    filter: spreadOf(filtered),
  };
}
