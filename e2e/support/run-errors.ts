/** What the header of an open run says, and waiting for it to change. */

import type { Page } from 'playwright';

import { untilProgress } from './progress.ts';

/** Test errors as the run's header shows them, read-out after read-out, in percent. */
export async function shownErrors(page: Page): Promise<number[]> {
  const entry = page.locator('main dl > div').filter({ hasText: 'Test error' });
  return (await entry.locator('strong').allTextContents()).map(parseFloat);
}

/** Waits for the open run to end well; its header says how far it is. */
export async function untilCompleted(page: Page): Promise<void> {
  const header = page.locator('main header').first();
  await untilProgress(
    async () => ((await header.count()) === 0 ? '' : header.innerText()),
    (text) => text.includes('completed'),
  );
}

/** The first test error that is shown by the first read-out, and the next one that differs, in percent. */
export async function firstTwoErrors(page: Page): Promise<readonly [number, number]> {
  const read = (): Promise<number[]> => shownErrors(page);
  const [first = NaN] = await untilProgress(read, ([error]) => error !== undefined);
  const [second = NaN] = await untilProgress(read, ([error]) => error !== undefined && error !== first);
  return [first, second];
}
