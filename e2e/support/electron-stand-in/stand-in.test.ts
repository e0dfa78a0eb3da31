/** The stand-in is only worth something while it refuses what it does not imitate. */

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import { shownAddress, trueAddress } from './addresses.ts';

const register = fileURLToPath(new URL('./register.ts', import.meta.url));

/** The first line of an error that a main module of this text ends with. */
function faultOf(program: string): string {
  const words = ['--import', register, '--input-type=module', '--eval', program];
  const { stderr, status } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  if (status === 0) return 'none';
  return stderr.split('\n').find((line) => /^(\w*Error): /.test(line)) ?? stderr;
}

const unknown = (name: string): string =>
  `Error: The Electron stand-in does not know ${name}. Imitate it in e2e/support/electron-stand-in.`;

test.each([
  ['a member', `import { app } from 'electron'; app.setBadgeCount(1);`, unknown('app.setBadgeCount')],
  ['a member that is set', `import { app } from 'electron'; app.name = 'x';`, unknown('setting app.name')],
  ['a path', `import { app } from 'electron'; app.getPath('music');`, unknown(`app.getPath('music')`)],
  ['an event', `import { app } from 'electron'; app.on('gpu', () => {});`, unknown('the event "gpu" of app')],
  [
    'a window option',
    `import { BrowserWindow } from 'electron'; new BrowserWindow({ kiosk: true });`,
    unknown('the option "kiosk" of BrowserWindow'),
  ],
  [
    'a web preference',
    `import { BrowserWindow } from 'electron'; new BrowserWindow({ webPreferences: { offscreen: true } });`,
    unknown('the option "offscreen" of webPreferences'),
  ],
  [
    'a member of the contents',
    `import { BrowserWindow } from 'electron'; new BrowserWindow().webContents.executeJavaScript('1');`,
    unknown('webContents.executeJavaScript'),
  ],
  [
    'an option of a utility process',
    `import { utilityProcess } from 'electron'; utilityProcess.fork('x.js', [], { partition: 'x' });`,
    unknown('the option "partition" of utilityProcess.fork'),
  ],
])('%s that is not imitated fails with its name', (_, program, fault) => {
  expect(faultOf(program)).toBe(fault);
});

test('an import that is not imitated does not link', () => {
  expect(faultOf(`import { Tray } from 'electron'; new Tray('x.png');`)).toMatch(
    /does not provide an export named 'Tray'/,
  );
});

test('addresses of the program’s scheme are shown under an address that exists nowhere, and come back', () => {
  const own = ['app://workbench/index.html#/runs', 'app://workbench', 'blob:app://workbench/0b3c'];
  expect(own.map(shownAddress)).toEqual([
    'https://workbench.app.stand-in.invalid/index.html#/runs',
    'https://workbench.app.stand-in.invalid',
    'blob:https://workbench.app.stand-in.invalid/0b3c',
  ]);
  expect(own.map(shownAddress).map(trueAddress)).toEqual(own);
  expect(trueAddress('https://workbench.app.stand-in.invalid.example.org/')).toBe(
    'https://workbench.app.stand-in.invalid.example.org/',
  );
});
