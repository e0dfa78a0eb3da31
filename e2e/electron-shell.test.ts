/**
 * The desktop program as built, from outside: that it opens, trains, closes and goes on. On the real Electron where its
 * binary is; else on the stand-in, which opens real Chromium pages.
 */

import { readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { mostMs, settles } from './support/progress.ts';
import type { ContractClient } from '../src-shared/contract/client.ts';
import type { RunStatus } from '../src-shared/views/run-view.ts';
import {
  bytesChannel,
  desktopSpecs,
  hasDesktop,
  hasStandIn,
  ownFrame,
  until,
} from './support/desktop-specs.ts';
import type { PageGlobals } from './support/desktop-specs.ts';
import type { StandInProgram } from './support/electron-stand-in/launch.ts';
import { openPipeClient } from './support/pipe-client.ts';
import { firstTwoErrors } from './support/run-errors.ts';

const { newFolders, launch, launchStandIn, forget } = desktopSpecs();

describe.skipIf(!hasDesktop)('the desktop program', () => {
  test(
    'a newcomer trains quick-start from the empty start, sees the error fall, and inspects the 7',
    async () => {
      const { page } = await launch();
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
      });
      await page.getByRole('button', { name: 'Train quick-start' }).click();
      const [first, second] = await firstTwoErrors(page);
      expect(second).toBeLessThan(first);
      await page.getByRole('button', { name: 'Stop' }).click();
      await page.locator('main').getByText('stopped').first().waitFor();
      await page.getByRole('button', { name: 'Inspect' }).click();
      await page.getByRole('heading', { name: 'Layer by layer' }).waitFor();
      const labels = ['Positive label', 'Negative label'].map((name) =>
        page.getByLabel(name, { exact: true }),
      );
      await settles(() => Promise.all(labels.map((label) => label.inputValue())), ['7', '0']);
      expect(complaints).toEqual([]);
    },
    mostMs,
  );

  test('opens its window, greets it, and says which host it is', async () => {
    const { page, standIn } = await launch();
    expect(await page.title()).toContain('Forward-Forward Workbench');
    await page.getByText('Connected').waitFor();
    const client = await openPipeClient(page);
    const info = await client.call('workbench/info', {});
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect({ host: info.host, version: info.version, interrupted: info.interrupted }).toEqual({
      host: 'electron',
      version,
      interrupted: [],
    });
    expect(standIn?.recorded.filter(({ what }) => what === 'unknown' || what === 'dialog') ?? []).toEqual([]);
  });

  test('trains a run in its utility process to the end', async () => {
    const { page } = await launch();
    const client = await openPipeClient(page);
    const run = await startRun(client, 4);
    expect(await statusAfterwards(client, run)).toBe('completed');
    const { step, epoch } = await client.call('runs/get', { run });
    expect({ step, epoch }).toEqual({ step: 80, epoch: 4 });
    const { metrics } = await client.call('series/metrics', { runs: [run], search: '', limit: 100 });
    expect(metrics.length).toBeGreaterThan(0);
  });

  test('closed in mid-training it asks nothing and ends, and the run can be resumed after the next start', async () => {
    const folders = newFolders();
    const first = await launch(folders);
    const client = await openPipeClient(first.page);
    const run = await startRun(client, 100_000);
    await untilTrained(client, run);
    await first.close();
    forget(first);

    const second = await launch(folders);
    const again = await openPipeClient(second.page);
    const before = await again.call('runs/get', { run });
    expect(before.status).toBe('stopped');
    await again.call('runs/resume', { run });
    const { step } = await untilTrained(again, run, before.step);
    expect(step).toBeGreaterThan(before.step);
  });

  test('killed in mid-training, its service ends too, and the next start finds the run interrupted', async () => {
    const folders = newFolders();
    const first = await launch(folders);
    const client = await openPipeClient(first.page);
    const run = await startRun(client, 100_000);
    await untilTrained(client, run);
    await first.kill();
    forget(first);

    const second = await launch(folders);
    const again = await openPipeClient(second.page);
    expect((await again.call('workbench/info', {})).interrupted).toEqual([run]);
    await again.call('runs/resume', { run });
    await untilTrained(again, run, 1);
  });
});

/** A net of two small layers on made data: a hundred epochs take seconds. */
const draft = {
  name: 'tiny',
  dataset: { kind: 'synthetic' },
  labels: { kind: 'in-input', value: 1 },
  layers: [
    { kind: 'dense', units: 32 },
    { kind: 'dense', units: 32 },
  ],
  activation: { kind: 'relu' },
  normalization: { kind: 'length' },
  goodness: { kind: 'sum-of-squares' },
  threshold: { kind: 'number', value: 2 },
  negatives: { kind: 'uniform' },
  optimizer: { kind: 'adam', learningRate: 0.01 },
  readouts: [{ kind: 'goodness', firstLayer: 1 }],
  engine: { kind: 'onnx', device: 'cpu', threads: 1 },
};

async function startRun(client: ContractClient, epochs: number): Promise<string> {
  const { runIds } = await client.call('runs/create', {
    draft: { ...draft, training: { kind: 'together', epochs, batchSize: 50, shuffled: true } },
    preset: null,
    seeds: [],
    tags: [],
  });
  const [run = ''] = runIds;
  return run;
}

function statusAfterwards(client: ContractClient, run: string): Promise<RunStatus> {
  const ended: readonly RunStatus[] = ['completed', 'failed', 'stopped', 'interrupted'];
  return until(
    'the run ended',
    async () => (await client.call('runs/get', { run })).status,
    (status) => ended.includes(status),
  );
}

function untilTrained(client: ContractClient, run: string, after = 0): Promise<{ readonly step: number }> {
  return until(
    `the run trained beyond step ${after}`,
    () => client.call('runs/get', { run }),
    ({ status, step }) => status === 'running' && step > after,
  );
}

describe.skipIf(!hasStandIn)('what the stand-in alone can show', () => {
  test('the window comes back where it was, unless that screen is gone', async () => {
    const folders = newFolders();
    const size = { width: 1000, height: 700 };
    const boundsAfter = async (moved: { x: number; y: number }): Promise<unknown> => {
      const first = await launchStandIn(folders);
      await first.page;
      first.moveWindow({ ...moved, ...size });
      await first.close();
      forget(first);
      const second = await launchStandIn(folders);
      await second.page;
      const { x, y, width, height } = windowOptions(second);
      await second.close();
      forget(second);
      return { x, y, width, height };
    };
    expect(await boundsAfter({ x: 120, y: 80 })).toEqual({ x: 120, y: 80, ...size });
    expect(await boundsAfter({ x: 9000, y: 80 })).toEqual({
      x: undefined,
      y: undefined,
      width: 1280,
      height: 800,
    });
  });

  test('a folder that another program holds is told in a dialog with what to do, and the program ends', async () => {
    const folders = newFolders();
    const first = await launchStandIn(folders);
    await openPipeClient(await first.page).then((client) => client.call('workbench/info', {}));
    const second = await launchStandIn({ ...newFolders(), dataFolder: folders.dataFolder });
    expect(await second.ended).toBe(0);
    forget(second);
    const dialog = second.recorded.find(({ what }) => what === 'dialog');
    expect(dialog).toMatchObject({ title: 'The workbench cannot start' });
    expect(JSON.stringify(dialog)).toContain('is in use by another workbench');
    expect(JSON.stringify(dialog)).toContain('Close the other one');
  });

  test('a second start brings the first one’s window to the front', async () => {
    const program = await launchStandIn();
    await program.page;
    program.startAgain();
    await until(
      'it is focused',
      () => program.recorded,
      (recorded) => recorded.some(({ what }) => what === 'focused'),
    );
  });

  test('the menu shows views, and reloads or inspects only where that was asked for', async () => {
    const program = await launchStandIn();
    const page = await program.page;
    program.clickMenu('New experiment');
    await until(
      'the page is there',
      () => page.url(),
      (url) => url.endsWith('#/new'),
    );
    expect(menuOf(program)).not.toMatch(/reload|toggleDevTools/);
    const forDevelopers = await launchStandIn(newFolders(), ['--developer']);
    await forDevelopers.page;
    expect(menuOf(forDevelopers)).toMatch(/reload.*toggleDevTools/);
  });

  test('what the page makes is saved by a dialog under a plain name; nothing else is downloaded', async () => {
    const program = await launchStandIn();
    const page = await program.page;
    const download = page.waitForEvent('download');
    await page.evaluate(() => {
      const { document, URL: urls, Blob: Bytes } = globalThis as unknown as PageGlobals & typeof globalThis;
      const link = document.createElement('a');
      link['href'] = urls.createObjectURL(new Bytes(['step,loss']));
      link['download'] = 'loss: run 7.csv';
      link.click();
    });
    expect(readFileSync(await (await download).path(), 'utf8')).toBe('step,loss');
    const dialogs = () => program.recorded.filter(({ what }) => what === 'save dialog');
    await expect.poll(() => dialogs().length).toBe(1); // word of it comes by another way than the file
    expect(JSON.stringify(dialogs())).toMatch(/loss[-_] run 7\.csv/);
  });

  test('a message that is no message, or too many that make no sense, end the connection and nothing else', async () => {
    const program = await launchStandIn();
    const page = await program.page;
    const client = await openPipeClient(page);
    await client.call('workbench/info', {});
    program.forge(ownFrame, bytesChannel, ['not bytes']);
    await until(
      'it is told',
      () => stateOf(client),
      (state) => state === 'disconnected',
    );
    await page.reload();
    expect(await page.title()).toContain('Forward-Forward Workbench');
  });
});

function stateOf(client: ContractClient): string {
  let state = '';
  client.onState((now) => (state = now))();
  return state;
}

function windowOptions(program: StandInProgram): Readonly<Record<string, unknown>> {
  return program.recorded.find((each) => each.what === 'window')?.options ?? {};
}

function menuOf(program: StandInProgram): string {
  return JSON.stringify(program.recorded.filter(({ what }) => what === 'menu'));
}
