/** Sources that know no labels: what they bring, and what the two passes see. */

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { randomStream } from '../../../src-shared/base/random.ts';
import { createPart } from '../../../src-shared/spec/part.ts';
import { runProgram } from '../engine/fixtures/run-program.ts';
import { hybridRecipe } from '../engine/fixtures/program-cases.ts';
import { referenceEngine } from '../engine/reference/reference-engine.ts';
import { negativesProgram } from '../measure/insight-programs.ts';
import { sizeOfGrid } from '../net/grid.ts';
import { negativeParts } from './index.ts';

const engine = await referenceEngine.open({ threads: 1, device: 'auto' });
const image = { height: 6, width: 6, channels: 2 };
const size = sizeOfGrid(image);
const examples = 5;
const unlabelled = negativeParts.kinds().filter((kind) => !createPart(negativeParts, { kind }).labelled);
const labels = Uint8Array.of(0, 0, 1, 2, 1);

const images = (() => {
  const random = randomStream(1, 'images');
  return Float32Array.from({ length: examples * size }, () => random.uniform());
})();
const turn = (pass = 0, batch = 0) => ({
  pass,
  batch,
  indexes: Uint32Array.from({ length: examples }, (_, index) => index),
  images,
});
const rowOf = (values: ArrayLike<number>, index: number) =>
  Array.from({ length: size }, (_, at) => values[index * size + at] as number);

/** What is brought for a turn, and the negatives made of it. */
async function made(choice: { kind: string; [parameter: string]: unknown }, at = turn(), seed = 1) {
  const recipe = hybridRecipe(image, [{ kind: 'dense', units: 3 }], { negatives: choice });
  const source = assertDefined(recipe.local ?? undefined, 'pairs').pairs;
  const brought = structuredClone(source.supply(recipe, labels, seed)(at));
  const { negatives } = await runProgram(engine, negativesProgram(recipe, examples), {
    image: images,
    ...brought,
  });
  return { brought, negatives: assertDefined(negatives, 'negatives') };
}

test.each(unlabelled)('what %s brings depends on the seed and the position alone', async (kind) => {
  const choice = kind === 'patch-shuffle' ? { kind, size: 2 } : { kind };
  const recipe = hybridRecipe(image, [{ kind: 'dense', units: 3 }], { negatives: choice });
  const { pairs } = assertDefined(recipe.local ?? undefined, 'pairs');
  const supply = pairs.supply(recipe, labels, 1);
  const first = structuredClone(supply(turn(0, 0)));
  const others = [1, 2, 3, 4].map((batch) => structuredClone(supply(turn(0, batch))));
  expect(structuredClone(supply(turn(0, 0)))).toEqual(first);
  // Of few images only so many pairs can be made, so one position may bring what another did.
  expect(others.some((other) => JSON.stringify(other) !== JSON.stringify(first))).toBe(true);
  const seeds = [2, 3, 4, 5].map((seed) => structuredClone(pairs.supply(recipe, labels, seed)(turn(0, 0))));
  expect(seeds.some((other) => JSON.stringify(other) !== JSON.stringify(first))).toBe(true);
  expect(Object.keys(first)).toEqual(Object.keys(pairs.perTurn(recipe, examples)));
  expect(pairs.fixed).toBe(false);
  expect((await made(choice)).negatives).not.toEqual(Float64Array.from(images));
});

test('every value of a hybrid is that of one of two images, all channels of a place from the same one', async () => {
  const { brought, negatives } = await made({ kind: 'hybrid', blurs: 1 });
  const partners = assertDefined(brought['partners'], 'partners');
  for (let index = 0; index < examples; index += 1) {
    const [own, other, hybrid] = [rowOf(images, index), rowOf(partners, index), rowOf(negatives, index)];
    expect(other).not.toEqual(own);
    const fromOwn = hybrid.map((value, at) => value === own[at]);
    expect(hybrid.every((value, at) => value === own[at] || value === other[at])).toBe(true);
    expect(fromOwn.every((own_, at) => own_ === fromOwn[at - (at % image.channels)])).toBe(true);
  }
});

/** Bits blurred place by place, with borders like the last place. */
function plainBlur(bits: readonly number[], blurs: number): number[] {
  let values = [...bits];
  const at = (from: readonly number[], row: number, column: number) =>
    from[
      Math.min(image.height - 1, Math.max(0, row)) * image.width +
        Math.min(image.width - 1, Math.max(0, column))
    ] as number;
  for (let blur = 0; blur < blurs; blur += 1) {
    const along = values.map((_, place) => {
      const [row, column] = [Math.floor(place / image.width), place % image.width];
      return (at(values, row, column - 1) + 2 * at(values, row, column) + at(values, row, column + 1)) / 4;
    });
    values = along.map((_, place) => {
      const [row, column] = [Math.floor(place / image.width), place % image.width];
      return (at(along, row - 1, column) + 2 * at(along, row, column) + at(along, row + 1, column)) / 4;
    });
  }
  return values;
}

test.each([0, 1, 3, 6])('the mask is the bits blurred %i times and cut at the threshold', async (blurs) => {
  const threshold = 0.4;
  const { brought, negatives } = await made({ kind: 'hybrid', blurs, threshold });
  const bits = assertDefined(brought['bits'], 'bits');
  const partners = assertDefined(brought['partners'], 'partners');
  const places = image.height * image.width;
  const expected = Array.from({ length: examples * size }, (_, at) => {
    const example = Math.floor(at / size);
    const place = Math.floor((at % size) / image.channels);
    const blurred = plainBlur([...bits.subarray(example * places, (example + 1) * places)], blurs);
    return ((blurred[place] as number) > threshold ? images : partners)[at];
  });
  expect([...negatives]).toEqual(expected);
});

test('partners of another class differ in class; who has none is its own', async () => {
  const { brought } = await made({ kind: 'hybrid', partner: 'other-class' });
  const partners = assertDefined(brought['partners'], 'partners');
  for (let index = 0; index < examples; index += 1) {
    const partner = Array.from(labels).findIndex(
      (_, other) => rowOf(partners, index).join() === rowOf(images, other).join(),
    );
    expect(labels[partner]).not.toBe(labels[index]);
  }
});

test('noise has the deviation it should have, and no mean', async () => {
  const { negatives } = await made({ kind: 'noise', deviation: 2 });
  const noise = Array.from(negatives, (value, at) => value - (images[at] as number));
  const mean = noise.reduce((total, value) => total + value, 0) / noise.length;
  const deviation = Math.sqrt(noise.reduce((total, value) => total + (value - mean) ** 2, 0) / noise.length);
  expect(Math.abs(mean)).toBeLessThan(0.35);
  expect(Math.abs(deviation - 2)).toBeLessThan(0.25);
});

test('shuffled patches are the same patches in other places', async () => {
  const { negatives } = await made({ kind: 'patch-shuffle', size: 3 });
  const patchesOf = (values: readonly number[]) =>
    [0, 1, 2, 3].map((patch) =>
      [0, 1, 2]
        .flatMap((row) => {
          const start = ((Math.floor(patch / 2) * 3 + row) * image.width + (patch % 2) * 3) * image.channels;
          return values.slice(start, start + 3 * image.channels);
        })
        .join(),
    );
  for (let index = 0; index < examples; index += 1)
    expect(patchesOf(rowOf(negatives, index)).toSorted()).toEqual(patchesOf(rowOf(images, index)).toSorted());
});

test('a turned image turned three times more is itself', async () => {
  const { negatives } = await made({ kind: 'rotation' });
  const turned = (values: readonly number[]) =>
    Array.from({ length: size }, (_, at) => {
      const place = Math.floor(at / image.channels);
      const [row, column] = [Math.floor(place / image.width), place % image.width];
      const from = (column * image.width + (image.width - 1 - row)) * image.channels + (at % image.channels);
      return values[from] as number;
    });
  for (let index = 0; index < examples; index += 1) {
    const own = rowOf(images, index);
    const turns = [turned(own), turned(turned(own)), turned(turned(turned(own)))];
    expect(turns.map((each) => each.join())).toContain(rowOf(negatives, index).join());
  }
});

test('an image laid over another one is the mean of both', async () => {
  const { negatives } = await made({ kind: 'another-image' });
  const own = Array.from({ length: examples }, (_, index) => rowOf(images, index));
  for (let index = 0; index < examples; index += 1) {
    const means = own
      .filter((_, other) => other !== index)
      .map((other) =>
        own[index]?.map((value, at) => Math.fround((value + (other[at] as number)) / 2)).join(),
      );
    expect(means).toContain(rowOf(negatives, index).join());
  }
});

test('a partner is another image, whatever the size of the batch', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 40 }), fc.nat(), (count, seed) => {
      const recipe = hybridRecipe({ height: 1, width: 1, channels: 1 }, [{ kind: 'dense', units: 2 }]);
      const supply = assertDefined(recipe.local ?? undefined, 'pairs').pairs.supply(
        recipe,
        new Uint8Array(count),
        seed,
      );
      const numbered = Float32Array.from({ length: count }, (_, index) => index);
      const indexes = Uint32Array.from(numbered);
      const partners = assertDefined(
        supply({ ...turn(), indexes, images: numbered })['partners'],
        'partners',
      );
      expect(partners.some((partner, index) => partner === index)).toBe(false);
      expect(new Set(partners).size).toBe(count);
    }),
  );
});
