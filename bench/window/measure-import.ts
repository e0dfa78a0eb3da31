/** Run archives imported by the window, all named at once. */

import type { MeasuredWindow } from './measured-window.ts';
import { processTree, processorSeconds, rendererPids } from './measured-window.ts';
import { round } from './spread.ts';

const patienceMs = 1_200_000;

/**
 * Seconds from naming the files to the word that all are here, seconds of the processors meanwhile, and what of the window's
 * own thread took longer than 50 ms in one piece, in milliseconds: so long nobody was answered.
 */
export async function measureImport({ page, go, host, browser }: MeasuredWindow, files: readonly string[]) {
  await go('#/runs');
  const picker = page.getByLabel('Run archives to import');
  await picker.waitFor({ state: 'attached' });
  await page.evaluate(() => {
    const pieces: number[] = [];
    new PerformanceObserver((list) =>
      pieces.push(...list.getEntries().map(({ duration }) => duration)),
    ).observe({
      entryTypes: ['longtask'],
    });
    Object.assign(window, { longPieces: pieces });
  });
  const sides = { host: processTree(host.pid), renderer: await rendererPids(browser) };
  const before = { host: processorSeconds(sides.host), renderer: processorSeconds(sides.renderer) };
  const spent = (side: 'host' | 'renderer'): number => round(processorSeconds(sides[side]) - before[side]);
  const started = performance.now();
  await picker.setInputFiles([...files]);
  await page.getByText(`${files.length} runs were imported.`).waitFor({ timeout: patienceMs });
  const seconds = round((performance.now() - started) / 1000);
  const long = await page.evaluate(() => (window as unknown as { longPieces: number[] }).longPieces);
  return {
    seconds,
    programCpu: spent('host'),
    windowCpu: spent('renderer'),
    windowBusy: { pieces: long.length, longest: round(Math.max(0, ...long)) },
  };
}
