import { expect, test } from 'vitest';

import { WorkbenchError } from '../../src-shared/base/errors.ts';
import { openStoreThread } from './client.ts';
import { evaluated, measured, sampleRun, started } from './fixtures/sample-run.ts';
import { temporaryFolder } from './fixtures/small-disk.ts';
import { openReader } from './open.ts';

const unexpected = (error: WorkbenchError): void => {
  throw error;
};

test('the store in its thread answers as the store itself does', async () => {
  const folder = temporaryFolder();
  const store = await openStoreThread(folder, { onFailure: unexpected });
  const run = await store.createRun(sampleRun);
  await store.record(run, [started(), measured(1, { loss: 0.5 }), evaluated(1, 0.25)]);
  expect([
    await store.getRun(run.slice(-4)),
    await store.getSeries(run, ['loss']),
    await store.listCheckpoints(run),
  ]).toMatchObject([
    { runId: run, status: 'running', metrics: ['loss', 'run/trainSeconds'] },
    [{ metric: 'loss', steps: Float64Array.of(1), values: Float32Array.of(0.5) }],
    [],
  ]);
  await store.close();
  const reader = await openReader(folder);
  expect(reader.getRun(run).history.length).toBe(1);
  reader.close();
});

test('a store is no promise, however often it is awaited', async () => {
  const store = await openStoreThread(temporaryFolder(), { onFailure: unexpected });
  const again = await Promise.resolve(store);
  expect([again === store, Reflect.get(store, 'then'), await again.listRuns()]).toEqual([
    true,
    undefined,
    [],
  ]);
  await store.close();
});

test('errors cross the border with their code, details and advice', async () => {
  const store = await openStoreThread(temporaryFolder(), { onFailure: unexpected });
  const error = await store.getRun('nothing').catch((thrown: unknown) => thrown);
  await store.close();
  expect([error instanceof WorkbenchError, error]).toMatchObject([
    true,
    {
      code: 'run/unknown',
      details: { run: 'nothing' },
      next: 'Look in the list of runs; on the command line: ffwb runs',
    },
  ]);
});

test('a failure to record is told of, and never thrown at the trainer', async () => {
  const failures: string[] = [];
  const store = await openStoreThread(temporaryFolder(), { onFailure: (error) => failures.push(error.code) });
  await store.record('20250101-000000-none', [evaluated(1, 1)]);
  const run = await store.createRun(sampleRun);
  await store.record(run, [measured(2, { loss: 1 }), measured(1, { loss: 1 })]);
  await store.record(run, [(() => undefined) as never]); // cannot be cloned
  await store.close();
  await store.record(run, [evaluated(1, 1)]);
  expect(failures).toEqual(['run/unknown', 'store/failed', 'store/failed', 'store/failed']);
});

test('a folder that is in use is refused', async () => {
  const folder = temporaryFolder();
  const store = await openStoreThread(folder, { onFailure: unexpected });
  await expect(openStoreThread(folder, { onFailure: unexpected })).rejects.toMatchObject({
    code: 'store/locked',
  });
  await store.close();
  await (await openStoreThread(folder, { onFailure: unexpected })).close();
});

test('after closing, and when its thread cannot start, calls fail instead of hanging', async () => {
  const store = await openStoreThread(temporaryFolder(), { onFailure: unexpected });
  await store.close();
  await expect(store.listRuns()).rejects.toThrow('the store is closed');
  const failures: string[] = [];
  const missing = new URL('file:///nowhere/store-thread.ts');
  const opened = openStoreThread(temporaryFolder(), {
    onFailure: (error) => failures.push(error.code),
    entry: missing,
  });
  await expect(opened).rejects.toMatchObject({ code: 'store/failed' });
  expect(failures).toEqual(['store/failed']);
});
