import { expect, test } from 'vitest';

import { arrangeLayer, arranged } from './unit-arrangement.ts';

test('units without places stand row by row, and a cell without one holds nothing', () => {
  const layer = arrangeLayer({ height: 1, width: 1, channels: 7 });
  expect([layer.rows, layer.columns, layer.maps]).toEqual([3, 3, null]);
  expect([...layer.units]).toEqual([0, 1, 2, 3, 4, 5, 6, -1, -1]);
  // A unit without a number is told apart from a cell without a unit.
  const shown = arranged(Float32Array.of(1, 2, NaN, 4, 5, 6, 7), layer);
  expect(shown).toEqual([1, 2, NaN, 4, 5, 6, 7, undefined, undefined]);
});

test('units of a grid stand as one map per channel, side by side', () => {
  const layer = arrangeLayer({ height: 2, width: 2, channels: 2 });
  expect([layer.rows, layer.columns, layer.maps]).toEqual([2, 4, '2 maps of 2 × 2']);
  // In the net's order: place by place, both channels of each.
  const values = Float32Array.of(1, 10, 2, 20, 3, 30, 4, 40);
  expect([...arranged(values, layer)]).toEqual([1, 2, 10, 20, 3, 4, 30, 40]);
});

test('no unit is lost, and none stands twice', () => {
  const { units } = arrangeLayer({ height: 3, width: 2, channels: 5 });
  const found = [...units].filter((unit) => unit >= 0).toSorted((a, b) => a - b);
  expect(found).toEqual(Array.from({ length: 30 }, (_, unit) => unit));
});

test('maps that are higher than wide, or wider than high, stand near a square all together', () => {
  const size = ({ rows, columns }: { rows: number; columns: number }) => [rows, columns];
  expect([
    size(arrangeLayer({ height: 8, width: 1, channels: 48 })),
    size(arrangeLayer({ height: 1, width: 8, channels: 48 })),
    size(arrangeLayer({ height: 11, width: 1, channels: 7 })),
  ]).toEqual([
    [16, 24],
    [16, 24],
    [11, 7],
  ]);
});
