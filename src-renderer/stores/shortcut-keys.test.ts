import { expect, test } from 'vitest';

import { keysOf, matchKeys, readableKeys } from './shortcut-keys.ts';

function press(key: string, ...held: ('ctrl' | 'meta' | 'alt' | 'shift')[]): string | null {
  return keysOf({
    key,
    ctrlKey: held.includes('ctrl'),
    metaKey: held.includes('meta'),
    altKey: held.includes('alt'),
    shiftKey: held.includes('shift'),
  });
}

test('keys are named with what is held, but a modifier alone is none', () => {
  expect([press('k', 'ctrl'), press('K', 'meta', 'shift'), press(' '), press('Enter', 'shift')]).toEqual([
    'Mod+k',
    'Mod+Shift+k',
    'Space',
    'Shift+Enter',
  ]);
  expect([press('Shift', 'shift'), press('AltGraph', 'alt')]).toEqual([null, null]);
});

test('signs are the same however a keyboard makes them', () => {
  expect([press('?', 'shift'), press('['), press('[', 'alt'), press(']', 'ctrl', 'alt')]).toEqual([
    '?',
    '[',
    '[',
    ']',
  ]);
  expect([press('[', 'ctrl'), press('[', 'meta', 'alt'), press('5', 'alt'), press('a', 'alt')]).toEqual([
    'Mod+[',
    'Mod+[',
    'Alt+5',
    'Alt+a',
  ]);
});

test('two strokes match one after the other', () => {
  expect([
    matchKeys('g r', 'r', 'g'),
    matchKeys('g r', 'r', null),
    matchKeys('Mod+K', 'Mod+k', null),
    matchKeys(']', ']', 'g'),
  ]).toEqual([true, false, true, true]);
});

test('people read the names of their own machine', () => {
  expect([readableKeys('Mod+k', false), readableKeys('Mod+k', true), readableKeys('g r', false)]).toEqual([
    ['Ctrl+K'],
    ['⌘K'],
    ['G', 'R'],
  ]);
});
