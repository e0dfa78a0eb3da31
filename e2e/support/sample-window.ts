/**
 * What specs of the window share beyond the window itself: the sample project as a table of runs to start from, what the
 * table shows, files that were saved, and the verdict on a page's behaviour.
 */

import { readFileSync } from 'node:fs';

import type { Page } from 'playwright';
import { expect } from 'vitest';

import { settles } from './progress.ts';
import { openWindowSession } from './window-session.ts';
import type { WindowSession } from './window-session.ts';

/** Runs of the sample project: three seeds of one configuration, and a bad one. */
export const sampleRuns = 4;

/** A window on a new data folder that holds the sample project. */
export async function openSampleWindow(chromium: string): Promise<WindowSession> {
  const session = await openWindowSession(chromium);
  await session.page.getByRole('button', { name: 'Open the sample project' }).click();
  await session.page.getByText(`${sampleRuns} of ${sampleRuns} runs`).waitFor();
  return session;
}

/** No complaint on any page's console, and no request that would have left the machine. */
export function expectNoMisdeeds({ misdeeds }: WindowSession): void {
  expect(misdeeds).toEqual({ complaints: [], strayRequests: [] });
}

/**
 * The rows of the runs table as their cells' texts, once they are as many as the sample project's; without those that are
 * only selected or pointed at.
 */
export async function shownRuns(page: Page): Promise<string[]> {
  const rows = page.getByRole('grid', { name: 'Runs' }).locator('[data-line]');
  await settles(() => rows.count(), sampleRuns);
  return (await rows.allInnerTexts()).map((text) => text.split(/\s*\n\s*/).join(' | ')).sort();
}

export interface SavedFile {
  readonly name: string;
  readonly bytes: Buffer;
  readonly text: string;
}

/** The file that the page saves when asked to. */
export async function savedBy(page: Page, ask: () => Promise<void>): Promise<SavedFile> {
  const [download] = await Promise.all([page.waitForEvent('download'), ask()]);
  const bytes = readFileSync(await download.path());
  return { name: download.suggestedFilename(), bytes, text: bytes.toString('utf8') };
}
