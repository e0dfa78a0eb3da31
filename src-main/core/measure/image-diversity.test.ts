/** What diversity says of images that are known: all alike, as different as real ones, and of a few classes only. */

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { randomStream } from '../../../src-shared/base/random.ts';
import { runProgram } from '../engine/fixtures/run-program.ts';
import { referenceEngine } from '../engine/reference/reference-engine.ts';
import { assertDefined } from '../../../src-shared/base/assert.ts';
import { distancesProgram, diversityOf, nearest } from './image-diversity.ts';

const engine = await referenceEngine.open({ threads: 1, device: 'auto' });
const [classes, size] = [3, 6];

/** Images around a centre for each class, far from each other. */
function drawn(labels: readonly number[], deviation: number, seed: number): Float32Array {
  const random = randomStream(seed, 'images');
  return Float32Array.from(
    labels.flatMap((label) =>
      Array.from(
        { length: size },
        (_, at) => (at % classes === label ? 10 : 0) + deviation * random.normal(),
      ),
    ),
  );
}

const realLabels = Array.from({ length: 240 }, (_, index) => index % classes);
const real = drawn(realLabels, 1, 1);

async function measured(images: Float32Array, meant: readonly number[] | null) {
  const rows = images.length / size;
  const program = distancesProgram(rows, realLabels.length, size);
  const { distances } = await runProgram(engine, program, { images, real });
  const neighbours = nearest(Float64Array.from(assertDefined(distances, 'distances')), realLabels.length);
  return diversityOf({
    classes,
    images,
    judged: neighbours.map((index) => realLabels[index] as number),
    nearest: neighbours,
    meant,
    real,
    labels: Uint8Array.from(realLabels),
  });
}

test('images drawn like real ones are about as diverse, all classes are there and each is the one meant', async () => {
  const meant = realLabels.slice(0, 60);
  const found = await measured(drawn(meant, 1, 2), meant);
  expect(found).toMatchObject({ classes: 1, 'right-class': 1 });
  expect(found['diversity']).toBeGreaterThan(0.8);
  expect(found['diversity']).toBeLessThan(1.25);
});

test('a maker that has collapsed to one image has no diversity, one class and one neighbour', async () => {
  const one = drawn([1], 1, 3);
  const images = Float32Array.from({ length: 20 * size }, (_, at) => one[at % size] as number);
  expect(await measured(images, null)).toEqual({
    diversity: expect.closeTo(0, 9) as number,
    classes: 1 / classes,
    distinct: 1 / 20,
  });
});

test('diversity grows with the distance between images of a class, and not with that between classes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.double({ min: 0.05, max: 1.5, noNaN: true }), fc.nat(), async (deviation, seed) => {
      const meant = realLabels.slice(0, 90);
      const { diversity } = await measured(drawn(meant, deviation, seed), meant);
      expect(Math.abs((diversity ?? NaN) / deviation - 1)).toBeLessThan(0.3);
    }),
    { numRuns: 20 },
  );
});

test('where no class has two images there is no diversity to tell', async () => {
  expect(await measured(drawn([0, 1], 1, 4), [0, 1])).not.toHaveProperty('diversity');
});
