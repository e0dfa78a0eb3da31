import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, expect, test } from 'vitest';

import type { ExperimentSpec } from '../../src-shared/spec/experiment-spec.ts';
import { checkpointFileName, partialFileName } from '../store/checkpoint-files.ts';
import { placeAfter } from '../training/fixtures/fake-train.ts';
import { fakeServiceEntry, isAlive, until } from '../training/fixtures/service-probe.ts';
import type { SpawnService } from '../training/client.ts';
import { spawnNode } from '../child/spawn-node.ts';
import { createWorkbench } from './create-workbench.ts';
import type { Workbench, WorkbenchOptions } from './create-workbench.ts';
import type { RunNews } from './run-news.ts';

let folder: string;
let opened: Workbench[];
let news: RunNews[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ffwb-runs-'));
  opened = [];
  news = [];
});
afterEach(async () => {
  await Promise.all(opened.map((each) => each.close(2_000).catch(() => {}))); // one test closes a store too early
  rmSync(folder, { recursive: true, force: true });
});

async function open(options: Partial<WorkbenchOptions> = {}): Promise<Workbench> {
  const spawn = spawnNode(fakeServiceEntry);
  const workbench = await createWorkbench({
    dataFolder: folder,
    slots: 1,
    spawn,
    version: '0.0.0',
    ...options,
  });
  opened.push(workbench);
  workbench.runs.listen((each) => news.push(each));
  return workbench;
}

/** The trainer is a stand-in; see fake-train.ts for what the name says. */
function create({ runs }: Workbench, name: string): Promise<string> {
  return runs.createRun({ spec: { name, seed: 1, readouts: [] } as unknown as ExperimentSpec, preset: null });
}

/** The recorded walk, which must be that of an uninterrupted run. */
async function expectWalk({ store }: Workbench, runId: string, steps: number): Promise<void> {
  const [series] = await store.getSeries(runId, ['place']);
  expect([...(series?.steps ?? [])]).toEqual(Array.from({ length: steps }, (_, i) => i + 1));
  expect(series?.values).toEqual(Float32Array.from({ length: steps }, (_, i) => placeAfter(i + 1)));
}

/** Until so many values of the walk are recorded. */
async function untilRecorded({ store }: Workbench, runId: string, count: number): Promise<void> {
  for (;;) {
    const [series] = await store.getSeries(runId, ['place']);
    if ((series?.steps.length ?? 0) >= count) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('a run is created, trained, recorded and told of', async () => {
  const workbench = await open();
  const runId = await create(workbench, 'steps=20 delay=1');
  expect(await workbench.store.getRun(runId)).toMatchObject({ status: 'queued', startedAt: null });
  await workbench.runs.start(runId);
  const run = await workbench.runs.wait(runId.slice(0, -1));
  expect(run).toMatchObject({
    runId,
    status: 'completed',
    step: 20,
    epoch: 2,
    datasetFingerprint: 'fingerprint-of-nothing',
  });
  expect(run.environment).toMatchObject({ workbench: '0.0.0', node: process.versions.node });
  expect(run.checkpoints.map((each) => each.file)).toEqual(readdirSync(join(folder, 'runs', runId)));
  await expectWalk(workbench, runId, 20);
  expect(news.at(-1)).toEqual({ type: 'ended', runId });
  expect(workbench.runs.active).toEqual([]);
  await expect(workbench.runs.resume(runId)).rejects.toMatchObject({ code: 'run/not-resumable' });
});

test('a run killed before it was recorded that it began leaves no files behind', async () => {
  const workbench = await open();
  const runId = await create(workbench, 'steps=20 delay=1');
  const runFolder = join(folder, 'runs', runId);
  mkdirSync(runFolder, { recursive: true });
  for (const left of [checkpointFileName(700), partialFileName(checkpointFileName(900))])
    writeFileSync(join(runFolder, left), 'half');
  await workbench.runs.start(runId);
  const run = await workbench.runs.wait(runId);
  expect(run).toMatchObject({ status: 'completed', step: 20 });
  await expectWalk(workbench, runId, 20);
  const recorded = run.checkpoints.map(({ file }) => file).toSorted();
  expect([readdirSync(runFolder).toSorted(), recorded.length > 0]).toEqual([recorded, true]);
});

test('a run goes on with the threads it began with, whatever the slots are now', async () => {
  const workbench = await open();
  const runId = await create(workbench, 'steps=60 delay=2 stand-every=20');
  await workbench.runs.start(runId);
  await untilRecorded(workbench, runId, 5);
  await workbench.runs.stop(runId);
  const stopped = await workbench.runs.wait(runId);
  await workbench.runs.setSlots(3);
  await workbench.runs.resume(runId);
  const resumed = await workbench.runs.wait(runId);
  expect([stopped.status, stopped.engine?.threads]).toEqual(['stopped', 7]);
  expect([resumed.status, resumed.engine?.threads]).toEqual(['completed', 7]);
});

test('pause idles, resume goes on, stop keeps the run resumable, and the end is that of an uninterrupted run', async () => {
  const workbench = await open();
  const { runs, store } = workbench;
  const runId = await create(workbench, 'steps=120 delay=3 stand-every=40');
  await runs.start(runId);
  await untilRecorded(workbench, runId, 3);
  await runs.pause(runId);
  await until(() =>
    news.some(
      (each) =>
        each.type === 'events' && each.events.some((e) => e.type === 'progressed' && e.activity === 'paused'),
    ),
  );
  const paused = await store.getRun(runId);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(await store.getRun(runId)).toMatchObject({ status: 'paused', step: paused.step });
  await runs.resume(runId);
  await untilRecorded(workbench, runId, paused.step + 5);
  await runs.stop(runId);
  const stopped = await runs.wait(runId);
  expect(stopped.status).toBe('stopped');
  expect(stopped.step).toBeLessThan(120);
  await expectWalk(workbench, runId, stopped.step);
  await runs.resume(runId);
  expect(await runs.wait(runId)).toMatchObject({ status: 'completed', step: 120, warnings: [] });
  await expectWalk(workbench, runId, 120);
});

test('when the service is killed, its run is interrupted, the next one trains, and resuming loses nothing', async () => {
  const workbench = await open();
  const { runs } = workbench;
  const first = await create(workbench, 'steps=150 delay=3 stand-every=60');
  const second = await create(workbench, 'steps=10 delay=1');
  await runs.start(first, { checkpointSeconds: 0.1 });
  await runs.start(second);
  await untilRecorded(workbench, first, 60);
  process.kill(runs.servicePid ?? 0, 'SIGKILL');
  const interrupted = await runs.wait(first);
  expect(interrupted).toMatchObject({
    status: 'interrupted',
    error: { code: 'training/service-died', details: { reason: 'signal SIGKILL', run: first } },
  });
  expect(news).toContainEqual({ type: 'service-died', reason: 'signal SIGKILL', interrupted: [first] });
  expect(await runs.wait(second)).toMatchObject({ status: 'completed' });
  expect(interrupted.checkpoints.length).toBeGreaterThan(0);
  await runs.resume(first);
  expect(await runs.wait(first)).toMatchObject({ status: 'completed', step: 150, error: null });
  await expectWalk(workbench, first, 150);
});

test.each(['SIGKILL', 'SIGSEGV'] as const)(
  'a service that ends by %s while it trains did not end for what a driver complained of before',
  async (signal) => {
    const entry = new URL('../training/fixtures/complaining-service-entry.ts', import.meta.url);
    const workbench = await open({ spawn: spawnNode(entry) });
    const { runs } = workbench;
    const runId = await create(workbench, 'steps=1000 delay=3 stand-every=20');
    await runs.start(runId);
    await untilRecorded(workbench, runId, 5);
    process.kill(runs.servicePid ?? 0, signal);
    expect((await runs.wait(runId)).error).toEqual({
      code: 'training/service-died',
      details: { reason: `signal ${signal}`, run: runId },
    });
  },
);

test('a start that the training service did not live to answer can be tried again at once', async () => {
  let lives = 0;
  const spawn: SpawnService = () => {
    const service = spawnNode(fakeServiceEntry)();
    lives += 1;
    if (lives === 1) service.kill();
    return service;
  };
  const workbench = await open({ spawn });
  const { runs } = workbench;
  const runId = await create(workbench, 'steps=20 delay=1');
  await expect(runs.start(runId)).rejects.toMatchObject({ code: 'training/service-died' });
  await runs.start(runId);
  expect(await runs.wait(runId)).toMatchObject({ status: 'completed', step: 20 });
});

test('a damaged checkpoint is warned of and the older one used; without any the run begins again', async () => {
  const workbench = await open();
  const { runs } = workbench;
  const runId = await create(workbench, 'steps=60 delay=2');
  await runs.start(runId, { checkpointSeconds: 0.02, stopAfterEpochs: 3 });
  const { checkpoints } = await runs.wait(runId);
  expect(checkpoints.length).toBe(2);
  const newest = checkpoints[0]?.file ?? '';
  writeFileSync(join(folder, 'runs', runId, newest), 'cut off');
  await runs.resume(runId, { stopAfterEpochs: 4 });
  const afterDamage = await runs.wait(runId);
  expect(afterDamage).toMatchObject({ status: 'stopped', step: 40 });
  expect(afterDamage.warnings).toEqual([expect.stringContaining(`${newest} is damaged`)]);
  await expectWalk(workbench, runId, 40);

  rmSync(join(folder, 'runs', runId), { recursive: true });
  await runs.resume(runId);
  const begunAgain = await runs.wait(runId);
  expect(begunAgain).toMatchObject({ status: 'completed', step: 60 });
  expect(begunAgain.warnings).toContain('There was no checkpoint to go on from, so the run began again.');
  await expectWalk(workbench, runId, 60);
});

test('a run that fails says why, and can be resumed from before', async () => {
  const workbench = await open();
  const { runs } = workbench;
  const runId = await create(workbench, 'steps=60 delay=1 throw-at=30');
  await runs.start(runId, { checkpointSeconds: 0.01 });
  const failed = await runs.wait(runId);
  expect(failed).toMatchObject({
    status: 'failed',
    step: 29,
    error: { code: 'training/failed', details: { reason: 'the numbers went astray' } },
  });
  await expectWalk(workbench, runId, 29);
  await runs.resume(runId);
  expect(await runs.wait(runId)).toMatchObject({ status: 'failed', step: 29 });
});

test('what does not fit the state of a run is refused, and harms nothing', async () => {
  const workbench = await open();
  const { runs } = workbench;
  const [busy, waiting] = [
    await create(workbench, 'steps=100000 delay=2'),
    await create(workbench, 'steps=10'),
  ];
  await runs.start(busy);
  await runs.start(waiting);
  await untilRecorded(workbench, busy, 1);
  const codes = await Promise.all(
    [
      runs.start(busy),
      runs.start(waiting),
      runs.resume(waiting),
      runs.resume(busy),
      runs.pause(waiting),
      runs.start('nobody'),
      workbench.store.deleteRun(busy),
    ].map((each) =>
      each.then(
        () => 'accepted',
        (error: unknown) => (error as { code: string }).code,
      ),
    ),
  );
  const refused = 'training/refused';
  expect(codes).toEqual(['run/busy', 'run/busy', 'run/busy', refused, refused, 'run/unknown', 'run/busy']);
  await runs.stop(waiting);
  expect(await runs.wait(waiting)).toMatchObject({ status: 'stopped', startedAt: null });
  await expect(runs.stop(waiting)).rejects.toMatchObject({ code: 'run/not-training' });
  await runs.stop(busy);
  expect(await runs.wait(busy)).toMatchObject({ status: 'stopped' });
  await runs.resume(waiting);
  expect(await runs.wait(waiting)).toMatchObject({ status: 'completed' });
});

test('closing stops what trains, leaves what waits in the queue, and a new session goes on with both', async () => {
  const workbench = await open();
  const [first, second] = [
    await create(workbench, 'steps=80 delay=3 stand-every=40'),
    await create(workbench, 'steps=20 delay=1'),
  ];
  await workbench.runs.start(first);
  await workbench.runs.start(second);
  await untilRecorded(workbench, first, 5);
  const pid = workbench.runs.servicePid ?? 0;
  await workbench.close();
  await expect(workbench.runs.start(second)).rejects.toThrow();
  expect(isAlive(pid)).toBe(false);

  const again = await open();
  expect(again.interrupted).toEqual([]);
  expect((await again.store.getRun(first)).status).toBe('stopped');
  expect((await again.store.getRun(second)).status).toBe('queued');
  await again.runs.resume(first);
  await again.runs.start(second);
  expect(await again.runs.wait(first)).toMatchObject({ status: 'completed' });
  expect(await again.runs.wait(second)).toMatchObject({ status: 'completed' });
  await expectWalk(again, first, 80);
});

test('after a killed session: what had begun is interrupted, what waited still waits, and less than a second is lost', async () => {
  const session = spawn(process.execPath, [
    fileURLToPath(new URL('./fixtures/session-to-kill.ts', import.meta.url)),
    folder,
  ]);
  let said = '';
  session.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  const steps = (): [number, number][] =>
    said
      .split('\n')
      .slice(1, -1)
      .map((line) => line.split(' ').map(Number) as [number, number]);
  await until(() => (steps().at(-1)?.[0] ?? 0) > 400);
  session.kill('SIGKILL');
  await once(session, 'exit');
  const killedAt = Date.now();
  const [begun, waiting] = said.split(' ', 2) as [string, string];

  const again = await open();
  expect(again.interrupted).toEqual([begun]);
  expect(await again.store.getRun(begun)).toMatchObject({ status: 'interrupted' });
  expect(await again.store.getRun(waiting)).toMatchObject({ status: 'queued', startedAt: null });
  const [recorded] = await again.store.getSeries(begun, ['place']);
  const aSecondBefore = steps().findLast(([, at]) => at < killedAt - 1000)?.[0] ?? 0;
  expect(recorded?.steps.at(-1)).toBeGreaterThanOrEqual(aSecondBefore);

  await again.runs.resume(begun);
  expect(await again.runs.wait(begun)).toMatchObject({ status: 'completed', warnings: [] });
  await expectWalk(again, begun, 1000);
  await again.runs.stop(waiting);
  expect(await again.store.getRun(waiting)).toMatchObject({ status: 'stopped' });
});

test('a store that fails does not stop training, but is told of', async () => {
  const workbench = await open();
  const runId = await create(workbench, 'steps=60 delay=40');
  await workbench.runs.start(runId);
  await untilRecorded(workbench, runId, 5);
  await workbench.store.close();
  await expect(workbench.runs.wait(runId)).rejects.toMatchObject({ code: 'store/failed' });
  await until(() => news.some((each) => each.type === 'ended'));
  const told = news.flatMap((each) => (each.type === 'events' ? each.events : []));
  expect(told.at(-1)).toMatchObject({ type: 'finished', reason: 'completed', step: 60 });
  expect(news.some((each) => each.type === 'recording-failed')).toBe(true);
});

test('two slots train two runs side by side', async () => {
  const workbench = await open({ slots: 2 });
  const { runs } = workbench;
  const runIds = await runs.createRuns(
    ['steps=40 delay=50', 'steps=40 delay=50', 'steps=10 delay=5'].map((name) => ({
      spec: { name, seed: 1, readouts: [] } as unknown as ExperimentSpec,
      preset: 'none',
    })),
  );
  for (const runId of runIds) await runs.start(runId);
  await Promise.all([
    untilRecorded(workbench, runIds[0] ?? '', 1),
    untilRecorded(workbench, runIds[1] ?? '', 1),
  ]);
  expect((await workbench.store.getRun(runIds[2] ?? '')).startedAt).toBe(null);
  const ended = await Promise.all(runIds.map((runId) => runs.wait(runId)));
  expect(ended.map((run) => run.status)).toEqual(['completed', 'completed', 'completed']);
});
