import { spawnSync } from 'node:child_process';

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { placeSchema } from '../place.ts';
import { logName, numberRanges, sbatchCommand, splitTasks, taskScript } from './array-jobs.ts';
import type { ArrayJob } from './array-jobs.ts';
import { parseJobId } from './parse.ts';

const place = placeSchema.parse({
  kind: 'slurm',
  folder: '/scratch/a b',
  minutes: 1,
  memoryMegabytes: 500,
  atOnce: 4,
  sbatch: ['#SBATCH --partition=low', '--account=x'],
  setUp: ['module load cuda'],
});
const job: ArrayJob = {
  submission: '20260101-000000-abcd',
  part: { first: 1000, count: 8 },
  tasks: [1000, 1001, 1002, 1005, 1007],
  place,
  program: "/scratch/it's here/ffwb",
  jobFolder: '/scratch/a b/jobs/x',
};

test('tasks are split so that each is in one array, and none is larger than the site lets', () => {
  fc.assert(
    fc.property(fc.nat(3000), fc.integer({ min: 1, max: 1500 }), (tasks, most) => {
      const parts = splitTasks(tasks, most);
      const all = parts.flatMap(({ first, count }) => Array.from({ length: count }, (_, at) => first + at));
      expect(all).toEqual(Array.from({ length: tasks }, (_, at) => at));
      expect(parts.every(({ count }) => count >= 1 && count <= most)).toBe(true);
    }),
  );
});

test('numbers written as ranges are those numbers', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(60), { minLength: 1 }), (some) => {
      const numbers = some.toSorted((a, b) => a - b);
      expect(parseJobId(`1_[${numberRanges(numbers)}]`)?.tasks).toEqual(numbers);
    }),
  );
});

test.runIf(process.platform !== 'win32')('sbatch gets every option as one word', () => {
  const shown = sbatchCommand(job).replace(/^sbatch/, "printf '%s\\n'");
  const { stdout } = spawnSync('sh', ['-c', shown], { encoding: 'utf8' });
  expect(stdout.trim().split('\n')).toEqual([
    '--parsable',
    '--job-name=ffwb-20260101-000000-abcd',
    '--comment=ffwb:20260101-000000-abcd:1000',
    '--array=0-2,5,7%4',
    '--cpus-per-task=1',
    '--ntasks=1',
    '--mem=500M',
    '--time=1',
    '--requeue',
    '--open-mode=append',
    '--signal=B:USR2@30',
    '--chdir=/scratch/a b/jobs/x',
    '--output=/scratch/a b/jobs/x/logs/1000-%a.log',
  ]);
});

test("the user's lines come first; then the task is the program itself", () => {
  expect(taskScript(job).split('\n')).toEqual([
    '#!/bin/bash',
    '#SBATCH --partition=low',
    '#SBATCH --account=x',
    'unset NODE_OPTIONS NODE_COMPILE_CACHE FFWB_DATA_DIR FFWB_TOKEN INIT_CWD',
    'module load cuda',
    `exec '/scratch/it'\\''s here/ffwb' task '/scratch/a b/jobs/x' "$((1000 + SLURM_ARRAY_TASK_ID))"`,
    '',
  ]);
  expect(logName(job.part, 1003)).toBe('1000-3.log');
});

test.each([
  [{ folder: '~' }, 'folder'],
  [{ folder: 'relative' }, 'folder'],
  [{ folder: '/a/../etc' }, 'folder'],
  [{ folder: '/a$(id)' }, 'folder'],
  [{ folder: '/a%j' }, 'folder'],
  [{ host: '-oProxyCommand=x' }, 'host'],
  [{ host: 'a b' }, 'host'],
  [{ sbatch: ['--a\n#SBATCH --b'] }, 'sbatch'],
  [{ sbatch: ['echo'] }, 'sbatch'],
  [{ setUp: ['a\nb'] }, 'setUp'],
  [{ cpus: 0 }, 'cpus'],
])('a place with %j is refused, by the name of its setting', (change, name) => {
  const parsed = placeSchema.safeParse({ kind: 'slurm', folder: '~/ffwb', ...change });
  expect(parsed.error?.issues[0]?.path[0]).toBe(name);
});
