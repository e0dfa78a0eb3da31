import fc from 'fast-check';
import { expect, test } from 'vitest';

import type { TaskEnd, TaskProgress } from './job-folder.ts';
import { placeSchema } from './place.ts';
import { isOverEarly, standings, wordsFor } from './task-standing.ts';
import type { Evidence } from './task-standing.ts';
import type { Submission } from './submission.ts';
import { parseAccounting, parseQueue, stateOf } from './slurm/parse.ts';

const submission: Submission = {
  version: 1,
  id: 's',
  placeName: 'cluster',
  place: placeSchema.parse({ kind: 'slurm', folder: '/x' }),
  runs: ['a', 'b', 'c', 'd', 'e'],
  stopAfterEpochs: null,
  root: '/x',
  program: 'abc',
  parts: [
    { first: 0, count: 3, job: '7' },
    { first: 3, count: 2, job: null },
  ],
  madeAt: '2026-01-01T00:00:00Z',
};
const end: TaskEnd = {
  version: 1,
  runId: 'a',
  status: 'completed',
  result: { bytes: 1, sha256: 'a'.repeat(64) },
  restarts: 0,
  at: '2026-01-01T00:00:00Z',
};
const progress: TaskProgress = {
  version: 1,
  runId: 'b',
  state: 'training',
  step: 30,
  epoch: 3.2,
  epochs: 10,
  restarts: 1,
  at: '2026-01-01T00:00:00Z',
};
const nothing: Evidence = { ends: new Map(), progress: new Map(), queue: [], accounts: null };
const all = [0, 1, 2, 3, 4];

function statesFor(evidence: Partial<Evidence>): string[] {
  return standings(submission, all, { ...nothing, ...evidence }).map(({ state }) => state);
}

test('what a task left at its end counts before all that Slurm says', () => {
  const queue = parseQueue('7_0|FAILED|c|None\n7_1|RUNNING|c|None\n7_2|PENDING|c|Priority');
  const found = standings(submission, all, {
    ...nothing,
    ends: new Map([['a', end]]),
    progress: new Map([['b', progress]]),
    queue,
  });
  expect(found.map((each) => [each.runId, wordsFor(each)])).toEqual([
    ['a', 'is completed there, and is coming back'],
    ['b', 'trains, epoch 3 of 10; started anew once'],
    ['c', 'waits in the queue (Priority)'],
    ['d', 'is not submitted yet'],
    ['e', 'is not submitted yet'],
  ]);
});

test('one that trained and waits again was requeued; the accounts tell of what left the queue', () => {
  const queue = parseQueue('7_1|PENDING|c|BeginTime');
  const accounts = parseAccounting('7_0|TIMEOUT\n7_2|CANCELLED by 0');
  const evidence = { progress: new Map([['b', progress]]), queue, accounts };
  expect(statesFor(evidence)).toEqual(['out-of-time', 'requeued', 'cancelled', 'unsent', 'unsent']);
});

test('why one waits to go on is said as far as it is known', () => {
  const wordsOf = (signal: string | undefined, queue: string): string => {
    const saved = { ...progress, state: 'saved' as const, ...(signal === undefined ? {} : { signal }) };
    const [, second] = standings(submission, all, {
      ...nothing,
      progress: new Map([['b', saved]]),
      queue: parseQueue(queue),
    });
    return second === undefined ? '' : `${second.state}: ${wordsFor(second).split(',')[0]}`;
  };
  expect([
    wordsOf('SIGUSR2', '7_1|PENDING|c|BeginTime'),
    wordsOf('SIGTERM', '7_1|PENDING|c|BeginTime'),
    wordsOf(undefined, '7_1|PREEMPTED|c|None'),
  ]).toEqual([
    'requeued: saved itself because its time was nearly up',
    'requeued: was preempted or requeued',
    'preempted: was preempted',
  ]);
});

test('what nobody knows of is lost; where the queue cannot be asked nothing is said to be lost', () => {
  expect(statesFor({}).slice(0, 3)).toEqual(['lost', 'lost', 'lost']);
  expect(statesFor({ queue: null }).slice(0, 3)).toEqual(['unknown', 'unknown', 'unknown']);
  expect(statesFor({ queue: parseQueue('7_0|COMPLETED|c|None') })[0]).toBe('lost');
});

test('only words that stand for an end are an end', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Z_]{1,12}$/), (word) => {
      const [first] = standings(submission, [0], { ...nothing, queue: parseQueue(`7_0|${word}|c|`) });
      const ends = ['cancelled', 'out-of-time', 'out-of-memory', 'node-failed', 'failed'];
      return first !== undefined && isOverEarly(first) === ends.includes(stateOf(word));
    }),
  );
});
