import type { ChildProcess } from 'node:child_process';

import { afterAll, expect, test, vi } from 'vitest';

import { answerOf, endOf, makeFolder, removeFolder, runFfwb, startFfwb, tiny } from './fixtures/run-ffwb.ts';
import type { RunReport } from '../../service/export/run-report.ts';

// Each starts processes, which may have to share a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const folders: string[] = [];
afterAll(() => folders.forEach(removeFolder));

function newFolder(): string {
  const folder = makeFolder();
  folders.push(folder);
  return folder;
}

/** Far too many epochs to end by themselves while a test looks on. */
const endless = ['train', ...tiny, '--epochs', '100000'];

/** Resolves when it has said something that fits. */
function saying(child: ChildProcess, pattern: RegExp): Promise<void> {
  let said = '';
  return new Promise((resolve) => {
    child.stderr?.on('data', (text: string | Buffer) => {
      said += String(text);
      if (pattern.test(said)) resolve();
    });
  });
}

test('the first Ctrl+C, which npm doubles, stops in mid-epoch; the run is kept and goes on to the same numbers', async () => {
  const folder = newFolder();
  const child = startFfwb(folder, [...endless, '--json']);
  const ended = endOf(child);
  await saying(child, /epoch 2 of/);
  child.kill('SIGINT');
  setTimeout(() => child.kill('SIGINT'), 20);
  const { code, stdout, stderr } = await ended;
  const stopped = JSON.parse(stdout) as RunReport;
  expect([code, stopped.status]).toEqual([130, 'stopped']);
  expect(stderr).toContain(`Run ${stopped.runId} is stopped. Go on with: ffwb resume ${stopped.runId}`);

  const upTo = String(Math.floor(stopped.epoch) + 1);
  const resumed = (await answerOf(folder, 'resume', stopped.runId, '--stop-after', upTo)) as RunReport;
  const unbroken = (await answerOf(folder, ...endless, '--stop-after', upTo)) as RunReport;
  expect(resumed.runId).toBe(stopped.runId);
  expect(resumed.errors).toEqual(unbroken.errors);
  expect(resumed.history.map(({ step, errors }) => ({ step, errors }))).toEqual(
    unbroken.history.map(({ step, errors }) => ({ step, errors })),
  );
});

test('SIGTERM stops in the same way, and runs that wait are kept too', async () => {
  const folder = newFolder();
  const child = startFfwb(folder, [...endless, '--seeds', '1,2']);
  const ended = endOf(child);
  await saying(child, /epoch 1 of/);
  child.kill('SIGTERM');
  const { code, stdout } = await ended;
  const runs = (await answerOf(folder, 'runs')) as RunReport[];
  expect([code, runs.map(({ status }) => status)]).toEqual([143, ['stopped', 'stopped']]);
  for (const { runId } of runs) expect(stdout).toContain(`Go on with: ffwb resume ${runId}`);
});

test('a run whose process was killed is shown as interrupted, and can be resumed', async () => {
  const folder = newFolder();
  const child = startFfwb(folder, endless);
  const ended = endOf(child);
  await saying(child, /epoch 1 of/);
  const [training] = (await answerOf(folder, 'runs')) as [RunReport];
  child.kill('SIGKILL');
  await ended;
  const [killed] = (await answerOf(folder, 'runs')) as [RunReport];
  const { code } = await runFfwb(folder, 'resume', killed.runId, '--stop-after', '1');
  const [resumed] = (await answerOf(folder, 'runs')) as [RunReport];
  expect([training.status, killed.status, code, resumed.status]).toEqual([
    'running',
    'interrupted',
    0,
    'stopped',
  ]);
});
