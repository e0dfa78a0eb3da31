import { expect, test } from 'vitest';

import { chooseDataFolder } from './data-folder-choice.ts';
import { givenPath } from './given-paths.ts';

test('the option wins over the variable, the variable over the usual place', () => {
  const around = (environment: Record<string, string>) => ({
    platform: 'linux' as const,
    environment,
    home: '/home/ada',
  });
  expect([
    chooseDataFolder('here', around({ FFWB_DATA_DIR: '/there' })),
    chooseDataFolder(undefined, around({ FFWB_DATA_DIR: '/there' })),
    chooseDataFolder(undefined, around({ FFWB_DATA_DIR: '', XDG_DATA_HOME: '/data' })),
    chooseDataFolder(undefined, around({ XDG_DATA_HOME: 'relative' })),
  ]).toEqual([
    givenPath('here'),
    '/there',
    '/data/forward-forward-workbench',
    '/home/ada/.local/share/forward-forward-workbench',
  ]);
});

test('macOS and Windows have places of their own', () => {
  const mac = { platform: 'darwin' as const, environment: {}, home: '/Users/ada' };
  const windows = { platform: 'win32' as const, environment: { APPDATA: '/roaming' }, home: '/users/ada' };
  expect([chooseDataFolder(undefined, mac), chooseDataFolder(undefined, windows)]).toEqual([
    '/Users/ada/Library/Application Support/forward-forward-workbench',
    '/roaming/forward-forward-workbench',
  ]);
});
