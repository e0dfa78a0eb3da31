/** A net with regions, looked into: the goodness of every region is that of its own units, and the layer's is their sum. */

import { expect, test } from 'vitest';

import { askingAbout } from './fixtures/ask-inspector.ts';
import { trainSmallRun } from './fixtures/small-run.ts';

const small = await trainSmallRun({
  layers: [
    { kind: 'dense-places', rows: 2, columns: 3, channels: 4 },
    { kind: 'dense', units: 10 },
  ],
  regions: { kind: 'grid', rows: 2, columns: 3 },
});
const inspected = () =>
  askingAbout(small)('inspect/image', {
    run: small.run.runId,
    step: null,
    image: { split: 'test', index: 3 },
    positiveLabel: 1,
    negativeLabel: 2,
  });

/** Sums of squares of the four units at each of the six places. */
const byPlace = (activity: Float32Array | null): number[] =>
  Array.from({ length: 6 }, (_, place) =>
    [...(activity ?? []).slice(4 * place, 4 * place + 4)].reduce((sum, value) => sum + value * value, 0),
  );

test('the goodness of every region is told beside that of the layer', async () => {
  const [first, second] = (await inspected()).layers;
  const close = (values: Iterable<number>) => [...values].map((value) => expect.closeTo(value, 4) as number);
  const [positive, negative] = [byPlace(first?.positive ?? null), byPlace(first?.negative ?? null)];
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const { regions, goodness, threshold } = first?.judged ?? {};
  expect(regions).toMatchObject({ rows: 2, columns: 3, threshold: 4 });
  expect([...(regions?.positive ?? [])]).toEqual(close(positive));
  expect([...(regions?.negative ?? [])]).toEqual(close(negative));
  expect(positive).not.toEqual(negative);
  expect([goodness?.positive, goodness?.negative, threshold]).toEqual(
    close([sum(positive), sum(negative), 6 * 4]),
  );
  expect(second?.judged).toMatchObject({ threshold: 10, regions: null });
});
