import fc from 'fast-check';
import { expect, test } from 'vitest';

import { createPart } from '../../../src-shared/spec/part.ts';
import { ReferenceTensor, referenceOps } from '../engine/reference/reference-ops.ts';
import { labelParts } from './index.ts';
import { blockCode, cellsOf, labelCells } from './label-code.ts';

test('the label pixel has a value of its own or that of the largest input', () => {
  expect([
    createPart(labelParts, { kind: 'in-input' }).value(5),
    createPart(labelParts, { kind: 'in-input', value: 2.5 }).value(5),
    createPart(labelParts, { kind: 'in-input', value: 'largest' }).value(5),
  ]).toEqual([1, 2.5, 5]);
});

test('a block holds the value for the label and its opposite for the others, in every channel', () => {
  const encoding = createPart(labelParts, { kind: 'in-block', pixels: 2 });
  const { cells, shares } = encoding.code({ height: 4, width: 4, channels: 3 }, 2);
  expect([cells, [...(shares ?? [])]]).toEqual([
    12,
    [...[1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1], ...[-1, -1, -1, -1, -1, -1, 1, 1, 1, 1, 1, 1]],
  ]);
});

test('what a net is shown of a label is what it was trained on', () => {
  const cases = fc.record({
    classes: fc.integer({ min: 2, max: 6 }),
    each: fc.integer({ min: 1, max: 5 }),
    rest: fc.constantFrom(-1, 0),
    row: fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 6, maxLength: 6 }),
  });
  fc.assert(
    fc.property(cases, ({ classes, each, rest, row }) => {
      const code = blockCode(classes, each, rest);
      const told = Float32Array.from(row.slice(0, classes));
      const trained = labelCells(
        referenceOps,
        code,
        new ReferenceTensor([1, classes], Float64Array.from(told)),
      );
      const shown = cellsOf(code, told);
      shown.forEach((value, cell) =>
        expect(value).toBeCloseTo((trained as ReferenceTensor).data[cell] as number, 5),
      );
      expect(shown).toHaveLength(code.cells);
    }),
  );
});
