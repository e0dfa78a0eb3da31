/**
 * The desktop program as built, from outside: every item of Electron's security list, and that it opens, trains, closes
 * and goes on. On the real Electron where its binary is; else on the stand-in, which opens real Chromium pages.
 */

import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Browser } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import type { ContractClient } from '../src-shared/contract/client.ts';
import type { RunStatus } from '../src-shared/views/run-view.ts';
import { buildDesktop, builtProject } from './support/build-desktop.ts';
import { findChromium, launchChromium } from './support/chromium.ts';
import { findElectron, launchDesktop } from './support/desktop-program.ts';
import type { DesktopFolders, DesktopProgram } from './support/desktop-program.ts';
import type { StandInProgram } from './support/electron-stand-in/launch.ts';
import { launchOnStandIn } from './support/electron-stand-in/launch.ts';
import { openPipeClient } from './support/pipe-client.ts';
import { firstTwoErrors } from './support/run-errors.ts';

const chromiumFile = findChromium();
const isReal = findElectron() !== null;
if (!isReal && chromiumFile === null)
  console.log('The specs of the desktop program are left out: neither Electron nor a Chromium was found.');

const openChannel = 'workbench-pipe/open';
const bytesChannel = 'workbench-pipe/bytes';
const ownFrame = { isMain: true, url: 'app://workbench/index.html' } as const;

/** One Chromium plays for all programs on the stand-in. */
let chromium: Browser | null = null;
const made: string[] = [];
const running = new Set<{ kill(): Promise<void> }>();

function newFolders(): DesktopFolders {
  const root = mkdtempSync(join(tmpdir(), 'ffwb-desktop-'));
  made.push(root);
  const folders = { dataFolder: join(root, 'data'), userDataFolder: join(root, 'user') };
  mkdirSync(folders.userDataFolder);
  return folders;
}

async function launch(folders = newFolders()): Promise<DesktopProgram> {
  const program = await launchDesktop(folders, chromium);
  running.add(program);
  return program;
}

/** For what only the stand-in shows, such as a program that ends before it has a window. */
async function launchStandIn(folders = newFolders(), words: readonly string[] = []): Promise<StandInProgram> {
  if (chromium === null) throw new Error('The stand-in needs a Chromium.');
  const program = await launchOnStandIn({ ...folders, program: builtProject, chromium, words });
  running.add(program);
  return program;
}

async function until<T>(what: string, look: () => T | Promise<T>, isIt: (seen: T) => boolean): Promise<T> {
  let seen = await look();
  for (const end = Date.now() + 30_000; Date.now() < end; seen = await look()) {
    if (isIt(seen)) return seen;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`it never came to be that ${what}; last seen: ${JSON.stringify(seen)}`);
}

beforeAll(async () => {
  if (!isReal && chromiumFile === null) return;
  await buildDesktop();
  if (!isReal && chromiumFile !== null) chromium = await launchChromium(chromiumFile);
}, 240_000);

afterEach(async () => {
  for (const program of running) await program.kill();
  running.clear();
});

afterAll(async () => {
  await chromium?.close();
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** What is wanted of the page's own globals; specs are compiled without the DOM. */
interface PageGlobals {
  location: { href: string; readonly hash: string };
  open(url: string): unknown;
  fetch(url: string): Promise<{ readonly status: number; readonly headers: Iterable<[string, string]> }>;
  readonly document: {
    createElement(name: string): Record<string, unknown> & { click(): void };
    readonly body: { append(element: unknown): void };
  };
  readonly workbenchPipe: object;
  injected?: boolean;
}

describe.skipIf(!isReal && chromiumFile === null)('the security list', () => {
  let program: DesktopProgram;

  beforeAll(async () => {
    program = await launchDesktop(newFolders(), chromium);
  });
  afterAll(() => program.kill());

  test('the page is sandboxed, isolated and without Node, with web security on and nothing experimental', async () => {
    const wanted = {
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      plugins: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: false,
    };
    const preferences = await program.preferences();
    const said = Object.fromEntries(Object.keys(wanted).map((name) => [name, preferences[name]]));
    expect(said).toEqual(wanted);
    expect(Object.keys(preferences).filter((name) => /blink/i.test(name) && preferences[name])).toEqual([]);
  });

  test('the page sees the byte pipe, which it cannot change, and nothing of Node or Electron', async () => {
    const seen = await program.page.evaluate(() => {
      const { workbenchPipe } = globalThis as unknown as PageGlobals;
      const names = [
        'require',
        'process',
        'module',
        'exports',
        'Buffer',
        'global',
        'electron',
        'ipcRenderer',
      ];
      return {
        pipe: Object.entries(workbenchPipe).map(([name, member]) => `${name}: ${typeof member}`),
        frozen: Object.isFrozen(workbenchPipe),
        replaceable: Object.getOwnPropertyDescriptor(globalThis, 'workbenchPipe')?.writable,
        leaked: names.filter((name) => name in globalThis),
      };
    });
    expect(seen).toEqual({
      pipe: ['send: function', 'onMessage: function', 'onClose: function'],
      frozen: true,
      replaceable: false,
      leaked: [],
    });
  });

  test('every permission is denied but putting text on the clipboard', async () => {
    const asked = [
      ...[
        'geolocation',
        'notifications',
        'camera',
        'microphone',
        'media',
        'midi',
        'clipboard-read',
        'idle-detection',
      ],
      ...[
        'display-capture',
        'fullscreen',
        'openExternal',
        'fileSystem',
        'usb',
        'hid',
        'serial',
        'storage-access',
      ],
    ];
    const granted: string[] = [];
    for (const name of asked) if (await program.isPermitted(name)) granted.push(name);
    expect(granted).toEqual([]);
    if (!isReal) expect(await program.isPermitted('clipboard-sanitized-write')).toBe(true);
  });

  test('every file comes with a policy that allows the program’s own scripts only', async () => {
    const headers = await program.page.evaluate(async () => {
      const page = globalThis as unknown as PageGlobals;
      const response = await page.fetch(page.location.href.replace(/#.*/, ''));
      return Object.fromEntries(response.headers);
    });
    const policy = headers['content-security-policy'] ?? '';
    expect(policy.split('; ')).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
      ]),
    );
    expect(policy).not.toMatch(/script-src[^;]*unsafe|https?:|\*/);
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  test('a script that is put into the page does not run', async () => {
    const ran = await program.page.evaluate(async () => {
      const page = globalThis as unknown as PageGlobals;
      const script = page.document.createElement('script');
      script['textContent'] = 'globalThis.injected = true';
      page.document.body.append(script);
      const image = page.document.createElement('img');
      image['src'] = 'data:,';
      image['onerror'] = 'globalThis.injected = true';
      page.document.body.append(image);
      await new Promise((resolve) => setTimeout(resolve, 200));
      return page.injected === true;
    });
    expect(ran).toBe(false);
  });

  test('nothing but the built window is served: no other file, by whatever path', async () => {
    const answers = await program.page.evaluate(async () => {
      const page = globalThis as unknown as PageGlobals;
      const paths = [
        '/../../package.json',
        '/%2e%2e/%2e%2e/package.json',
        '/..%2f..%2fpackage.json',
        '/assets',
        '/none.js',
      ];
      return Promise.all(paths.map(async (path) => (await page.fetch(path)).status));
    });
    expect(answers).toEqual([404, 404, 404, 404, 404]);
  });

  test('no request leaves the machine', async () => {
    const outcome = await program.page.evaluate(() =>
      (globalThis as unknown as PageGlobals).fetch('https://example.org/').then(
        () => 'answered',
        () => 'refused',
      ),
    );
    expect(outcome).toBe('refused');
    if (program.standIn !== null) expect(program.standIn.strayRequests).toEqual([]);
  });

  test('the page goes nowhere else and opens no window', async () => {
    const before = program.page.url();
    const pages = program.page.context().pages().length;
    await program.page.evaluate(() => {
      const page = globalThis as unknown as PageGlobals;
      page.open('https://example.org/');
      page.open('about:blank');
      page.location.href = 'https://example.org/';
    });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(program.page.url()).toBe(before);
    await until(
      'no other page is open',
      () => program.page.context().pages().length,
      (count) => count === pages,
    );
  });

  test('a message from another frame, or while the window shows another origin, is dropped', async () => {
    const { page } = program;
    const client = await openPipeClient(page);
    await client.call('workbench/info', {});
    const foreign = [
      { isMain: false, url: ownFrame.url },
      { isMain: false, url: 'https://example.org/' },
      // Not on the real Electron, whose main frame cannot be forged.
      ...(isReal
        ? []
        : ['https://example.org/', 'app://other/', 'file:///etc/passwd', 'about:blank', '']
      ).map((url) => ({ isMain: true, url })),
    ];
    for (const frame of foreign) await program.forge(frame, openChannel, []);
    // Taken from any of them, it would have ended this connection.
    expect((await client.call('workbench/info', {})).host).toBe('electron');
    if (isReal) return;
    await program.forge(ownFrame, openChannel, []);
    // From the window itself the same message is taken: a new connection begins, which has not greeted.
    await expect(client.call('workbench/info', {})).rejects.toMatchObject({ code: 'contract/disconnected' });
  });
});

test('the packaged program cannot be run as Node, inspected, or changed', async () => {
  const release = await configuration('../electron-builder.config.js');
  const forTests = await configuration('../electron-builder.test.config.js');
  const fuses = {
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
    resetAdHocDarwinSignature: true,
  };
  expect(release.electronFuses).toEqual(fuses);
  expect(forTests.electronFuses).toEqual({ ...fuses, enableNodeCliInspectArguments: true });
  expect(release.asar).toBe(true);
});

interface Configuration {
  readonly electronFuses: object;
  readonly asar: boolean;
}

async function configuration(file: string): Promise<Configuration> {
  const { default: given } = (await import(new URL(file, import.meta.url).href)) as {
    default: Configuration;
  };
  return given;
}

describe.skipIf(!isReal && chromiumFile === null)('the desktop program', () => {
  test('a newcomer trains quick-start from the empty start, sees the error fall, and inspects the 7', async () => {
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
    const labels = ['Positive label', 'Negative label'].map((name) => page.getByLabel(name, { exact: true }));
    expect(await Promise.all(labels.map((label) => label.inputValue()))).toEqual(['7', '0']);
    expect(complaints).toEqual([]);
  }, 120_000);

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
    running.delete(first);

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
    running.delete(first);

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

describe.skipIf(isReal || chromiumFile === null)('what the stand-in alone can show', () => {
  test('the window comes back where it was, unless that screen is gone', async () => {
    const folders = newFolders();
    const size = { width: 1000, height: 700 };
    const boundsAfter = async (moved: { x: number; y: number }): Promise<unknown> => {
      const first = await launchStandIn(folders);
      await first.page;
      first.moveWindow({ ...moved, ...size });
      await first.close();
      running.delete(first);
      const second = await launchStandIn(folders);
      await second.page;
      const { x, y, width, height } = windowOptions(second);
      await second.close();
      running.delete(second);
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
    running.delete(second);
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
