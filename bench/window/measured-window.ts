/** The real program on a seeded folder with the real window in a Chromium, for a measurement; and what its processes use. */

import { readFileSync, readdirSync } from 'node:fs';

import type { Browser, Page } from 'playwright';

import { startBrowserHost } from '../../e2e/support/browser-host.ts';
import type { BrowserHost } from '../../e2e/support/browser-host.ts';
import { launchChromium } from '../../e2e/support/chromium.ts';
import { installPaintClock } from './paint-clock.ts';

export interface MeasuredWindow {
  readonly page: Page;
  readonly host: BrowserHost;
  readonly browser: Browser;
  /** Milliseconds from starting the host's process to the address it says. */
  readonly hostStartMs: number;
  /** Goes to a place in the window, such as "#/runs". */
  readonly go: (place: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface WindowOptions {
  readonly chromium: string;
  readonly folder: string;
  /** In pixels; a laptop's where it is not said. */
  readonly height?: number;
  /** What the window remembers from an earlier start. */
  readonly memory?: Readonly<Record<string, string>>;
}

/** The page is not opened yet: `go` does that. */
export async function openMeasuredWindow(options: WindowOptions): Promise<MeasuredWindow> {
  const { chromium, folder, height = 800, memory = {} } = options;
  const started = performance.now();
  const host = await startBrowserHost(folder);
  const hostStartMs = performance.now() - started;
  const browser = await launchChromium(chromium);
  const page = await browser.newPage({ viewport: { width: 1280, height } });
  await installPaintClock(page);
  await page.addInitScript((entries) => {
    for (const [key, value] of Object.entries(entries)) window.localStorage.setItem(key, value);
  }, memory);
  const token = new URL(host.address).search;
  let isOpen = false;
  return {
    page,
    host,
    browser,
    hostStartMs,
    go: async (place) => {
      await page.goto(`${host.origin}/${isOpen ? '' : token}${place}`);
      isOpen = true;
    },
    close: async () => {
      await browser.close();
      await host.stop();
    },
  };
}

/** Processes of the page's renderer, by what Chromium itself says. */
export async function rendererPids(browser: Browser): Promise<number[]> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

/** A process and all that descend from it. Reads /proc, so it works on Linux only. */
export function processTree(pid: number): number[] {
  const children = Map.groupBy(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number),
    (each) => parentOf(each),
  );
  const tree = [pid];
  for (const each of tree) tree.push(...(children.get(each) ?? []));
  return tree;
}

/** Fields of /proc/PID/stat after the command's name, which may hold spaces. */
function statOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
  } catch {
    return []; // it has ended meanwhile
  }
}

function parentOf(pid: number): number {
  return Number(statOf(pid)[1] ?? 0);
}

/** Processor seconds used so far by all of them. */
export function processorSeconds(pids: readonly number[]): number {
  const ticksPerSecond = 100;
  const ticks = pids.map((pid) => Number(statOf(pid)[11] ?? 0) + Number(statOf(pid)[12] ?? 0));
  return ticks.reduce((sum, each) => sum + each, 0) / ticksPerSecond;
}

/** Megabytes (10^6 bytes) of memory a process holds, its share of what it shares with others included. */
export function megabytesOf(pid: number): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return (Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? NaN) * 1024) / 1e6;
}
