/** What a table draws, and how clicks and keys change its order and its selection. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  ariaSort,
  columnsInSight,
  lineHeight,
  linesInSight,
  movedLine,
  rangeIds,
  slotsOf,
  sortedBy,
  toggled,
  widthOf,
} from './table-model.ts';
import type { TableColumn } from './table-model.ts';

const name: TableColumn = { id: 'run:name', label: 'Name', kind: 'text', width: 220 };
const error: TableColumn = { id: 'metric:error', label: 'Error', kind: 'fraction' };
const created: TableColumn = { id: 'run:created', label: 'Created', kind: 'date' };

describe('the order', () => {
  it('begins with the least error and with the newest date, and turns with every click', () => {
    const once = sortedBy([], error, false);
    const twice = sortedBy(once, error, false);
    expect([once, twice, sortedBy(twice, error, false), sortedBy([], created, false)]).toEqual([
      [{ column: 'metric:error', descending: false }],
      [{ column: 'metric:error', descending: true }],
      [{ column: 'metric:error', descending: false }],
      [{ column: 'run:created', descending: true }],
    ]);
  });

  it('takes more keys, each in its place', () => {
    const both = sortedBy(sortedBy([], name, false), created, true);
    expect(both.map(({ column }) => column)).toEqual(['run:name', 'run:created']);
    expect(sortedBy(both, name, true)).toEqual([
      { column: 'run:name', descending: true },
      { column: 'run:created', descending: true },
    ]);
    expect(sortedBy(both, error, false)).toEqual([{ column: 'metric:error', descending: false }]);
    expect([ariaSort(both, 'run:name'), ariaSort(both, 'run:created'), ariaSort([], 'run:name')]).toEqual([
      'ascending',
      undefined,
      undefined,
    ]);
  });
});

it('A column is as wide as the user made it, else as it says, else as its kind needs', () => {
  expect([
    widthOf(name, { 'run:name': 300 }),
    widthOf(name, {}),
    widthOf(error, {}),
    widthOf({ ...error, kind: 'text' }, {}),
  ]).toEqual([300, 220, 104, 160]);
});

describe('what is drawn', () => {
  it('is all that is in sight, some more, and never a line that is not there', () => {
    const scroll = fc.integer({ min: 0, max: 300_000 });
    fc.assert(
      fc.property(
        scroll,
        fc.integer({ min: 0, max: 2000 }),
        fc.integer({ min: 0, max: 10_000 }),
        (top, height, lines) => {
          const [first, last] = linesInSight(top, height, lines);
          const inSight = [Math.floor(top / lineHeight), Math.ceil((top + height) / lineHeight)] as const;
          expect(first).toBeGreaterThanOrEqual(0);
          expect(first).toBeLessThanOrEqual(inSight[0]);
          expect(last).toBe(Math.min(lines, Math.max(last, inSight[1])));
          expect(last - first).toBeLessThanOrEqual(Math.ceil(height / lineHeight) + 14);
        },
      ),
    );
  });

  it('keeps every line in its slot while the table scrolls', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.integer({ min: 1, max: 40 }), fc.nat(5), (first, shown, spare) => {
        const slots = shown + spare;
        const drawn = slotsOf(first, first + shown, slots);
        const next = slotsOf(first + 1, first + 1 + shown, slots);
        expect(drawn.filter((line) => line !== null).sort((a, b) => a - b)).toEqual(
          Array.from({ length: shown }, (_, at) => first + at),
        );
        const moved = next.filter((line, slot) => line !== null && line !== drawn[slot]);
        expect(moved).toEqual([first + shown]);
      }),
    );
  });

  it('are the columns that show beside the sticky first one', () => {
    // Left edges: the first column 0 to 200, then columns of 100.
    const lefts = [0, 200, 300, 400, 500, 600];
    expect([
      columnsInSight(lefts, 0, 420),
      columnsInSight(lefts, 250, 300),
      columnsInSight(lefts, 5000, 300),
      columnsInSight([0], 0, 300),
    ]).toEqual([
      [1, 4],
      [1, 5],
      [5, 6],
      [1, 1],
    ]);
  });
});

describe('keys and clicks', () => {
  it('move the active line within the table', () => {
    const keys = ['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End', 'x'];
    expect(keys.map((key) => movedLine(key, 50, 100, 20))).toEqual([51, 49, 70, 30, 0, 99, null]);
    expect(keys.map((key) => movedLine(key, 99, 100, 20))).toEqual([99, 98, 99, 79, 0, 99, null]);
  });

  it('move from the first line up to the heading', () => {
    expect(movedLine('ArrowUp', 0, 100, 20)).toBe(-1);
  });

  it('select the rows between two lines in either direction, without lines that are no rows', () => {
    const ids = ['a', null, 'b', 'c'];
    const idOf = (line: number): string | null => ids[line] ?? null;
    expect([rangeIds(0, 2, idOf), rangeIds(3, 1, idOf), rangeIds(1, 1, idOf)]).toEqual([
      ['a', 'b'],
      ['b', 'c'],
      [],
    ]);
  });

  it('take a row into the selection and out of it, and leave the old set as it was', () => {
    const before = new Set(['a']);
    expect([toggled(before, 'b'), toggled(before, 'a'), before]).toEqual([
      new Set(['a', 'b']),
      new Set(),
      new Set(['a']),
    ]);
  });
});
