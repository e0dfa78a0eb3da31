/** `ffwb sweep --on`: a sweep at a place whose Slurm is a handful of scripts, with the program killed in between. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeEach, expect, test, vi } from 'vitest';

import { tinyExperiment } from '../../../src-shared/spec/fixtures/tiny-experiment.ts';
import type { SweepReport } from '../../../src-shared/views/sweep-results.ts';
import type { SweepSummary } from '../../../src-shared/views/sweep-view.ts';
import { standInPlace } from '../../service/places/fixtures/stand-in-place.ts';
import type { Ended } from './fixtures/run-ffwb.ts';
import { answerOf, endOf, makeFolder, removeFolder, runFfwb, startFfwb } from './fixtures/run-ffwb.ts';

vi.setConfig({ testTimeout: 600_000 });

const folders = [makeFolder(), makeFolder()];
const [dataFolder = '', placeFolder = ''] = folders;
const there = standInPlace(placeFolder);
// Of this process, which those it starts take over.
beforeEach(() => {
  vi.stubEnv('PATH', `${there.bin}:${process.env['PATH'] ?? ''}`);
});
afterAll(() => folders.forEach(removeFolder));

const sweep = {
  version: 1,
  base: tinyExperiment,
  axes: { 'optimizer.learningRate': { values: [0.01, 0.1, 0.2] } },
  seeds: [1, 2],
  method: 'grid',
};
const tasks = 6;

function fileOf(what: object): string {
  const file = join(placeFolder, 'sweep.json');
  writeFileSync(file, JSON.stringify(what));
  return file;
}

/** What ended meanwhile says why it comes to nothing. */
async function untilQueued(count: number, ended: Promise<Ended>): Promise<void> {
  const early = ended.then(({ code, stderr }) => {
    throw new Error(`It ended with ${code}: ${stderr}`);
  });
  const isQueued = vi.waitFor(() => expect(there.queue().length).toBe(count), {
    timeout: 300_000,
    interval: 200,
  });
  await Promise.race([isQueued, early]);
  early.catch(() => {}); // it is to end later
}

test('its runs are sent together; killed and gone on with, nothing is sent twice and all come back', async () => {
  await answerOf(dataFolder, 'places', 'add', 'cluster', '--folder', there.share);
  const begun = startFfwb(dataFolder, ['sweep', fileOf(sweep), '--on', 'cluster']);
  const ended = endOf(begun);
  await untilQueued(tasks, ended);
  begun.kill('SIGKILL');
  await ended;
  const [job = ''] = there.jobs();
  for (const task of [0, 1, 2, 3]) await there.leaves(job, task, { status: 'completed', step: 4 });

  const [{ sweepId = '', place } = {}] = (await answerOf(dataFolder, 'sweeps')) as SweepSummary[];
  expect(place).toBe('cluster');
  const next = startFfwb(dataFolder, ['sweep', 'resume', sweepId, '--json']);
  const last = endOf(next);
  for (const task of [4, 5]) await there.leaves(job, task, { status: 'completed', step: 4 });
  const { code, stdout } = await last;
  const report = JSON.parse(stdout) as SweepReport;
  expect([code, report.status]).toEqual([0, 'completed']);
  const runs = report.points.flatMap((point) => point.runs);
  expect(runs.map(({ status }) => status)).toEqual(Array.from({ length: tasks }, () => 'completed'));
  expect([there.queue().length, there.jobs().length]).toEqual([tasks, 1]);
});

test('one that is stopped is taken from there, all its runs at once', async () => {
  const before = there.queue().length;
  const begun = startFfwb(dataFolder, ['sweep', fileOf({ ...sweep, seeds: [3] }), '--on', 'cluster']);
  const ended = endOf(begun);
  await untilQueued(before + 3, ended);
  const sweeps = (await answerOf(dataFolder, 'sweeps')) as SweepSummary[];
  const { sweepId = '' } = sweeps.find(({ status }) => status === 'running') ?? {};
  const stopped = (await answerOf(dataFolder, 'sweep', 'stop', sweepId)) as SweepReport;
  await ended;
  expect(stopped.status).toBe('stopped');
  expect(stopped.points.flatMap(({ runs }) => runs.map(({ status }) => status))).toEqual([
    'stopped',
    'stopped',
    'stopped',
  ]);
  expect(there.asked().filter((line) => line.startsWith('scancel'))).toHaveLength(1);
});

test('a place that is not known is told of before anything begins', async () => {
  const { code, stderr } = await runFfwb(dataFolder, 'sweep', fileOf(sweep), '--on', 'nowhere');
  expect([code, stderr]).toEqual([
    2,
    expect.stringContaining('There is no place named "nowhere" where runs could be made.'),
  ]);
});
