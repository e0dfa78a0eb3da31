import { expect, test } from 'vitest';

import { runColumns } from './run-table-view.ts';
import {
  answerColumn,
  answerLabel,
  answerNames,
  answerOfColumn,
  briefAnswers,
  errorOf,
  headlineAnswer,
  headlineError,
  isLayerAlone,
  errorLabel,
  isOfOneLayer,
  layerOf,
  namedReport,
} from './answer-names.ts';

const nowhere = { train: null, validation: null, test: null };

test('an answer is put into words, whoever gave it', () => {
  expect(
    ['goodness', 'softmax', 'goodness/layer1', 'probe/layer12', 'recurrent vote', 'vote/all'].map(
      answerLabel,
    ),
  ).toEqual(['Goodness', 'Softmax', 'Layer 1 alone', 'Probe of layer 12', 'Recurrent vote', 'Vote/all']);
});

test('answers of the whole net come before those of one layer, each in the order it was met', () => {
  const reports = [
    { ...nowhere, test: { 'goodness/layer1': 0.5, softmax: 0.1 } },
    null,
    { ...nowhere, train: { goodness: 0.2, 'probe/layer1': 0.3 } },
  ];
  const names = answerNames(reports);
  expect(names).toEqual(['softmax', 'goodness', 'goodness/layer1', 'probe/layer1']);
  expect(names.map(isOfOneLayer)).toEqual([false, false, true, true]);
});

test('where there is room for one, it is the first of the whole net', () => {
  expect([
    headlineAnswer(['probe/layer1', 'softmax', 'goodness']),
    headlineAnswer(['probe/layer1', 'probe/layer2']),
    headlineAnswer([]),
  ]).toEqual(['softmax', 'probe/layer1', null]);
});

test('its error stands for the run; where nothing was measured there is none', () => {
  const measured = { ...nowhere, test: { 'probe/layer1': 0.3, vote: 0.1, softmax: 0.2 } };
  const probed = { ...nowhere, test: { 'probe/layer1': 0.3, 'probe/layer2': 0.2 } };
  expect([measured, probed, nowhere, null].map((report) => headlineError(report, 'test'))).toEqual([
    0.1,
    0.3,
    null,
    null,
  ]);
});

test('where there is room for a few, they are those of the whole net, or all if there is none', () => {
  expect([
    briefAnswers(['goodness/layer1', 'vote', 'softmax']),
    briefAnswers(['probe/layer1', 'probe/layer2']),
  ]).toEqual([
    ['vote', 'softmax'],
    ['probe/layer1', 'probe/layer2'],
  ]);
});

test('a probe is a read-out of one layer; what a layer says by the way is none', () => {
  expect(['goodness/layer1', 'probe/layer1', 'goodness', 'vote'].map(isLayerAlone)).toEqual([
    true,
    false,
    false,
    false,
  ]);
});

test('the column of an error says of which split and answer it is', () => {
  const columns = ['test-probe/layer2', 'validation-a-b', 'train-softmax'].map((name) => `run:${name}`);
  const answers = columns.map(answerOfColumn);
  expect(answers).toEqual([
    { split: 'test', name: 'probe/layer2' },
    { split: 'validation', name: 'a-b' },
    { split: 'train', name: 'softmax' },
  ]);
  expect(answers.map((answer) => answer && answerColumn(answer.split, answer.name))).toEqual(columns);
});

test('no column of every table is taken for that of an answer', () => {
  expect(runColumns.filter(({ id }) => answerOfColumn(id) !== null)).toEqual([]);
});

test('an error that is not there is null', () => {
  const report = { ...nowhere, test: { softmax: 0.1 } };
  expect([
    errorOf(report, 'test', 'softmax'),
    errorOf(report, 'test', 'goodness'),
    errorOf(report, 'train', 'softmax'),
    errorOf(null, 'test', 'softmax'),
  ]).toEqual([0.1, null, null, null]);
});

test('reports from before answers had names get them; newer ones stay as they are', () => {
  const old = { ...nowhere, test: { goodness: 0.1, softmax: null, layers: [0.2] } };
  const named = { ...nowhere, test: { goodness: 0.1, 'goodness/layer1': 0.2 } };
  expect([namedReport(old), namedReport(named), namedReport(nowhere)]).toEqual([named, named, nowhere]);
});

test('answers of another net stand beside the own one and after it', () => {
  const names = ['goodness', 'goodness/copied', 'probe/layer2/teacher', 'softmax', 'softmax/teacher'];
  expect(names.map(answerLabel)).toEqual([
    'Goodness',
    'Goodness, copied to another device',
    'Probe of layer 2, of the teacher',
    'Softmax',
    'Softmax, of the teacher',
  ]);
  expect(names.map(layerOf)).toEqual([null, null, 'layer2', null, null]);
  // JSON may have been sorted on its way: the own answer is the headline all the same.
  expect(headlineAnswer(names)).toBe('goodness');
  expect(errorLabel('test', 'softmax/copied')).toBe('Test error, softmax, copied to another device');
});
