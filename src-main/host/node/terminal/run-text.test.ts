import { expect, test } from 'vitest';

import type { SplitErrors } from '../../../../src-shared/events/training-event.ts';
import { describeErrors, errorTable, historyTable } from './run-text.ts';

const report = (test: SplitErrors) => ({ train: null, validation: null, test });

test('errors of the net as a whole stand in one line; those of single layers where there are no others', () => {
  expect([
    describeErrors(report({ 'goodness/layer1': 0.3, vote: 0.25, softmax: 0.125 })),
    describeErrors(report({ 'probe/layer1': 0.5, 'probe/layer2': 0.25 })),
    describeErrors(report({})),
    describeErrors({ train: null, validation: null, test: null }),
  ]).toEqual([
    'test error: vote 25.00 %, softmax 12.50 %',
    'test error: probe/layer1 50.00 %, probe/layer2 25.00 %',
    'test error: -',
    'nothing to evaluate',
  ]);
});

test('tables have a row or column for every answer, whatever it is called', () => {
  const errors = report({ 'probe/layer1': 0.5, 'probe/layer2': 0.25 });
  const table = errorTable({ ...errors, train: { 'probe/layer2': 0.125 } });
  expect(table.split('\n').map((line) => line.trim().split(/ {2,}/))).toEqual([
    ['error', 'train', 'validation', 'test'],
    ['Probe of layer 2', '12.50 %', '-', '25.00 %'],
    ['Probe of layer 1', '-', '-', '50.00 %'],
  ]);
  const [heading] = historyTable([{ step: 1, epoch: 1, trainSeconds: 2, errors, final: true }]).split('\n');
  expect(heading?.trim().split(/ {2,}/)).toEqual([
    'epoch',
    'step',
    'time',
    'test probe/layer1',
    'test probe/layer2',
  ]);
});
