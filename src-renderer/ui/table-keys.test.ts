import { expect, test } from 'vitest';

import { tableCommand } from './table-keys.ts';

/** "Alt+ArrowLeft" pressed in a table of a hundred lines. */
function press(keys: string, line = 50, change: { lineCount?: number; hasSelection?: boolean } = {}) {
  const parts = keys.split('+');
  const held = (name: string): boolean => parts.includes(name);
  return tableCommand(
    {
      key: parts.at(-1) ?? '',
      ctrlKey: held('Ctrl'),
      metaKey: held('Meta'),
      altKey: held('Alt'),
      shiftKey: held('Shift'),
    },
    { line, lineCount: 100, pageLines: 20, hasSelection: false, ...change },
  );
}

test('arrows, Page keys, Home and End move, Shift extends, up from the first line leads to the header', () => {
  expect([press('ArrowDown'), press('Shift+PageUp'), press('End'), press('ArrowUp', 0)]).toEqual([
    { verb: 'move', line: 51, extend: false },
    { verb: 'move', line: 30, extend: true },
    { verb: 'move', line: 99, extend: false },
    { verb: 'move', line: -1, extend: false },
  ]);
  expect([press('ArrowLeft'), press('ArrowRight', -1)]).toEqual([
    { verb: 'move aside', by: -1 },
    { verb: 'move aside', by: 1 },
  ]);
});

test('Space and Enter select and open a row, but sort in the header', () => {
  expect([press(' '), press('Enter'), press(' ', -1), press('Shift+Enter', -1)]).toEqual([
    { verb: 'select' },
    { verb: 'enter' },
    { verb: 'sort', add: false },
    { verb: 'sort', add: true },
  ]);
});

test('Alt with an arrow changes the width of a column, in the header only', () => {
  expect([press('Alt+ArrowRight', -1), press('Alt+ArrowLeft', -1), press('Alt+ArrowLeft')]).toEqual([
    { verb: 'resize', by: 8 },
    { verb: 'resize', by: -8 },
    null,
  ]);
});

test('all can be selected, and none where some are', () => {
  expect([press('Ctrl+a'), press('Meta+A'), press('Escape', 3, { hasSelection: true })]).toEqual([
    { verb: 'select all' },
    { verb: 'select all' },
    { verb: 'select none' },
  ]);
});

test('other keys are left to others, and an empty table moves nowhere', () => {
  const left = ['c', ']', 'Escape', 'Ctrl+ArrowDown', 'Ctrl+Enter', 'Alt+ArrowDown', 'Tab'];
  expect(left.map((keys) => press(keys))).toEqual(left.map(() => null));
  expect(press('ArrowDown', -1, { lineCount: 0 })).toBeNull();
});
