import { resolve } from 'node:path';

import { expect, test } from 'vitest';

import { locateFiles, readLaunchOptions } from './launch-options.ts';

test('options are read in both spellings, among words of Electron’s own', () => {
  const words = ['.', '--no-sandbox', '--data-dir', 'runs', '--user-data-dir=mine', '--developer'];
  expect(readLaunchOptions({ words, environment: {}, isPackaged: true })).toEqual({
    dataFolder: resolve('runs'),
    userDataFolder: resolve('mine'),
    developer: true,
    developmentServer: null,
  });
});

test('a development server is taken from the environment, but never by a packaged program', () => {
  const environment = { ELECTRON_RENDERER_URL: 'http://localhost:5173', FFWB_DATA_DIR: '/data' };
  const read = (isPackaged: boolean) => readLaunchOptions({ words: [], environment, isPackaged });
  expect(read(false)).toMatchObject({ developer: true, developmentServer: 'http://localhost:5173' });
  expect(read(true)).toMatchObject({ developer: false, developmentServer: null });
});

test('the program’s files are found from where main.js is', () => {
  const files = locateFiles('file:///opt/app.asar/out/main/main.js');
  expect(files.trainingEntry.href).toBe('file:///opt/app.asar/out/main/service-entry.js');
  expect([files.preload, files.window, files.resources].map((path) => path.replaceAll('\\', '/'))).toEqual([
    expect.stringMatching(/\/opt\/app\.asar\/out\/preload\/preload\.cjs$/),
    expect.stringMatching(/\/opt\/app\.asar\/out\/renderer$/),
    expect.stringMatching(/\/opt\/app\.asar\/resources$/),
  ]);
});
