import { expect, test } from 'vitest';

import { chooseWindowAddress, isDevelopment, isOwnAddress, isOwnBlob } from './window-address.ts';

const own = chooseWindowAddress(null);

test('the built window is served under the program’s own scheme', () => {
  expect(own).toEqual({ page: 'app://workbench/index.html', origin: 'app://workbench' });
  expect(isDevelopment(own)).toBe(false);
});

test('a development server is used only where it is this machine’s own', () => {
  expect(chooseWindowAddress('http://localhost:5173')).toEqual({
    page: 'http://localhost:5173/',
    origin: 'http://localhost:5173',
  });
  for (const address of [
    'http://example.org:5173',
    'https://localhost:5173',
    'file:///tmp',
    'app://workbench',
  ])
    expect(() => chooseWindowAddress(address), address).toThrow('only this machine serves it');
});

test('only addresses of the same scheme and host are the window’s own', () => {
  const addresses = [
    'app://workbench/index.html#/runs',
    'app://workbench',
    'app://workbench.example.org/',
    'app://other/',
    'APP://workbench/index.html',
    'app://user@workbench/',
    'https://workbench/',
    'file:///workbench/index.html',
    'data:text/html,app://workbench/',
    'about:blank',
    '',
  ];
  expect(addresses.filter((address) => isOwnAddress(address, own))).toEqual([
    'app://workbench/index.html#/runs',
    'app://workbench',
    'APP://workbench/index.html',
  ]);
});

test('only data the page itself made is its own blob', () => {
  expect(isOwnBlob('blob:app://workbench/0b3c', own)).toBe(true);
  for (const address of [
    'blob:app://workbench.example.org/1',
    'blob:https://example.org/1',
    'app://workbench/a',
  ])
    expect(isOwnBlob(address, own), address).toBe(false);
});
