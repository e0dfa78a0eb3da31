import { expect, test } from 'vitest';

import {
  completedRun,
  failedRun,
  interruptedRun,
  queuedRun,
  runningRun,
} from '../fixtures/run-detail-fixtures.ts';
import { allowedActions } from './allowed-actions.ts';

const verbsOf = (run: Parameters<typeof allowedActions>[0]) =>
  Object.entries(allowedActions(run)).flatMap(([verb, allowed]) => (allowed ? [verb] : []));

test('each status has its verbs', () => {
  const broken = { ...failedRun, error: null };
  expect([runningRun, queuedRun, interruptedRun, broken, completedRun].map(verbsOf)).toEqual([
    ['pause', 'stop'],
    ['stop'],
    ['resume', 'delete'],
    ['resume', 'delete'],
    ['delete'],
  ]);
});

test('a run that would diverge again is not resumed; one whose last steps are in no checkpoint is', () => {
  const diverged = { ...failedRun, error: { code: 'training/diverged', details: {} } } as const;
  const [last] = completedRun.checkpoints.slice(-1);
  if (last === undefined) throw new Error('the fixture has no checkpoint');
  const early = [{ ...last, step: completedRun.step - 1 }];
  expect(
    [diverged, { ...completedRun, checkpoints: early }, { ...completedRun, checkpoints: [] }].map(verbsOf),
  ).toEqual([['delete'], ['resume', 'delete'], ['delete']]);
});
