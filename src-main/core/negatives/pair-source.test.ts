/** Rules that every source of pairs keeps, on any image, batch and seed, and what each of them promises besides. */

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { randomStream } from '../../../src-shared/base/random.ts';
import { createPart } from '../../../src-shared/spec/part.ts';
import type { PartChoice } from '../../../src-shared/spec/part.ts';
import type { TurnInputs } from '../engine/engine.ts';
import { hybridRecipe } from '../engine/fixtures/program-cases.ts';
import { runProgram } from '../engine/fixtures/run-program.ts';
import { referenceEngine } from '../engine/reference/reference-engine.ts';
import { pairsProgram } from '../measure/evaluation-program.ts';
import { negativesProgram } from '../measure/insight-programs.ts';
import { smallChoice } from '../method/fixtures/finite-differences.ts';
import { sizeOfGrid } from '../net/grid.ts';
import type { Grid } from '../net/grid.ts';
import { negativeParts } from './index.ts';
import type { PairTurn } from './pair-source.ts';
import { otherClassPartners, shiftedPartners } from './partners.ts';

const engine = await referenceEngine.open({ threads: 1, device: 'auto' });
const classes = 4;

interface Batch {
  readonly grid: Grid;
  readonly examples: number;
  readonly seed: number;
  readonly labels: Uint8Array;
  readonly turn: PairTurn;
}

const side = fc.integer({ min: 2, max: 7 });
const anyBatch = fc
  .record({
    height: side,
    width: side,
    channels: fc.integer({ min: 1, max: 3 }),
    examples: fc.integer({ min: 2, max: 6 }),
    seed: fc.nat(),
    pass: fc.nat({ max: 50 }),
    batch: fc.nat({ max: 50 }),
  })
  .map(({ height, width, channels, examples, seed, pass, batch }): Batch => {
    const grid = { height, width, channels };
    const random = randomStream(seed, 'images');
    const images = Float32Array.from({ length: examples * sizeOfGrid(grid) }, () => random.uniform());
    const indexes = Uint32Array.from({ length: examples }, (_, index) => index);
    const labels = Uint8Array.from(indexes, () => random.integer(classes));
    return { grid, examples, seed, labels, turn: { pass, batch, indexes, images } };
  });

const choices = negativeParts.all().flatMap((part): [string, PartChoice][] => {
  const choice = smallChoice(part);
  const partner: [string, PartChoice][] = [
    [`${part.kind} of another class`, { ...choice, partner: 'other-class' }],
  ];
  const once: [string, PartChoice][] = [[`${part.kind}, once`, { ...choice, once: true }]];
  return [
    [part.kind, choice],
    ...('partner' in part.parameters.shape ? partner : []),
    ...('once' in part.parameters.shape ? once : []),
  ];
});

const bytesOf = (inputs: TurnInputs) => JSON.stringify(inputs);
const exampleOf = (values: ArrayLike<number>, index: number, size: number) =>
  Array.from({ length: size }, (_, at) => values[index * size + at] as number);

const usesNet = (choice: PartChoice) => createPart(negativeParts, choice).usesNet;
/** A source that lets the net make its negatives needs a map to images. */
const withMap = (choice: PartChoice) => ({
  negatives: choice,
  ...(usesNet(choice) ? { readouts: [{ kind: 'softmax', firstLayer: 1 }, { kind: 'image-map' }] } : {}),
});
/** A net of three units, with read-outs. */
const netOf = (grid: Grid): Record<string, Float32Array> => ({
  'layer1/weights/image': Float32Array.from({ length: 3 * sizeOfGrid(grid) }, (_, at) => (at % 7) - 3),
  'layer1/bias': new Float32Array(3),
  'softmax/weights/layer1': new Float32Array(3 * classes),
  'probe/layer1/weights/layer1': new Float32Array(3 * classes),
  'image-map/weights/layer1': Float32Array.from({ length: 3 * sizeOfGrid(grid) }, (_, at) => (at % 5) / 4),
  'image-map/bias': new Float32Array(sizeOfGrid(grid)),
});

/** What a source without labels brings, and the negatives [examples, size] it makes of it. */
async function negativesOf({ grid, examples, seed, labels, turn }: Batch, choice: PartChoice) {
  const recipe = hybridRecipe(grid, [{ kind: 'dense', units: 3 }], withMap(choice));
  const brought = createPart(negativeParts, choice).supply({ image: grid, classes }, labels, seed)(turn);
  const inputs = { ...(usesNet(choice) ? netOf(grid) : {}), image: turn.images, ...brought };
  const { negatives } = await runProgram(engine, negativesProgram(recipe, examples), inputs);
  return { brought, negatives: assertDefined(negatives, 'negatives') };
}

test.each(choices)(
  'what a source brings depends on seed and position alone, and has the shapes it says: %s',
  (_, choice) => {
    fc.assert(
      fc.property(anyBatch, ({ grid, examples, seed, labels, turn }) => {
        const [facts, source] = [{ image: grid, classes }, createPart(negativeParts, choice)];
        const bring = source.supply(facts, labels, seed);
        const first = bytesOf(bring(turn));
        bring({ ...turn, pass: turn.pass + 1 });
        bring({ ...turn, batch: turn.batch + 1 });
        expect(bytesOf(bring(turn))).toBe(first);
        expect(bytesOf(createPart(negativeParts, choice).supply(facts, labels, seed)(turn))).toBe(first);
        const sizes = Object.entries(bring(turn)).map(([name, { length }]) => [name, length]);
        const said = Object.entries(source.perTurn(facts, examples));
        expect(sizes).toEqual(
          said.map(([name, shape]) => [name, shape.reduce((all, each) => all * each, 1)]),
        );
      }),
      { numRuns: 30 },
    );
  },
);

test.each(choices)('a source says truly whether an example keeps its pair: %s', (_, choice) => {
  const source = createPart(negativeParts, choice);
  const grid = { height: 6, width: 6, channels: 1 };
  const random = randomStream(1, 'images');
  const images = Float32Array.from({ length: 12 * 36 }, () => random.uniform());
  const indexes = Uint32Array.from({ length: 12 }, (_unused, index) => index);
  const labels = Uint8Array.from(indexes, (index) => index % classes);
  const bring = source.supply({ image: grid, classes }, labels, 1);
  const passes = [0, 1, 2, 3].map((pass) => bytesOf(bring({ pass, batch: 0, indexes, images })));
  expect(new Set(passes).size === 1).toBe(source.fixed);
});

test.each(choices.filter(([, choice]) => !createPart(negativeParts, choice).labelled))(
  'the positive is the image as it is, whatever stands against it: %s',
  async (_, choice) => {
    await fc.assert(
      fc.asyncProperty(anyBatch, async (batch) => {
        const { grid, examples, turn } = batch;
        const recipe = hybridRecipe(grid, [{ kind: 'dense', units: 3 }], withMap(choice));
        const { brought, negatives } = await negativesOf(batch, choice);
        const given = netOf(grid);
        const weights = assertDefined(given['layer1/weights/image'], 'weights');
        const seen = await runProgram(engine, pairsProgram(recipe, examples), {
          ...given,
          image: turn.images,
          ...brought,
        });
        const goodness = Array.from({ length: examples }, (_unused, index) => {
          const image = exampleOf(turn.images, index, sizeOfGrid(grid));
          const root = Math.sqrt(image.reduce((sum, value) => sum + value ** 2, 0) / image.length);
          const totals = [0, 1, 2].map((unit) =>
            image.reduce(
              (sum, value, at) => sum + (value / root) * (weights[unit * image.length + at] as number),
              0,
            ),
          );
          return totals.reduce((sum, total) => sum + Math.max(0, total) ** 2, 0);
        });
        const positives = Array.from(assertDefined(seen['positive/layer1'], 'positives'));
        expect(positives).toEqual(goodness.map((value) => expect.closeTo(value, 6) as number));
        expect(negatives.length).toBe(turn.images.length);
        expect(negatives.every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 10 },
    );
  },
);

test('a hybrid has every value from one of two images, all channels of a place from the same one', async () => {
  const settings = fc.record({
    blurs: fc.integer({ min: 0, max: 8 }),
    threshold: fc.double({ min: 0.05, max: 0.95, noNaN: true }),
    partner: fc.constantFrom('any', 'other-class'),
  });
  await fc.assert(
    fc.asyncProperty(anyBatch, settings, async (batch, chosen) => {
      const { brought, negatives } = await negativesOf(batch, { kind: 'hybrid', ...chosen });
      const [partners, { channels }] = [assertDefined(brought['partners'], 'partners'), batch.grid];
      const fromOwn = Array.from(negatives, (value, at) => value === batch.turn.images[at]);
      const fromOther = Array.from(negatives, (value, at) => value === partners[at]);
      const first = (at: number) => at - (at % channels);
      expect(fromOwn.every((own, at) => own || fromOther[at] === true)).toBe(true);
      expect(fromOwn.every((own, at) => own === fromOwn[first(at)])).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('a shuffled image keeps its pixels, whole tiles of them, and what fills no tile stays', async () => {
  await fc.assert(
    fc.asyncProperty(anyBatch, fc.integer({ min: 1, max: 4 }), async (batch, size) => {
      const { grid, examples, turn } = batch;
      const { negatives } = await negativesOf(batch, { kind: 'patch-shuffle', size });
      const [down, across] = [Math.floor(grid.height / size), Math.floor(grid.width / size)];
      const tiles = (image: readonly number[]) =>
        Array.from({ length: down * across }, (_, tile) =>
          Array.from({ length: size * size * grid.channels }, (_unused, at) => {
            const row = Math.floor(tile / across) * size + Math.floor(at / (size * grid.channels));
            const column = (tile % across) * size + (Math.floor(at / grid.channels) % size);
            return image[(row * grid.width + column) * grid.channels + (at % grid.channels)] as number;
          }).join(),
        ).toSorted();
      const outside = (image: readonly number[]) =>
        image.filter((_, at) => {
          const place = Math.floor(at / grid.channels);
          return Math.floor(place / grid.width) >= down * size || place % grid.width >= across * size;
        });
      for (let index = 0; index < examples; index += 1) {
        const own = exampleOf(turn.images, index, sizeOfGrid(grid));
        const made = exampleOf(negatives, index, sizeOfGrid(grid));
        expect(made.toSorted()).toEqual(own.toSorted());
        expect(tiles(made)).toEqual(tiles(own));
        expect(outside(made)).toEqual(outside(own));
      }
    }),
    { numRuns: 60 },
  );
});

test('an image is turned by quarter turns, each of them in time; one that is not square is turned by half', async () => {
  /** The value that a quarter turn to the left brings to a place. */
  const turned = (image: readonly number[], { height, width, channels }: Grid) =>
    Array.from({ length: image.length }, (_, at) => {
      const place = Math.floor(at / channels);
      const [row, column] = [Math.floor(place / height), place % height]; // of a grid of `width` rows
      return image[(column * width + (width - 1 - row)) * channels + (at % channels)] as number;
    });
  const met = new Set<number>();
  await fc.assert(
    fc.asyncProperty(anyBatch, async (batch) => {
      const { grid, examples, turn } = batch;
      const { negatives } = await negativesOf(batch, { kind: 'rotation' });
      const across = { ...grid, height: grid.width, width: grid.height };
      for (let index = 0; index < examples; index += 1) {
        const own = exampleOf(turn.images, index, sizeOfGrid(grid));
        const quarter = turned(own, grid);
        const half = turned(quarter, across);
        const turns = [quarter, half, turned(half, grid)].map((image) => image.join());
        const found = 1 + turns.indexOf(exampleOf(negatives, index, sizeOfGrid(grid)).join());
        expect(found).toBeGreaterThan(0);
        if (grid.height === grid.width) met.add(found);
        else expect(found).toBe(2);
      }
    }),
    { numRuns: 60 },
  );
  expect([...met].toSorted()).toEqual([1, 2, 3]);
});

test('an image laid over another one is their mean', async () => {
  await fc.assert(
    fc.asyncProperty(anyBatch, async (batch) => {
      const { grid, examples, turn, seed } = batch;
      const { negatives } = await negativesOf(batch, { kind: 'another-image' });
      const size = sizeOfGrid(grid);
      const random = randomStream(seed, 'negative-images', turn.pass, turn.batch);
      const partners = shiftedPartners(examples, random);
      const expected = Array.from(turn.images, (own, at) => {
        const partner = assertDefined(partners[Math.floor(at / size)], 'a partner');
        return Math.fround((own + (turn.images[partner * size + (at % size)] as number)) / 2);
      });
      expect([...negatives]).toEqual(expected);
    }),
    { numRuns: 30 },
  );
});

test.each([0.1, 1, 3])(
  'noise of deviation %d has it, no mean, and nothing to do with the image',
  async (deviation) => {
    const grid = { height: 20, width: 20, channels: 1 };
    const examples = 20;
    const random = randomStream(1, 'images');
    const images = Float32Array.from({ length: examples * 400 }, () => random.uniform());
    const indexes = Uint32Array.from({ length: examples }, (_, index) => index);
    const turn = { pass: 0, batch: 0, indexes, images };
    const labels = new Uint8Array(examples);
    const { negatives } = await negativesOf(
      { grid, examples, seed: 1, labels, turn },
      { kind: 'noise', deviation },
    );
    const noise = Array.from(negatives, (value, at) => value - (images[at] as number));
    const mean = (values: readonly number[]) =>
      values.reduce((total, value) => total + value, 0) / values.length;
    // 8000 numbers: four standard errors.
    expect(Math.abs(mean(noise))).toBeLessThan((4 * deviation) / Math.sqrt(8000));
    expect(Math.abs(Math.sqrt(mean(noise.map((value) => value ** 2))) / deviation - 1)).toBeLessThan(
      4 / Math.sqrt(16_000),
    );
    const together = mean(noise.map((value, at) => value * ((images[at] as number) - 0.5)));
    expect(Math.abs(together)).toBeLessThan((4 * deviation) / Math.sqrt(12 * 8000));
  },
);

test('a partner is another image, of another class where that is asked for and there is one', () => {
  const labels = fc.uint8Array({ min: 0, max: 3, minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(labels, fc.nat(), (own, seed) => {
      const any = shiftedPartners(own.length, randomStream(seed, 'partners'));
      expect([...any].toSorted((a, b) => a - b)).toEqual(Array.from(own, (_, index) => index));
      expect(any.some((partner, index) => partner === index)).toBe(own.length === 1);
      const other = otherClassPartners(own, randomStream(seed, 'partners'));
      const classesThere = new Set(own).size;
      other.forEach((partner, index) => {
        if (classesThere === 1) expect(partner).toBe(index);
        else expect(own[partner]).not.toBe(own[index]);
      });
    }),
  );
});
