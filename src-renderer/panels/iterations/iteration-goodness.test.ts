import fc from 'fast-check';
import { expect, test } from 'vitest';

import { settlingInspection } from '../../fixtures/inspection-fixtures.ts';
import {
  inspectionAt,
  judgedAnswer,
  labelCurves,
  labelsShown,
  rowsOf,
  verdictsOf,
} from './iteration-goodness.ts';

const goodness = Float32Array.of(3, 1, 2, 4, 5, 1, 2, 9, 9);
const rows = rowsOf(goodness, 3);

test('the label ahead is told for every iteration, the lowest among equals', () => {
  expect(verdictsOf(rows, { first: 2, last: 3 })).toEqual([
    { iteration: 1, answer: 0, lead: 1, isJudged: false },
    { iteration: 2, answer: 1, lead: 1, isJudged: true },
    { iteration: 3, answer: 1, lead: 0, isJudged: true },
  ]);
  expect(verdictsOf(rows, null).some(({ isJudged }) => isJudged)).toBe(false);
  expect([judgedAnswer(rows, { first: 1, last: 1 }), judgedAnswer(rows, { first: 1, last: 3 })]).toEqual([
    0, 1,
  ]);
});

test('the true label is drawn through, the others are dashed; of a drawing all are drawn through', () => {
  const curves = labelCurves(rows, [0, 1], ['zero', 'one', 'two'], 1);
  expect(curves.map(({ name, dashed, series }) => [name, dashed, series])).toEqual([
    ['zero', true, { x: [1, 2, 3], last: [3, 4, 2] }],
    ['one, true', false, { x: [1, 2, 3], last: [1, 5, 9] }],
  ]);
  expect(labelCurves(rows, [0, 1], [], null).map(({ name, dashed }) => [name, dashed])).toEqual([
    ['0', false],
    ['1', false],
  ]);
});

test('the labels drawn are the best of those judged and the true one, each in a colour of its own', () => {
  const drawn = fc.record({
    classes: fc.integer({ min: 1, max: 30 }),
    iterations: fc.integer({ min: 1, max: 6 }),
    seed: fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 180, maxLength: 180 }),
    trueLabel: fc.option(fc.nat({ max: 29 })),
  });
  fc.assert(
    fc.property(drawn, ({ classes, iterations, seed, trueLabel }) => {
      const all = rowsOf(seed.slice(0, classes * iterations), classes);
      const judged = { first: 1, last: iterations };
      const label = trueLabel !== null && trueLabel < classes ? trueLabel : null;
      const labels = labelsShown(all, judged, label);
      expect(labels).toEqual([...new Set(labels)].sort((a, b) => a - b));
      expect(labels).toHaveLength(Math.min(classes, 8));
      expect(labels).toContain(judgedAnswer(all, judged));
      if (label !== null) expect(labels).toContain(label);
      const colours = labelCurves(all, labels, [], label).map(({ colour }) => colour);
      expect(new Set(colours).size).toBe(labels.length);
    }),
  );
});

test('an iteration is shown in place of those judged, the sum that answers too', () => {
  const { settling, answers } = settlingInspection;
  const second = inspectionAt(settlingInspection, 2);
  expect(second.layers).toBe(settling?.iterations[1]?.layers);
  expect(second.goodnessByLabel).toBe(settling?.iterations[1]?.goodnessByLabel);
  expect(second.answers[0]?.scores).toEqual(settling?.goodness.slice(10, 20));
  expect(second.answers.slice(1)).toEqual(answers.slice(1));
  const [among] = inspectionAt({ ...settlingInspection, candidates: [1, 4] }, 2).answers;
  expect([second.answers[0]?.answer, among?.answer, among?.scores]).toEqual([
    7,
    1,
    second.answers[0]?.scores,
  ]);
  for (const iteration of [null, 9])
    expect(inspectionAt(settlingInspection, iteration)).toBe(settlingInspection);
  const ofOnePass = { ...settlingInspection, settling: null };
  expect(inspectionAt(ofOnePass, 1)).toBe(ofOnePass);
});
