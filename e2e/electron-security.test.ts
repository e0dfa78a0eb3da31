/**
 * Every item of Electron's security list, asserted of the desktop program as built: on the real Electron where its binary
 * is; else on the stand-in, which opens real Chromium pages.
 */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { DesktopProgram } from './support/desktop-program.ts';
import { desktopSpecs, hasDesktop, isReal, openChannel, ownFrame, until } from './support/desktop-specs.ts';
import type { PageGlobals } from './support/desktop-specs.ts';
import { openPipeClient } from './support/pipe-client.ts';

const { launchForAll } = desktopSpecs();

describe.skipIf(!hasDesktop)('the security list', () => {
  let program: DesktopProgram;

  beforeAll(async () => {
    program = await launchForAll();
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
