/**
 * P8: the step slider goes over 1,000 moments of four layers with 2,000 units each, and a histogram with every moment.
 * It is moved from inside the page, to another moment with every frame: a mouse driven from outside does not keep up.
 */

import { framesView } from './measure-table.ts';
import { timeFrames } from './paint-clock.ts';
import type { MeasuredWindow } from './measured-window.ts';

const turns = 2;

export async function measureScrubbing({ page, go }: MeasuredWindow, runId: string) {
  await go(`#/run/${runId}?tab=layers`);
  const slider = page.getByRole('slider', { name: 'Moment' });
  await slider.waitFor();
  await page.locator('main canvas').first().waitFor();
  await page.waitForTimeout(2000);
  let moments = 0;
  const frames = await timeFrames(page, async () => {
    moments = await slider.evaluate(scrub, turns);
  });
  return { ...framesView(frames), momentsShown: moments };
}

/** Runs in the page: from the end to the start and back, three moments a frame. Returns at how many moments it stood. */
function scrub(element: Element, turns: number): Promise<number> {
  const slider = element as HTMLInputElement;
  const last = Number(slider.max);
  let moved = 0;
  return new Promise((resolve) => {
    const tick = (): void => {
      const travelled = moved * 3;
      if (travelled > 2 * last * turns) return resolve(moved);
      slider.valueAsNumber = Math.abs(last - (travelled % (2 * last)));
      slider.dispatchEvent(new Event('input', { bubbles: true }));
      moved += 1;
      requestAnimationFrame(tick);
    };
    tick();
  });
}
