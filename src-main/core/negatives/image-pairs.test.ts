/** The mask of hybrids, against plain loops; what all sources keep to is in pair-source.test.ts. */

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
/** Those that need a net are tried in self-made.test.ts. */
const unlabelled = negativeParts.kinds().filter((kind) => {
  const { labelled, usesNet } = createPart(negativeParts, { kind });
  return !labelled && !usesNet;
});
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

test.each(unlabelled)('negatives of %s are not the images', async (kind) => {
  const choice = kind === 'patch-shuffle' ? { kind, size: 2 } : { kind };
  expect((await made(choice)).negatives).not.toEqual(Float64Array.from(images));
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

test('where normalized images are mixed, the mixture is their mean and is not normalized again', async () => {
  const { brought, negatives } = await made({ kind: 'another-normalized-image' });
  const partners = assertDefined(brought['negativeImages'], 'negativeImages') as Float32Array;
  const unit = (all: Float32Array, row: number): number[] => {
    const own = [...all.subarray(row * size, (row + 1) * size)];
    const scale = Math.sqrt(own.reduce((sum, value) => sum + value ** 2, 0) / size);
    return own.map((value) => value / scale);
  };
  for (let row = 0; row < examples; row += 1) {
    const other = unit(partners, row);
    const mixture = unit(images, row).map((value, at) => (value + (other[at] as number)) / 2);
    const found = negatives.subarray(row * size, (row + 1) * size);
    mixture.forEach((value, at) => expect(found[at]).toBeCloseTo(value, 5));
    expect(mixture.reduce((sum, value) => sum + value ** 2, 0) / size).toBeLessThan(0.95);
  }
});
