import fc from 'fast-check';
import { expect, test } from 'vitest';

import { amongCandidates, errorsOf, goodnessPredictions, pairwiseError, separate } from './answers.ts';
import type { Answers } from './answers.ts';
import type { Net } from '../net/net.ts';
import type { Readout } from '../readout/readout.ts';

/** Answers of a net of two layers, from goodness by [example][label][layer]. */
function answersFrom(
  goodness: readonly (readonly (readonly number[])[])[],
  labels: readonly number[],
  probabilities: readonly (readonly number[])[] = [],
): Answers {
  const classes = goodness[0]?.length ?? 0;
  const ofLayer = (layer: number) =>
    Float64Array.from({ length: classes * labels.length }, (_, at) => {
      const [label, example] = [Math.floor(at / labels.length), at % labels.length];
      return goodness[example]?.[label]?.[layer] as number;
    });
  return {
    classes,
    labels: Uint8Array.from(labels),
    goodness: [ofLayer(0), ofLayer(1)],
    probabilities: { softmax: Float64Array.from(probabilities.flat()) },
  };
}

const layers = [{ name: 'layer1' }, { name: 'layer2' }] as unknown as Net['layers'];
const softmax = { by: 'linear', name: 'softmax', begin: 0, end: 2 } as Readout;
const summed = (begin: number, candidates: number | null = null): Readout => ({
  ...{ by: 'goodness', name: 'goodness', label: '', candidates },
  ...{ begin, end: 2 },
});

const anyAnswers = fc
  .tuple(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 1, max: 8 }))
  .chain(([classes, examples]) => {
    const value = fc.integer({ min: 0, max: 4 });
    const row = fc.array(fc.tuple(value, value), { minLength: classes, maxLength: classes });
    return fc.record({
      goodness: fc.array(row, { minLength: examples, maxLength: examples }),
      labels: fc.array(fc.nat({ max: classes - 1 }), { minLength: examples, maxLength: examples }),
      probabilities: fc.array(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: classes, maxLength: classes }),
        {
          minLength: examples,
          maxLength: examples,
        },
      ),
    });
  });

/** The first of the largest. */
const best = (values: readonly number[]) => values.indexOf(Math.max(...values));

test('errors are the fractions of examples whose best label is wrong, by every read-out and layer', () => {
  fc.assert(
    fc.property(anyAnswers, ({ goodness, labels, probabilities }) => {
      const wrong = (guess: (example: number) => number) =>
        labels.filter((label, example) => guess(example) !== label).length / labels.length;
      const byLayer = (layer: number) =>
        wrong((example) => best((goodness[example] ?? []).map((each) => each[layer] as number)));
      const answers = answersFrom(goodness, labels, probabilities);
      expect(errorsOf(answers, { readouts: [summed(0), softmax], layers })).toEqual({
        goodness: wrong((example) => best((goodness[example] ?? []).map(([a, b]) => a + b))),
        softmax: wrong((example) => best(probabilities[example] ?? [])),
        'goodness/layer1': byLayer(0),
        'goodness/layer2': byLayer(1),
      });
      expect(errorsOf(answers, { readouts: [summed(1)], layers })['goodness']).toBe(byLayer(1));
    }),
  );
});

test('among candidates the answer is the best of the most probable labels, by every layer', () => {
  fc.assert(
    fc.property(anyAnswers, fc.integer({ min: 2, max: 5 }), ({ goodness, labels, probabilities }, count) => {
      const classes = goodness[0]?.length ?? 0;
      const net = { classes, readouts: [summed(0, count), softmax], layers } as unknown as Net;
      const wrong = (of: (each: readonly number[]) => number) =>
        labels.filter((label, example) => {
          const chances = probabilities[example] ?? [];
          const isAmong = chances.map(
            (own, at) =>
              chances.filter((other, to) => other > own || (other === own && to < at)).length < count,
          );
          const scores = (goodness[example] ?? []).map((each, at) => (isAmong[at] === true ? of(each) : -1));
          return best(scores) !== label;
        }).length / labels.length;
      const found = errorsOf(amongCandidates(answersFrom(goodness, labels, probabilities), net), net);
      expect(found).toMatchObject({
        goodness: wrong(([a = 0, b = 0]) => a + b),
        'goodness/layer1': wrong(([a = 0]) => a),
        'goodness/layer2': wrong(([, b = 0]) => b),
      });
    }),
  );
});

test('a read-out that does not exist is not named', () => {
  const answers = answersFrom(
    [
      [
        [1, 1],
        [2, 0],
      ],
    ],
    [1],
  );
  expect(errorsOf(answers, { readouts: [], layers })).toEqual({ 'goodness/layer1': 0, 'goodness/layer2': 1 });
  expect(errorsOf({ ...answers, goodness: [] }, { readouts: [], layers })).toEqual({});
});

test('among equals the lowest label wins, so that a dead net does not look clever', () => {
  const dead = answersFrom(
    [
      [
        [0, 0],
        [0, 0],
        [0, 0],
      ],
    ],
    [2],
  );
  expect([...goodnessPredictions(dead, 0, 2)]).toEqual([0]);
});

test('positives are the right labels, negatives all wrong ones', () => {
  const answers = answersFrom(
    [
      [
        [1, 0],
        [2, 0],
        [3, 0],
      ],
      [
        [4, 0],
        [5, 0],
        [6, 0],
      ],
    ],
    [0, 2],
  );
  const { positives, negatives } = separate(answers, 0);
  expect({ positives: [...positives], negatives: [...negatives].sort() }).toEqual({
    positives: [1, 6],
    negatives: [2, 3, 4, 5],
  });
});

test('the pairwise error counts wrong labels that are not below the right one', () => {
  fc.assert(
    fc.property(anyAnswers, ({ goodness, labels }) => {
      const pairs = goodness.flatMap((row, example) => {
        const right = labels[example] as number;
        return row.flatMap(([, value], label) =>
          label === right ? [] : [value >= (row[right]?.[1] as number)],
        );
      });
      const expected = pairs.filter(Boolean).length / pairs.length;
      expect(pairwiseError(answersFrom(goodness, labels), 1)).toBeCloseTo(expected, 12);
    }),
  );
});
