/** What is said and done of runs while the disk refuses: nothing is lost, and nobody is told what is not so. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { WorkbenchError } from '../../src-shared/base/errors.ts';
import type { ExperimentSpec } from '../../src-shared/spec/experiment-spec.ts';
import { spawnNode } from '../child/spawn-node.ts';
import { openStoreThread } from '../store/client.ts';
import { runFolder } from '../store/data-folder.ts';
import type { RunStoreClient } from '../store/run-store.ts';
import { fakeServiceEntry, until } from '../training/fixtures/service-probe.ts';
import { captureEnvironment } from './environment.ts';
import { runTableHandlers } from './handlers/run-table.ts';
import type { HandlerContext } from './handlers/context.ts';
import { RunManager } from './run-manager.ts';
import { RunListeners } from './run-news.ts';
import type { RunNews } from './run-news.ts';

/** Real runs and a real store, whose disk refuses to be written to while `refusal` is set. */
async function openOnBadDisk() {
  const folder = mkdtempSync(join(tmpdir(), 'ffwb-refusing-'));
  const listeners = new RunListeners();
  const disk: { refusal: WorkbenchError | null } = { refusal: null };
  const real = await openStoreThread(folder, { onFailure: (error) => tellFault(error) });
  const tellFault = (error: WorkbenchError): void => listeners.tell({ type: 'recording-failed', error });
  /** Kept in memory as the store keeps it, and written once the disk takes it. */
  const kept: (() => Promise<void>)[] = [];
  const writing = async (): Promise<void> => {
    if (disk.refusal !== null) throw disk.refusal;
    for (const write of kept.splice(0)) await write();
  };
  const bad: Partial<RunStoreClient> = {
    record: async (run, events) => {
      kept.push(() => real.record(run, events));
      await writing().catch((thrown: unknown) => tellFault(thrown as WorkbenchError));
    },
    flush: async () => {
      await writing();
      await real.flush();
    },
    setStatus: async (...change) => {
      await writing();
      await real.setStatus(...change);
    },
  };
  const store = new Proxy(real, {
    get: (target, name) => (Reflect.get(bad, name) ?? Reflect.get(target, name)) as unknown,
  });
  const runs = new RunManager({
    store,
    spawn: spawnNode(fakeServiceEntry),
    slots: 1,
    environment: captureEnvironment('0.0.0'),
    runFolder: (runId) => runFolder(folder, runId),
    datasetFolder: folder,
    listeners,
  });
  const news: RunNews[] = [];
  listeners.add((each) => news.push(each));
  onTestFinished(async () => {
    disk.refusal = null;
    await runs.close(2_000);
    await real.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const create = (name: string): Promise<string> =>
    runs.createRun({ spec: { name, seed: 1, readouts: [] } as unknown as ExperimentSpec, preset: null });
  return { runs, store: real, disk, news, create };
}

const refusals = [
  new WorkbenchError('store/disk-full', { what: 'the run store' }),
  new WorkbenchError('store/read-only', { folder: '/data', reason: 'attempt to write a readonly database' }),
];

test.each(refusals)(
  'a run that ends while the disk refuses ($code) is said to have ended, and recorded once the disk takes it',
  async (refusal) => {
    const { runs, store, disk, news, create } = await openOnBadDisk();
    const runId = await create('steps=20 delay=80');
    await runs.start(runId);
    await until(() => news.some((each) => each.type === 'events'));
    await runs.getRun(runId);
    await store.flush();
    disk.refusal = refusal;
    await until(() => news.some((each) => each.type === 'unrecorded'));

    const unrecorded = { code: 'run/unrecorded', exitCode: 4 };
    await expect(runs.stop(runId)).rejects.toMatchObject(unrecorded);
    await expect(runs.pause(runId)).rejects.toMatchObject(unrecorded);
    const { status, secondsLeft, warnings } = await runs.getRun(runId);
    expect([status, secondsLeft, warnings.at(-1)]).toEqual([
      'completed',
      null,
      `Run ${runId} has ended, which is not yet recorded: ${refusal.message}`,
    ]);
    expect(runs.active).toEqual([]);
    const context = { store, runs } as unknown as HandlerContext;
    const { revision } = await store.runTable([], null);
    const asked = await runTableHandlers(context)['runs/table']({ columns: [], afterRevision: revision });
    expect([asked.runIds, asked.columns['run:status'], asked.columns['run:seconds-left']]).toEqual([
      [runId],
      ['completed'],
      [null],
    ]);
    await expect(runs.wait(runId)).rejects.toMatchObject(unrecorded);
    await expect(runs.resume(runId)).rejects.toMatchObject(unrecorded);

    disk.refusal = null;
    await until(() => news.some((each) => each.type === 'ended'));
    expect(await store.getRun(runId)).toMatchObject({ status: 'completed', step: 20 });
    expect(await runs.getRun(runId)).toEqual(await store.getRun(runId));
    expect(news.filter((each) => each.type === 'unrecorded')).toHaveLength(1);
    expect(news.filter((each) => each.type === 'recording-failed')).toHaveLength(1);
  },
  20_000,
);

test('a run whose service dies while the disk refuses is recorded as interrupted afterwards, and goes on then', async () => {
  const { runs, store, disk, news, create } = await openOnBadDisk();
  const runId = await create('steps=60 delay=40');
  await runs.start(runId);
  await until(() => news.some((each) => each.type === 'events'));
  disk.refusal = refusals[0] ?? null;
  process.kill(runs.servicePid ?? 0, 'SIGKILL');
  await until(() => news.some((each) => each.type === 'unrecorded'));
  expect((await runs.getRun(runId)).status).toBe('interrupted');
  disk.refusal = null;
  await runs.wait(runId);
  expect((await store.getRun(runId)).status).toBe('interrupted');
  await runs.resume(runId);
  expect((await runs.wait(runId)).status).toBe('completed');
});

test('of two who resume a run at once the second hears that it is being resumed already', async () => {
  const { runs, create } = await openOnBadDisk();
  const runId = await create('steps=60 delay=20');
  await runs.start(runId, { stopAfterEpochs: 1 });
  await runs.wait(runId);
  const outcomes = await Promise.allSettled([1, 2, 3].map(() => runs.resume(runId)));
  const busy = { code: 'run/busy', message: `Run ${runId} is being resumed already.` };
  expect(outcomes).toMatchObject([
    { status: 'fulfilled' },
    { status: 'rejected', reason: busy },
    { status: 'rejected', reason: busy },
  ]);
  expect((await runs.wait(runId)).status).toBe('completed');
});

test('a run that is complete but for its last checkpoint can be resumed, and ends with it', async () => {
  const { runs, store, create } = await openOnBadDisk();
  const runId = await create('steps=40 delay=1');
  await runs.start(runId, { stopAfterEpochs: 2 });
  await runs.wait(runId);
  // As an older version left it, for which the disk was full at the end.
  await store.record(runId, [
    {
      type: 'finished',
      step: 40,
      epoch: 4,
      trainSeconds: 0.4,
      reason: 'completed',
      throughput: { stepsPerSecond: 1, samplesPerSecond: 1, usefulGigaflopsPerSecond: 1 },
      peakMemoryBytes: 1,
    },
  ]);
  expect(await store.getRun(runId)).toMatchObject({ status: 'completed', step: 40 });
  await runs.resume(runId);
  const { status, checkpoints } = await runs.wait(runId);
  expect([status, checkpoints[0]?.step]).toEqual(['completed', 40]);
  await expect(runs.resume(runId)).rejects.toMatchObject({ code: 'run/not-resumable' });
});
