import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { readWindowState, writeWindowState } from './window-state.ts';

const screen = { x: 0, y: 25, width: 1920, height: 1055 };
const left = { x: -1280, y: 0, width: 1280, height: 1024 };
const unknown = { bounds: null, maximized: false };
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ffwb-window-'));
  file = join(folder, 'window.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('what was written is read, and no half-written file is left', () => {
  const state = { bounds: { x: 10, y: 40, width: 1000, height: 700 }, maximized: true };
  writeWindowState(file, state);
  expect(readWindowState(file, [screen])).toEqual(state);
  expect(readdirSync(folder)).toEqual(['window.json']);
});

test('bounds count only where the upper edge can be taken hold of on a screen that is there', () => {
  const kept = (x: number, y: number): boolean => {
    writeWindowState(file, { bounds: { x, y, width: 900, height: 600 }, maximized: false });
    return readWindowState(file, [screen, left]).bounds !== null;
  };
  const corners = [
    [0, 25],
    [1800, 1000],
    [1850, 500],
    [-1280, 0],
    [0, 10],
    [0, 1075],
    [3000, 100],
  ] as const;
  expect(corners.map(([x, y]) => kept(x, y))).toEqual([true, true, false, true, false, false, false]);
});

test('a file that is missing, cut short, of another program or absurd is as if there were none', () => {
  expect(readWindowState(file, [screen])).toEqual(unknown);
  const bounds = { x: 0, y: 30, width: 1000, height: 700 };
  const texts = [
    '{"bounds":{"x":0',
    '[]',
    '{"width":1}',
    JSON.stringify({ bounds: { ...bounds, width: 1e9 }, maximized: false }),
    JSON.stringify({ bounds: { ...bounds, x: 0.5 }, maximized: false }),
    JSON.stringify({ bounds: { ...bounds, height: 20 }, maximized: false }),
    JSON.stringify({ bounds, maximized: 'yes' }),
  ];
  for (const text of texts) {
    writeFileSync(file, text);
    expect(readWindowState(file, [screen]), text).toEqual(unknown);
  }
});

test('a folder that cannot be written to is no reason to fail', () => {
  expect(() => writeWindowState(join(folder, 'gone', 'window.json'), unknown)).not.toThrow();
});
