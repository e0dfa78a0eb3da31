/** What the header of an open run says, and waiting for it to change. */

import type { Page } from 'playwright';

/** Test errors as the run's header shows them, read-out after read-out, in percent. */
export async function shownErrors(page: Page): Promise<number[]> {
  const entry = page.locator('main dl > div').filter({ hasText: 'Test error' });
  return (await entry.locator('strong').allTextContents()).map(parseFloat);
}

/** Reads until it holds; the spec's own time limit ends what never does. */
export async function readUntil<T>(
  page: Page,
  read: () => Promise<T>,
  holds: (value: T) => boolean,
): Promise<T> {
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    await page.waitForTimeout(100);
  }
}

/** The first test error that is shown by the first read-out, and the next one that differs, in percent. */
export async function firstTwoErrors(page: Page): Promise<readonly [number, number]> {
  const read = (): Promise<number[]> => shownErrors(page);
  const [first = NaN] = await readUntil(page, read, ([error]) => error !== undefined);
  const [second = NaN] = await readUntil(page, read, ([error]) => error !== undefined && error !== first);
  return [first, second];
}
