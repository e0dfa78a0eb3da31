/** One image after the other under two labels, of a net of two layers of 500 units that is trained before. */

import { timeInput } from './paint-clock.ts';
import type { MeasuredWindow } from './measured-window.ts';
import { spreadOf } from './spread.ts';

const images = 30;
const trainingMs = 300_000;

/** Milliseconds from the click on "next image" until everything that is shown of it is painted. */
export async function measureInspect({ page, go }: MeasuredWindow) {
  await go('#/runs');
  await page.getByRole('button', { name: 'Train quick-start' }).click();
  await page.locator('main').getByText('completed').first().waitFor({ timeout: trainingMs });
  await page.getByRole('button', { name: 'Inspect' }).click();
  await page.getByRole('heading', { name: 'Layer by layer' }).waitFor();
  const next = page.getByRole('button', { name: 'Next image' });
  await page.waitForTimeout(3000);
  const times: number[] = [];
  for (let image = 0; image < images; image += 1) {
    const painted = await timeInput(page, { part: 'main', event: 'click', quietMs: 400 }, () => next.click());
    if (painted === null) throw new Error('the next image changed nothing');
    times.push(painted.last);
  }
  return spreadOf(times);
}
