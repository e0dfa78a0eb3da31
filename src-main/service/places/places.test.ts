import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { parseSpec } from '../../../src-shared/spec/experiment-spec.ts';
import { spawnNode } from '../../child/spawn-node.ts';
import { jobSchema } from '../../cluster/job-folder.ts';
import { catalogue } from '../../core/catalogue.ts';
import { fakeServiceEntry } from '../../training/fixtures/service-probe.ts';
import { createWorkbench } from '../create-workbench.ts';
import type { Workbench } from '../create-workbench.ts';
import { PlaceWatch } from './place-watch.ts';
import { SweepPlaces } from './sweep-places.ts';
import { readPreset } from './fixtures/tiny-spec.ts';
import { standInPlace } from './fixtures/stand-in-place.ts';
import type { StandInPlace } from './fixtures/stand-in-place.ts';

let folder = '';
let there: StandInPlace;
const opened = new Set<Workbench>();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ffwb-places-'));
  there = standInPlace(folder);
  vi.stubEnv('PATH', `${there.bin}:${process.env['PATH'] ?? ''}`);
});
afterEach(async () => {
  for (const workbench of opened) await workbench.close();
  opened.clear();
  rmSync(folder, { recursive: true, force: true });
});

async function open(): Promise<Workbench> {
  const spawn = spawnNode(fakeServiceEntry);
  const workbench = await createWorkbench({
    dataFolder: join(folder, 'data'),
    slots: 1,
    spawn,
    version: '0.0.0',
  });
  opened.add(workbench);
  return workbench;
}

async function close(workbench: Workbench): Promise<void> {
  opened.delete(workbench);
  await workbench.close();
}

/** Runs that wait, and a place to send them to. */
async function prepare(workbench: Workbench, count: number, host: string | null = null): Promise<string[]> {
  await workbench.places.save('cluster', { kind: 'slurm', folder: there.share, host });
  const specs = Array.from({ length: count }, (_, seed) => parseSpec(catalogue, { ...readPreset(), seed }));
  return workbench.runs.createRuns(specs.map((spec) => ({ spec, preset: null })));
}

const statusOf = async ({ store }: Workbench, run: string): Promise<string> =>
  (await store.getRun(run)).status;

/** What fetching comes to, without what is the same every time. */
async function fetched(workbench: Workbench): Promise<{ back: string[]; out: string[]; troubles: string[] }> {
  const reports = await workbench.places.fetch();
  return {
    back: reports.flatMap(({ back }) => back),
    out: reports.flatMap(({ out }) => out.map(({ state }) => state)),
    troubles: reports.flatMap(({ troubles }) => troubles.map(({ message }) => message)),
  };
}

test('runs are sent as array jobs, no larger than the site lets, and each comes back once', async () => {
  const workbench = await open();
  const runs = await prepare(workbench, 5);
  await workbench.places.send(runs, 'cluster');
  expect(there.queue().map((line) => line.split('|')[0])).toEqual([
    '101_0',
    '101_1',
    '101_2',
    '101_3',
    '102_0',
  ]);
  const [job = ''] = there.jobs();
  expect(jobSchema.parse(JSON.parse(readFileSync(join(job, 'job.json'), 'utf8'))).runs).toEqual(runs);

  await there.leaves(job, 4, { status: 'completed', step: 10 });
  await there.leaves(job, 0, { status: 'failed', step: 3 });
  await there.leaves(job, 1, { status: 'running', step: 2 });
  const first = await fetched(workbench);
  expect(first).toEqual({ back: [runs[0], runs[4]], out: ['requeued', 'waiting', 'waiting'], troubles: [] });
  expect(await Promise.all(runs.map((run) => statusOf(workbench, run)))).toEqual([
    'failed',
    'queued',
    'queued',
    'queued',
    'completed',
  ]);
  expect((await fetched(workbench)).back).toEqual([]);
  expect(there.queue().length).toBe(5);
});

test('over ssh all is the same, by the one program of the user', async () => {
  const workbench = await open();
  const [run = ''] = await prepare(workbench, 1, 'elsewhere');
  await workbench.places.send([run], 'cluster');
  await there.leaves(there.jobs()[0] ?? '', 0, { status: 'completed', step: 10 });
  expect((await fetched(workbench)).back).toEqual([run]);
  expect(new Set(there.asked())).toEqual(new Set(['ssh elsewhere']));
});

test('what is elsewhere is not trained here, not by another session either, and can be taken back', async () => {
  const first = await open();
  const [run = '', other = ''] = await prepare(first, 2);
  await first.places.send([run, other], 'cluster');
  await close(first);

  const second = await open();
  await second.continueQueue();
  expect([second.interrupted, second.runs.active, await statusOf(second, run)]).toEqual([[], [], 'queued']);
  await expect(second.runs.resume(run)).rejects.toMatchObject({ code: 'run/elsewhere' });
  await expect(second.places.send([run], 'cluster')).rejects.toMatchObject({ code: 'run/elsewhere' });
  await expect(second.places.remove('cluster')).rejects.toThrow('2 runs are at the place cluster.');

  await second.handlers['runs/stop']({ run });
  expect([await statusOf(second, run), there.asked()]).toEqual(['stopped', ['scancel 101_0']]);
  expect((await second.store.getRun(run)).error).toBeNull();
  await second.places.cancel([other]);
  await second.places.remove('cluster');
});

test('a job that was taken though the answer was lost is not submitted again', async () => {
  const workbench = await open();
  const runs = await prepare(workbench, 2);
  there.behave('sbatch-loses-answer', '');
  await expect(workbench.places.send(runs, 'cluster')).rejects.toThrow(
    'The place cluster refused: sbatch: error: Socket timed out on send/recv operation.',
  );
  there.behave('sbatch-loses-answer', null);
  expect(await fetched(workbench)).toEqual({ back: [], out: ['waiting', 'waiting'], troubles: [] });
  expect(there.queue().length).toBe(2);
});

test.each([
  [
    'sbatch-refuses',
    'sbatch: error: QOSMaxSubmitJobPerUserLimit',
    /refused: sbatch: error: QOSMaxSubmitJobPerUserLimit/,
  ],
  ['squeue-refuses', '', /refused: slurm_load_jobs error: Unable to contact slurm controller/],
])('where %s, what was sent is kept and goes on the next time', async (file, text, words) => {
  const workbench = await open();
  const runs = await prepare(workbench, 2);
  there.behave(file, text);
  await expect(workbench.places.send(runs, 'cluster')).rejects.toThrow(words);
  const meanwhile = await fetched(workbench);
  expect(meanwhile.troubles).toEqual([expect.stringMatching(words)]);
  expect(meanwhile.out).toEqual(['unsent', 'unsent']);
  there.behave(file, null);
  expect((await fetched(workbench)).out).toEqual(['waiting', 'waiting']);
  expect(there.queue().length).toBe(2);
});

test('a place without Slurm, and one that cannot be reached, are said in one sentence', async () => {
  const workbench = await open();
  const runs = await prepare(workbench, 1);
  there.remove('sbatch');
  await expect(workbench.places.send(runs, 'cluster')).rejects.toMatchObject({
    code: 'place/refused',
    message: expect.stringMatching(/^The place cluster refused: .*sbatch: not found\.$/) as string,
    next: expect.stringContaining('Slurm has to be on the PATH') as string,
  });
  const [other = ''] = await prepare(workbench, 1, 'nowhere');
  await expect(workbench.places.send([other], 'cluster')).rejects.toMatchObject({
    code: 'place/unreachable',
    message:
      'The place cluster cannot be reached: ssh: Could not resolve hostname nowhere: Name or service not known.',
  });
  expect(await statusOf(workbench, other)).toBe('queued');
  expect(workbench.places.whereabouts([other])).toMatchObject([
    { brief: 'sending to cluster', says: 'is being sent' },
  ]);
  await fetched(workbench);
  expect(workbench.places.whereabouts([other])).toMatchObject([{ brief: 'not sent to cluster yet' }]);
  // Slurm never had it: it comes back though nobody is reached there.
  await workbench.places.cancel([other]);
  expect(await statusOf(workbench, other)).toBe('stopped');
});

test('a full disk there is said, and nothing half is left to be trained', async () => {
  const workbench = await open();
  const runs = await prepare(workbench, 1);
  const cat = join(there.bin, 'cat');
  writeFileSync(cat, '#!/bin/sh\necho "cat: write error: Disk quota exceeded" >&2; exit 1\n', {
    mode: 0o755,
  });
  await expect(workbench.places.send(runs, 'cluster')).rejects.toMatchObject({
    message: 'The place cluster refused: cat: write error: Disk quota exceeded.',
    next: 'Make room in its folder there, then do it again.',
  });
  expect(there.queue()).toEqual([]);
  rmSync(cat);
  expect((await fetched(workbench)).out).toEqual(['waiting']);
});

test('a result that came half is not taken; it is when it is whole', async () => {
  const workbench = await open();
  const [run = ''] = await prepare(workbench, 1);
  await workbench.places.send([run], 'cluster');
  const [job = ''] = there.jobs();
  await there.leaves(job, 0, { status: 'completed', step: 10, half: true });
  const half = await fetched(workbench);
  expect(half.back).toEqual([]);
  expect(half.troubles).toEqual([
    expect.stringContaining('it did not come whole; it is asked for again the next time'),
  ]);
  expect(await statusOf(workbench, run)).toBe('queued');
  await there.leaves(job, 0, { status: 'completed', step: 10 });
  expect((await fetched(workbench)).back).toEqual([run]);
});

test('one that Slurm killed comes back with what it left, its reason, and can go on', async () => {
  const workbench = await open();
  const [late = '', greedy = ''] = await prepare(workbench, 2);
  await workbench.places.send([late, greedy], 'cluster');
  await there.leaves(there.jobs()[0] ?? '', 0, { status: 'running', step: 7 });
  there.behave('queue', '');
  there.behave('accounts', '101_0|TIMEOUT\n101_1|OUT_OF_MEMORY\n');
  const { back, troubles } = await fetched(workbench);
  expect([back, troubles]).toEqual([
    [late, greedy],
    [
      'The task at the place cluster ended early: it was killed by the time limit.',
      'The task at the place cluster ended early: it was killed because it took more memory than it was given.',
    ],
  ]);
  expect(await workbench.store.getRun(late)).toMatchObject({ status: 'interrupted', step: 7 });
  expect(await workbench.store.getRun(greedy)).toMatchObject({ status: 'interrupted', step: 0 });
});

test('one that nobody knows of is lost, which is said and is no end', async () => {
  const workbench = await open();
  const [run = ''] = await prepare(workbench, 1);
  await workbench.places.send([run], 'cluster');
  there.behave('queue', '');
  expect(await fetched(workbench)).toEqual({ back: [], out: ['lost'], troubles: [] });
  expect(await statusOf(workbench, run)).toBe('queued');
  await there.leaves(there.jobs()[0] ?? '', 0, { status: 'completed', step: 10 });
  expect((await fetched(workbench)).back).toEqual([run]);
});

test('a run that was begun here goes on there and comes back under its own name', async () => {
  const workbench = await open();
  const [run = ''] = await prepare(workbench, 1);
  await workbench.store.setStatus(run, 'stopped');
  await workbench.places.send([run], 'cluster');
  await workbench.store.rewrite(run, 'notes', { from: '', to: 'half here, half there' });
  await there.leaves(there.jobs()[0] ?? '', 0, { status: 'completed', step: 10 });
  await workbench.places.fetch();
  expect(await workbench.store.getRun(run)).toMatchObject({
    status: 'completed',
    notes: 'half here, half there',
  });
  await expect(workbench.places.send([run], 'cluster')).rejects.toMatchObject({ code: 'run/not-resumable' });
});

test('what only this machine has cannot be trained on elsewhere', async () => {
  const workbench = await open();
  await workbench.places.save('cluster', { kind: 'slurm', folder: there.share });
  const files = {
    trainImages: '/data/a',
    trainLabels: '/data/b',
    testImages: '/data/c',
    testLabels: '/data/d',
  };
  const spec = parseSpec(catalogue, { ...readPreset(), dataset: { kind: 'idx-files', ...files } });
  const run = await workbench.runs.createRun({ spec, preset: null });
  await expect(workbench.places.send([run], 'cluster')).rejects.toThrow('which only this machine has');
});

test('a running program sends what a window asked for, tells how it stands, and brings it back', async () => {
  const workbench = await open();
  const [run = ''] = await prepare(workbench, 1);
  const { handlers } = workbench;
  await workbench.store.setStatus(run, 'stopped'); // else this program would train it
  await workbench.continueQueue();
  await handlers['runs/send']({ runs: [run], place: 'cluster' });
  expect(await handlers['places/news']({})).toMatchObject({
    runs: [{ runId: run, place: 'cluster' }],
    count: 1,
  });
  await vi.waitFor(() => expect(there.queue().length).toBe(1), { timeout: 300_000 });
  await there.leaves(there.jobs()[0] ?? '', 0, { status: 'running', step: 2 });
  await handlers['places/fetch']({});
  const { runs, troubles, askedAt } = await handlers['places/news']({});
  expect([runs, troubles]).toEqual([
    [
      {
        runId: run,
        place: 'cluster',
        state: 'requeued',
        brief: 'requeued at cluster',
        says: 'was ended or is started anew, and waits to go on, epoch 2 of 10',
        epoch: 2,
        epochs: 10,
        restarts: 0,
      },
    ],
    [],
  ]);
  expect(askedAt).not.toBeNull();
  await there.leaves(there.jobs()[0] ?? '', 0, { status: 'completed', step: 10 });
  await handlers['places/fetch']({});
  expect(await statusOf(workbench, run)).toBe('completed');
  expect((await handlers['places/news']({})).runs).toEqual([]);
  expect(await handlers['places/whereabouts']({ runs: [run, 'nobody'] })).toMatchObject([
    { runId: run, place: 'cluster', state: 'back' },
  ]);
});

test('runs of a sweep are sent together, and each is done when it is back', async () => {
  const workbench = await open();
  const runs = await prepare(workbench, 2);
  const watch = new PlaceWatch(workbench.places);
  const elsewhere = new SweepPlaces(workbench.places, watch);
  const [place] = elsewhere.list;
  const made = runs.map((run) => place?.make(run, { stopAfterEpochs: 3 }));
  await vi.waitFor(() => expect(there.queue().length).toBe(2), { timeout: 300_000 });
  const [job = ''] = there.jobs();
  expect(there.jobs().length).toBe(1);
  expect(jobSchema.parse(JSON.parse(readFileSync(join(job, 'job.json'), 'utf8')))).toMatchObject({
    runs,
    stopAfterEpochs: 3,
  });
  await there.leaves(job, 1, { status: 'completed', step: 10 });
  await workbench.places.fetch();
  // Whoever asked first brought it back: the watch does so too.
  expect(await statusOf(workbench, runs[1] ?? '')).toBe('completed');
  await elsewhere.areBack([runs[1] ?? '']);
  expect(await made[1]).toMatchObject({ status: 'completed', runId: runs[1] });
  elsewhere.leave();
  await expect(made[0]).rejects.toMatchObject({ code: 'training/refused' });
  expect(workbench.places.placeOf(runs[0] ?? '')).toBe('cluster');
  await watch.end();
});

test('a place is tried up to the first thing that is wrong with it', async () => {
  const workbench = await open();
  await prepare(workbench, 0);
  const stepsOf = async (): Promise<unknown[]> =>
    (await workbench.places.try('cluster', () => {})).map(({ step, isWell }) => [step, isWell]);
  there.behave('sbatch-refuses', 'sbatch: error: invalid partition specified: x');
  expect(await stepsOf()).toEqual([
    ['connect', true],
    ['folder', true],
    ['slurm', false],
  ]);
  await workbench.places.save('cluster', { kind: 'slurm', folder: there.share, host: 'nowhere' });
  expect(await stepsOf()).toEqual([['connect', false]]);
});
