/**
 * A tiny made dataset, for tests and demonstrations: every class is a few soft blobs, every example its class's blobs
 * plus noise. A net learns it in a second or two. It says nothing about how well a method works on real data.
 */

import { z } from 'zod';

import { randomStream } from '../../../src-shared/base/random.ts';
import { definePart, parameter } from '../../../src-shared/spec/part.ts';
import type { ExamplePool, Split } from './dataset.ts';
import type { DescribedDatasetPart } from './description.ts';
import { exampleCount, imageParameters } from './image-parameters.ts';
import { poolLoader } from './splits.ts';

const blobsPerClass = 4;
/** Larger ones are no use for what this is, and memory stays below 300 MB. */
const maximumExamples = 100_000;

const parameters = z.object({
  classes: parameter(z.int().min(2).max(64).default(10), {
    label: 'Classes',
    unit: 'classes',
    help: 'Each has its own blobs.',
  }),
  size: parameter(z.int().min(8).max(32).default(12), {
    label: 'Size',
    unit: 'pixels',
    help: 'Height and width of an image.',
  }),
  noise: parameter(z.number().min(0).max(1).default(0.2), {
    label: 'Noise',
    help: "Standard deviation of the normal noise added to every pixel, where 1 is a pixel's full range.",
  }),
  seed: parameter(z.int().min(0).max(Number.MAX_SAFE_INTEGER).default(1), {
    label: 'Data seed',
    help: "Makes another dataset of the same sort. The experiment's own seed does not change the data.",
  }),
  ...imageParameters,
  trainExamples: exampleCount('train', 1000, maximumExamples),
  validationExamples: exampleCount('validation', 200, maximumExamples),
  testExamples: exampleCount('test', 200, maximumExamples),
});
type SyntheticParameters = z.output<typeof parameters>;

const part = definePart({
  kind: 'synthetic',
  label: 'Synthetic blobs',
  help: 'A tiny made dataset for tests and demonstrations: soft blobs plus noise. Says nothing about real data.',
  parameters,
  create: (chosen) => poolLoader('synthetic', chosen, async () => makePool(chosen), chosen),
});

export const synthetic: DescribedDatasetPart = {
  ...part,
  describe: async () => {
    const { training, test, image, classNames } = makePool(parameters.parse({}));
    return {
      kind: part.kind,
      label: part.label,
      available: true,
      problem: null,
      next: null,
      where: null,
      examples: { training: training.count, test: test.count },
      image,
      classNames,
    };
  },
};

/** A pure function of the parameters; more examples of one split leave the other's, and the earlier ones, as they are. */
function makePool(chosen: SyntheticParameters): ExamplePool {
  const { classes, size, trainExamples, validationExamples, testExamples } = chosen;
  const prototypes = Array.from({ length: classes }, (_, index) => makePrototype(chosen, index));
  return {
    name: 'Synthetic blobs',
    classNames: prototypes.map((_, index) => String(index)),
    image: { height: size, width: size, channels: 1 },
    training: makeExamples(chosen, prototypes, 'training', trainExamples + validationExamples),
    test: makeExamples(chosen, prototypes, 'test', testExamples),
  };
}

/** [size * size] values in 0 .. 1: the largest of a few Gaussian blobs at each pixel. */
function makePrototype({ seed, size }: SyntheticParameters, classIndex: number): Float64Array {
  const random = randomStream(seed, 'synthetic/prototype', classIndex);
  const centers = Array.from({ length: blobsPerClass }, () => ({
    row: size * (0.15 + 0.7 * random.uniform()),
    column: size * (0.15 + 0.7 * random.uniform()),
  }));
  const radius = size / 10; // pixels, one standard deviation
  return Float64Array.from({ length: size * size }, (_, pixel) => {
    const [row, column] = [Math.floor(pixel / size) + 0.5, (pixel % size) + 0.5];
    const squared = Math.min(...centers.map((at) => (at.row - row) ** 2 + (at.column - column) ** 2));
    return Math.exp(-squared / (2 * radius * radius));
  });
}

/** Labels are drawn uniformly; every example has a random stream of its own. */
function makeExamples(
  { seed, noise, classes, size }: SyntheticParameters,
  prototypes: readonly Float64Array[],
  part: 'training' | 'test',
  count: number,
): Split {
  const inputSize = size * size;
  const pixels = new Uint8Array(count * inputSize);
  const labels = new Uint8Array(count);
  for (let example = 0; example < count; example += 1) {
    const random = randomStream(seed, `synthetic/${part}`, example);
    const label = random.integer(classes);
    labels[example] = label;
    const prototype = prototypes[label] as Float64Array;
    for (let pixel = 0; pixel < inputSize; pixel += 1) {
      const value = (prototype[pixel] as number) + noise * random.normal();
      pixels[example * inputSize + pixel] = Math.round(255 * Math.min(1, Math.max(0, value)));
    }
  }
  return { count, pixels, labels };
}
