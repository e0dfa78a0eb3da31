import fc from 'fast-check';
import { expect, test } from 'vitest';

import { randomStream } from '../../../src-shared/base/random.ts';
import type { Tensor } from '../engine/engine.ts';
import { referenceOps as ops } from '../engine/reference/reference-ops.ts';
import type { ReferenceTensor } from '../engine/reference/reference-ops.ts';
import { classGroups } from './class-groups.ts';
import { goodnessParts } from './index.ts';

const numbersOf = (tensor: Tensor) => [...(tensor as ReferenceTensor).data];
const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 9) as number);
const size = fc.integer({ min: 1, max: 4 });
const shapes = fc.record({
  height: size,
  width: size,
  each: size,
  classes: fc.integer({ min: 2, max: 5 }),
  rows: size,
});

test.each(goodnessParts.kinds())("a class's goodness is %s of its own units", (kind) => {
  const goodness = goodnessParts.get(kind).create(kind === 'top-k' ? { k: 1 } : {});
  fc.assert(
    fc.property(shapes, fc.nat(), ({ height, width, each, classes, rows }, seed) => {
      const channels = classes * each;
      const groups = classGroups({ name: 'layer1', output: { height, width, channels } }, classes, goodness);
      const random = randomStream(seed, 'activity');
      const units = height * width * channels;
      const activity = Array.from({ length: rows * units }, () => Math.abs(random.normal()));
      // Unit (place, channel) stands for class floor(channel / each).
      const own = (row: number, label: number) =>
        activity
          .slice(row * units, (row + 1) * units)
          .map((value, unit) => [value, Math.floor((unit % channels) / each), unit] as const)
          .filter(([, of]) => of === label);
      const tensor = ops.constant(activity, [rows, units]);
      const upstream = Array.from({ length: rows * classes }, () => random.normal());
      const expected: number[] = [];
      const slopes = new Array<number>(rows * units).fill(NaN);
      for (let row = 0; row < rows; row += 1) {
        for (let label = 0; label < classes; label += 1) {
          const part = own(row, label);
          const alone = ops.constant(
            part.map(([value]) => value),
            [1, part.length],
          );
          expected.push(...numbersOf(goodness.of(ops, alone, ops.sumOfSquares(alone, 1))));
          const above = ops.constant([upstream[row * classes + label] as number], [1, 1]);
          numbersOf(goodness.chain(ops, above, alone)).forEach((slope, at) => {
            slopes[row * units + (part[at]?.[2] as number)] = slope;
          });
        }
      }
      const chained = groups.chain(ops, ops.constant(upstream, [rows, classes]), tensor);
      expect(groups.unitsEach).toBe(height * width * each);
      expect(numbersOf(groups.of(ops, tensor))).toEqual(close(expected));
      expect(numbersOf(chained)).toEqual(close(slopes));
    }),
    { numRuns: 30 },
  );
});
