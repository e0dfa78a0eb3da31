import { EventEmitter } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test, vi } from 'vitest';

import { plainFileName, saveWhatPageMakes } from './downloads.ts';
import { chooseWindowAddress } from './window-address.ts';

test('a file is saved under a plain name, whatever the page calls it', () => {
  const names = [
    'loss.csv',
    '../../etc/passwd',
    'C:\\run: 7?.svg',
    '.. ',
    '',
    'a\u0000b.png',
    'x'.repeat(300),
  ];
  expect(names.map(plainFileName)).toEqual([
    'loss.csv',
    '-..-etc-passwd',
    'C--run- 7-.svg',
    'export',
    'export',
    'a-b.png',
    'x'.repeat(150),
  ]);
});

test('a place in the data folder is refused in words and another one asked for, by whatever link it was chosen', async () => {
  const root = mkdtempSync(join(tmpdir(), 'ffwb-downloads-'));
  const [dataFolder, work] = [join(root, 'data'), join(root, 'work')];
  mkdirSync(dataFolder);
  mkdirSync(work);
  writeFileSync(join(dataFolder, 'workbench.sqlite'), 'database');
  symlinkSync(dataFolder, join(work, 'link'));
  const choices = [
    join(dataFolder, 'workbench.sqlite'),
    join(work, 'link', 'new.csv'),
    join(work, 'loss.csv'),
  ];
  const said: string[] = [];
  const session = new EventEmitter();
  saveWhatPageMakes(session as never, chooseWindowAddress(null), {
    folder: root,
    dataFolder,
    dialog: {
      showErrorBox: (title) => said.push(title),
      showSaveDialog: () =>
        Promise.resolve({ canceled: choices.length === 0, filePath: choices.shift() ?? '' }),
    },
  });
  const item = Object.assign(new EventEmitter(), {
    getURL: () => 'blob:app://workbench/1',
    getFilename: () => 'loss.csv',
    setSavePath: (path: string) => {
      writeFileSync(path, 'step,loss');
      setImmediate(() => item.emit('done', {}, 'completed'));
    },
  });
  try {
    session.emit('will-download', { preventDefault: () => expect.unreachable() }, item);
    await vi.waitFor(() => expect(readFileSync(join(work, 'loss.csv'), 'utf8')).toBe('step,loss'), {
      timeout: 60_000,
    });
    expect(said).toEqual(Array(2).fill('That place is not for files of yours'));
    expect(readdirSync(dataFolder)).toEqual(['workbench.sqlite']);
    expect(readFileSync(join(dataFolder, 'workbench.sqlite'), 'utf8')).toBe('database');
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
