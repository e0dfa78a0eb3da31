/**
 * How quick the window is on a large store: seeds data folders, drives the real program in a real Chromium, and prints
 * one JSON. Goals stand in docs/window-speed.md. Nothing else should run meanwhile. Linux only, where processes can be
 * asked what they use.
 *
 *   node bench/window/bench-window.ts [--only table,table-100000,curves,compare,compare-300,metrics,film,inspect,sweep,import] [--folder FOLDER]
 *
 * FOLDER keeps the seeded stores for the next time; else they are made in a temporary folder and removed. The loads with a number
 * in their name are larger than the goals ask for, and measured only where they are named.
 */

import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync, readFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { findChromium } from '../../e2e/support/chromium.ts';
import { measureCompare, measureMetrics, measureZoom } from './measure-charts.ts';
import type { Seeds } from './measure-charts.ts';
import { measureScrubbing } from './measure-films.ts';
import { measureTrainingBeside, seedTraining } from './measure-beside.ts';
import { measureImport } from './measure-import.ts';
import { measureInspect } from './measure-inspect.ts';
import { measureIdle, measureMemory, measureStart } from './measure-start.ts';
import type { Start } from './measure-start.ts';
import { measureSweep } from './measure-sweep.ts';
import { measureTable, tableMemory } from './measure-table.ts';
import { openMeasuredWindow } from './measured-window.ts';
import type { MeasuredWindow, WindowOptions } from './measured-window.ts';
import { seedArchives } from './seed-archives.ts';
import { seedPlans } from './seed-plans.ts';
import type { SeedPlanName } from './seed-plans.ts';
import { seedSweep } from './seed-sweep.ts';
import { seedStore } from './seed-store.ts';
import { spreadOf } from './spread.ts';

const coldStarts = 10;

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: 'table,curves,compare,metrics,film,inspect,sweep,import' },
    folder: { type: 'string' },
  },
});
const wanted = new Set(options.only.split(','));
const chromium = findChromium();
if (chromium === null) throw new Error('no Chromium was found; FFWB_CHROMIUM names one');
const root = options.folder ?? mkdtempSync(join(os.tmpdir(), 'ffwb-bench-'));

/**
 * The plan's folder, and the ids of its runs, oldest first, of its sweep, or the paths of its archives; seeds it where that
 * was not done yet.
 */
async function seeded(plan: SeedPlanName): Promise<{ readonly folder: string; readonly names: string[] }> {
  const folder = join(root, plan);
  const list = join(root, `${plan}.json`);
  if (!existsSync(list)) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(list, JSON.stringify(await seed(plan, folder)));
  }
  return { folder, names: JSON.parse(readFileSync(list, 'utf8')) as string[] };
}

async function seed(plan: SeedPlanName, folder: string): Promise<string[]> {
  if (plan === 'sweep') return [await seedSweep(folder)];
  return plan === 'archives' ? seedArchives(folder) : seedStore(folder, seedPlans[plan]);
}

async function measured<T>(
  plan: SeedPlanName,
  measure: (window: MeasuredWindow, names: string[]) => Promise<T>,
  more: Partial<WindowOptions> = {},
): Promise<T> {
  process.stderr.write(`${plan}\n`);
  const { folder, names } = await seeded(plan);
  const window = await openMeasuredWindow({ chromium: chromium as string, folder, ...more });
  try {
    return await measure(window, names);
  } finally {
    await window.close();
  }
}

/** Of a window on a folder of its own, without runs unless `fill` puts some there. */
async function onNewFolder<T, F = undefined>(
  measure: (window: MeasuredWindow, filled: F, folder: string) => Promise<T>,
  more: Partial<WindowOptions> = {},
  fill?: (folder: string) => F,
): Promise<T> {
  const folder = mkdtempSync(join(root, 'new-'));
  const filled = fill?.(folder) as F;
  const window = await openMeasuredWindow({ chromium: chromium as string, folder, ...more });
  try {
    return await measure(window, filled, folder);
  } finally {
    await window.close();
    rmSync(folder, { recursive: true });
  }
}

const report: Record<string, unknown> = {
  machine: { cpu: os.cpus()[0]?.model.trim(), cores: os.availableParallelism(), node: process.version },
};
try {
  if (wanted.has('table')) {
    const memory = tableMemory;
    await measured('small', measureStart); // builds the window, where that has to be done first
    const starts: Start[] = [];
    for (let start = 0; start < coldStarts; start += 1) starts.push(await measured('table', measureStart));
    report['P7 cold start (ms)'] = {
      host: spreadOf(starts.map(({ host }) => host)),
      table: spreadOf(starts.map(({ table }) => table)),
      together: spreadOf(starts.map(({ host, table }) => host + table)),
    };
    report['P1 table (ms)'] = await measured('table', measureTable, { memory });
    report['P7 idle (percent of one core)'] = await measured('table', async (window) => {
      await measureStart(window);
      return { ...(await measureIdle(window)), rendererMegabytes: await measureMemory(window) };
    });
  }
  if (wanted.has('table-100000')) {
    report['100,000 runs: cold start (ms)'] = await measured('table-100000', measureStart);
    report['100,000 runs: table (ms)'] = await measured('table-100000', measureTable, {
      memory: tableMemory,
    });
  }
  if (wanted.has('curves')) report['P2 zoom (ms)'] = await measured('curves', measureZoom);
  for (const plan of ['compare', 'compare-300'] as const) {
    if (!wanted.has(plan)) continue;
    const compare = (seeds: Seeds) => async (window: MeasuredWindow, runIds: string[]) => ({
      ...(await measureCompare(window, runIds, seeds)),
      rendererMegabytes: await measureMemory(window),
    });
    const name = `P3 ${plan}`;
    report[`${name}, seeds folded (ms)`] = await measured(plan, compare('folded'));
    report[`${name}, a line for each run (ms)`] = await measured(plan, compare('single'));
    const tall = { height: 3000 };
    report[`${name}, everything in sight (ms)`] = await measured(plan, compare('folded'), tall);
  }
  if (wanted.has('metrics')) report['P4 metrics (ms)'] = await measured('metrics', measureMetrics);
  if (wanted.has('film')) {
    const scrub = async (window: MeasuredWindow, [runId]: string[]) => ({
      ...(await measureScrubbing(window, String(runId))),
      rendererMegabytes: await measureMemory(window),
    });
    report['P8 scrubbing (ms)'] = await measured('film', scrub);
    report['P8 scrubbing, all layers in sight (ms)'] = await measured('film', scrub, { height: 1600 });
  }
  if (wanted.has('inspect')) {
    const inspect = (window: MeasuredWindow) => measureInspect(window);
    report['One image inspected (ms)'] = await onNewFolder(inspect, { height: 1600 });
  }
  if (wanted.has('sweep')) {
    report['Sweep of 10,000 points (ms)'] = await measured('sweep', (window, [sweepId]) =>
      measureSweep(window, String(sweepId)),
    );
  }
  if (wanted.has('import')) {
    process.stderr.write('archives\n');
    const { names: archives } = await seeded('archives');
    const imports = (window: MeasuredWindow) => measureImport(window, archives);
    report['1,000 archives imported (s)'] = await onNewFolder(imports);
    report['Training beside an import (steps a second)'] = await onNewFolder(
      (window, runId, folder) => measureTrainingBeside(window, folder, runId, archives),
      {},
      seedTraining,
    );
  }
} finally {
  if (options.folder === undefined) rmSync(root, { recursive: true, force: true });
}
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
