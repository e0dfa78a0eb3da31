/** Points as small as can be, by the very code that measures the large ones: every line of every growth is measured. */

import { expect, test, vi } from 'vitest';

import { growths } from './growths.ts';
import type { Measuring } from './growths.ts';
import type { PointAnswer, PointOrder } from './point.ts';
import { measureApart } from './point-process.ts';
import { measureStepPoint } from './step-point.ts';
import { measureRunsPoint, measureStepsPoint } from './store-point.ts';

vi.setConfig({ testTimeout: 120_000 });

const measuring: Measuring = { engine: 'reference', threads: 1, blocks: 2, blockMs: 1 };
const tiny = { kind: 'step', ...measuring, layers: [4, 4], batch: 10, classes: null } as const;

function measured(order: PointOrder): Promise<PointAnswer> {
  switch (order.kind) {
    case 'step':
      // As small as the reference engine needs it; the sizes of the list are for real ones.
      return measureStepPoint({ ...tiny, classes: order.classes });
    case 'runs':
      return measureRunsPoint({ ...order, runs: 2 });
    case 'steps':
      return measureStepsPoint({ ...order, steps: 50 });
  }
}

test.each(growths)('$id: every line is measured', async ({ order, lines, trialSizes }) => {
  const answer = await measured(order(trialSizes[0] ?? 2, measuring));
  expect(answer.leftOut).toBeNull();
  const names = lines.map(({ name }) => name);
  expect(Object.keys(answer.values).sort()).toEqual(names.toSorted());
  for (const name of names) expect(answer.values[name]?.median).toBeGreaterThan(0);
});

test('more memory than there is leaves a point out, in words', async () => {
  const answer = await measureStepPoint({ ...tiny, layers: Array.from({ length: 40 }, () => 100_000) });
  expect(answer.leftOut).toMatch(/^it would take about [\d.]+ GB, and [\d.]+ GB of memory are free$/);
  expect(answer.values).toEqual({});
});

test('a process that ends without an answer leaves its point out, and says why', async () => {
  const unknown = await measureApart({ ...tiny, engine: 'abacus' });
  expect(unknown.leftOut).toMatch(/^its process ended with 1: .*abacus/);
  const slow = await measureApart(tiny, 1);
  expect(slow.leftOut).toMatch(/^it took longer than /);
});
