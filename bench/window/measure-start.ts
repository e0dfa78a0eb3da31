/** P7: from nothing to a table that can be used; what the window costs while nobody touches it; its memory. */

import type { MeasuredWindow } from './measured-window.ts';
import { megabytesOf, processTree, processorSeconds, rendererPids } from './measured-window.ts';
import { round } from './spread.ts';

const idleSeconds = 20;

/** In milliseconds. */
export interface Start {
  /** From starting the program to the address it gives. */
  readonly host: number;
  /** From opening the address in a page that was never opened before to painted lines of the table. */
  readonly table: number;
}

export async function measureStart({ page, go, hostStartMs }: MeasuredWindow): Promise<Start> {
  const before = performance.now();
  await go('#/runs');
  await page.locator('[role=grid] [data-line="5"]').waitFor();
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
  return { host: hostStartMs, table: performance.now() - before };
}

/** Shares of one core, in percent. */
export async function measureIdle({ page, host, browser }: MeasuredWindow) {
  await page.waitForTimeout(5000);
  const sides = { host: processTree(host.pid), renderer: await rendererPids(browser) };
  const before = { host: processorSeconds(sides.host), renderer: processorSeconds(sides.renderer) };
  await page.waitForTimeout(idleSeconds * 1000);
  const share = (side: 'host' | 'renderer'): number =>
    round(((processorSeconds(sides[side]) - before[side]) / idleSeconds) * 100);
  return { hostPercent: share('host'), rendererPercent: share('renderer') };
}

/** Megabytes of the renderer that holds most, after everything was used. */
export async function measureMemory({ browser }: MeasuredWindow): Promise<number> {
  const all = (await rendererPids(browser)).map(megabytesOf);
  return round(Math.max(...all));
}
