/**
 * Made strings for which a memory within an example matters: keys with their values, then one of the keys; its value is
 * the class. "c4 a7 b2 a" is followed by 7. Which value a key has is drawn anew for every example, so nothing about it can
 * be learnt by heart. Source: the associative retrieval task of Ba et al. 2016, arXiv 1610.06258, section 4.1.
 *
 * Legend: K keys, V values, P pairs. A window is an image of 2 P + 2 rows of K + V values, one-hot, its first row empty:
 * there a label finds its place.
 */

import { z } from 'zod';

import { WorkbenchError } from '../../../../src-shared/base/errors.ts';
import { permutation, randomStream } from '../../../../src-shared/base/random.ts';
import { definePart, parameter } from '../../../../src-shared/spec/part.ts';
import type { ExamplePool, Split } from '../dataset.ts';
import type { DescribedDatasetPart } from '../description.ts';
import { exampleCount } from '../image-parameters.ts';
import { poolLoader } from '../splits.ts';

const maximumExamples = 100_000;
const lit = 255;
const keyNames = [...'abcdefghijklmnopqrstuvwxyz'];
const valueNames = [...'0123456789'];

const parameters = z.object({
  keys: parameter(z.int().min(2).max(keyNames.length).default(8), {
    label: 'Keys',
    unit: 'symbols',
    help: 'Letters that stand before a value.',
  }),
  values: parameter(z.int().min(2).max(valueNames.length).default(8), {
    label: 'Values',
    unit: 'symbols',
    help: 'Digits that stand behind a key: the classes.',
  }),
  pairs: parameter(z.int().min(1).max(keyNames.length).default(3), {
    label: 'Pairs',
    unit: 'pairs',
    help: 'Pairs of an example; its keys are all different.',
  }),
  seed: parameter(z.int().min(0).max(Number.MAX_SAFE_INTEGER).default(1), {
    label: 'Data seed',
    help: "Makes another dataset of the same sort. The experiment's own seed does not change the data.",
  }),
  trainExamples: exampleCount('train', 10_000, maximumExamples),
  validationExamples: exampleCount('validation', 2000, maximumExamples),
  testExamples: exampleCount('test', 2000, maximumExamples),
});
type RecallParameters = z.output<typeof parameters>;

const part = definePart({
  kind: 'associative-recall',
  label: 'Associative recall',
  help: 'Made strings: pairs of a key and a value, then one of the keys; the class is its value. Asks for a memory within an example.',
  source: 'Ba et al. 2016, arXiv 1610.06258, section 4.1',
  parameters,
  create: (chosen) => {
    const { keys, pairs } = chosen;
    if (pairs > keys) {
      const problems = `dataset: ${pairs} pairs want ${pairs} different keys, and there are ${keys}`;
      throw new WorkbenchError('spec/invalid', { problems });
    }
    const share = { ...chosen, pixelMean: 0, pixelDeviation: 1 };
    return poolLoader('associative-recall', chosen, () => Promise.resolve(makePool(chosen)), share);
  },
});

export const associativeRecall: DescribedDatasetPart = {
  ...part,
  describe: () => {
    const { training, test, image, classNames } = makePool(parameters.parse({}));
    const { kind, label } = part;
    const examples = { training: training.count, test: test.count };
    const about = { kind, label, available: true, problem: null, next: null, where: null };
    return Promise.resolve({ ...about, examples, image, classNames });
  },
};

/** A pure function of the parameters; more examples of one split leave the other's, and the earlier ones, as they are. */
function makePool(chosen: RecallParameters): ExamplePool {
  const { keys, values, pairs, trainExamples, validationExamples, testExamples } = chosen;
  const classNames = valueNames.slice(0, values);
  const window = 2 * pairs + 1;
  return {
    name: part.label,
    classNames,
    image: {
      height: window + 1,
      width: keys + values,
      channels: 1,
      symbols: [...keyNames.slice(0, keys), ...classNames],
    },
    text: { window, perString: 1 },
    training: makeExamples(chosen, 'training', trainExamples + validationExamples),
    test: makeExamples(chosen, 'test', testExamples),
  };
}

/** Every example has a random stream of its own. */
function makeExamples(chosen: RecallParameters, split: 'training' | 'test', count: number): Split {
  const { keys, values, pairs, seed } = chosen;
  const width = keys + values;
  const size = (2 * pairs + 2) * width;
  const pixels = new Uint8Array(count * size);
  const labels = new Uint8Array(count);
  for (let example = 0; example < count; example += 1) {
    const random = randomStream(seed, `associative-recall/${split}`, example);
    const shown = permutation(random, keys).subarray(0, pairs);
    const bound = Array.from(shown, () => random.integer(values));
    const asked = random.integer(pairs);
    labels[example] = bound[asked] as number;
    const symbols = [
      ...bound.flatMap((value, pair) => [shown[pair] as number, keys + value]),
      shown[asked] as number,
    ];
    symbols.forEach((symbol, place) => (pixels[example * size + (place + 1) * width + symbol] = lit));
  }
  return { count, pixels, labels };
}
