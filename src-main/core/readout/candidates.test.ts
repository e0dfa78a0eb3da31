import fc from 'fast-check';
import { expect, test } from 'vitest';

import { read } from '../engine/reference/reference-tensor.ts';
import { referenceOps as ops } from '../engine/reference/reference-ops.ts';
import { mostProbable, mostProbableLabels } from './candidates.ts';

/** Rows of probabilities with many equal ones. */
const rows = fc.integer({ min: 2, max: 6 }).chain((classes) => {
  const row = fc.array(fc.constantFrom(0, 0.125, 0.25, 0.5), { minLength: classes, maxLength: classes });
  return fc.tuple(fc.array(row, { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: classes }));
});

test('the most probable labels are those of a sorted list, the lower first among equals', () => {
  fc.assert(
    fc.property(rows, ([drawn, count]) => {
      const expected = drawn.map((row) =>
        row
          .map((probability, label) => ({ probability, label }))
          .sort((a, b) => b.probability - a.probability) // stable
          .slice(0, count)
          .map(({ label }) => label),
      );
      const onHost = drawn.map((row) => mostProbableLabels(Float64Array.from(row), count));
      const classes = drawn[0]?.length ?? 0;
      const probabilities = ops.constant(drawn.flat(), [drawn.length, classes]);
      const chosen = mostProbable(ops, probabilities, count).map((one) => [...read(one).data]);
      const oneHot = Array.from({ length: count }, (_, at) =>
        expected.flatMap((labels) =>
          Array.from({ length: classes }, (_none, label) => +(labels[at] === label)),
        ),
      );
      expect({ onHost, chosen }).toEqual({ onHost: expected, chosen: oneHot });
    }),
  );
});
