import fc from 'fast-check';
import { expect, test } from 'vitest';

import {
  parseAccounting,
  parseJobId,
  parseMaxArraySize,
  parseQueue,
  parseShownJobs,
  parseSubmitted,
  stateOf,
} from './parse.ts';

test('the queue is read task by task, with comments and reasons that hold anything', () => {
  const text = [
    '12_0|RUNNING|ffwb:a:0|None',
    '12_1|PENDING|ffwb:a:0|JobArrayTaskLimit',
    '13|PENDING|(null)|ReqNodeNotAvail, UnavailableNodes:n[1-2]|x',
    'slurm_load_jobs error: nonsense',
    '',
  ].join('\n');
  expect(parseQueue(text)).toEqual([
    { job: '12', task: 0, state: 'running', comment: 'ffwb:a:0', reason: '' },
    { job: '12', task: 1, state: 'waiting', comment: 'ffwb:a:0', reason: 'JobArrayTaskLimit' },
    {
      job: '13',
      task: null,
      state: 'waiting',
      comment: '',
      reason: 'ReqNodeNotAvail, UnavailableNodes:n[1-2]|x',
    },
  ]);
});

test('in the accounts a task that ran twice is what it was last; tasks that wait stand together', () => {
  const text = '12_0|PREEMPTED\n12_0|COMPLETED\n12_1|CANCELLED by 1000\n12_[2-4,9%2]|PENDING\n';
  expect(parseAccounting(text).map(({ task, state }) => [task, state])).toEqual([
    [0, 'done'],
    [1, 'cancelled'],
    [2, 'waiting'],
    [3, 'waiting'],
    [4, 'waiting'],
    [9, 'waiting'],
  ]);
});

test('jobs that scontrol shows are read by the names of their fields', () => {
  const text =
    'JobId=14 ArrayJobId=12 ArrayTaskId=1 JobName=ffwb UserId=a(1) JobState=TIMEOUT Reason=TimeLimit Restarts=1 Comment=ffwb:a:0\n' +
    'JobId=12 ArrayJobId=12 ArrayTaskId=2-3%1 JobState=PENDING Reason=Priority Comment=ffwb:a:0\n' +
    'JobId=20 JobName=x JobState=OUT_OF_MEMORY Reason=OutOfMemory';
  expect(parseShownJobs(text).map(({ job, task, state }) => [job, task, state])).toEqual([
    ['12', 1, 'out-of-time'],
    ['12', 2, 'waiting'],
    ['12', 3, 'waiting'],
    ['20', null, 'out-of-memory'],
  ]);
});

test.each([
  ['123\n', '123'],
  ['123;alpha\n', '123'],
  ['Welcome to the cluster\nsbatch: 3 hours left\n45\n', '45'],
  ['', null],
  ['Submitted batch job 5', null],
])('what sbatch prints, %j, names the job %s', (text, id) => expect(parseSubmitted(text)).toBe(id));

test('the largest array is found in the configuration, and nowhere else', () => {
  expect(parseMaxArraySize('A = 1\nMaxArraySize            = 1001\nMaxJobCount = 9')).toBe(1001);
  expect(parseMaxArraySize('MaxArraySize = many')).toBeNull();
});

test('a state is known by its first word; one that nobody knows is unknown, never an end', () => {
  expect(['CANCELLED by 1000', 'CANCELLED+', ' completed ', 'NODE_FAIL'].map(stateOf)).toEqual([
    'cancelled',
    'cancelled',
    'done',
    'node-failed',
  ]);
  const odd = fc.oneof(fc.string(), fc.constantFrom('constructor', '__proto__', 'toString', 'COMPLETEDX'));
  const known =
    /^\s*(PEND|CONF|REQ|RESV|SPEC|RUN|COMPL|RES|SIG|STA|STO|SUS|PRE|CAN|TIM|DEAD|OUT|NODE|BOOT|FAIL)/i;
  fc.assert(
    fc.property(
      odd.filter((text) => text === 'COMPLETEDX' || !known.test(text)),
      (text) => stateOf(text) === 'unknown',
    ),
  );
});

test('numbers of tasks come back as they were written', () => {
  const task = fc.nat(1000);
  fc.assert(
    fc.property(fc.uniqueArray(task, { minLength: 1, maxLength: 20 }), fc.nat(50), (tasks, limit) => {
      const text = `7_[${tasks.join(',')}${limit === 0 ? '' : `%${limit}`}]`;
      expect(parseJobId(text)).toEqual({ job: '7', tasks });
    }),
  );
  expect(parseJobId('7_[0-6:3]')).toEqual({ job: '7', tasks: [0, 3, 6] });
});

test('no text whatever is more than a number of reports', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^(7_\[?[0-9,%:-]*\]?\|[A-Z]*\n?)*$/)), (text) =>
      [parseQueue, parseAccounting, parseShownJobs]
        .flatMap((parse) => parse(text))
        .every(({ job, task }) => /^\d+$/.test(job) && (task === null || Number.isSafeInteger(task))),
    ),
  );
});
