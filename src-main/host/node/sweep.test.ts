/** Sweeps from the command line, each in processes of its own: made, killed, gone on with, stopped from outside. */

import { writeFileSync } from 'node:fs';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';

import { afterAll, expect, test, vi } from 'vitest';

import { tinyExperiment } from '../../../src-shared/spec/fixtures/tiny-experiment.ts';
import type { RunSummary } from '../../../src-shared/views/run-view.ts';
import type { SweepReport } from '../../../src-shared/views/sweep-results.ts';
import type { SweepSummary } from '../../../src-shared/views/sweep-view.ts';
import { answerOf, endOf, makeFolder, removeFolder, runFfwb, startFfwb } from './fixtures/run-ffwb.ts';

// Each starts processes, which may have to share a busy machine.
vi.setConfig({ testTimeout: 600_000 });

const folders: string[] = [];
afterAll(() => folders.forEach(removeFolder));

function newFolder(): string {
  const folder = makeFolder();
  folders.push(folder);
  return folder;
}

const grid = {
  version: 1,
  base: tinyExperiment,
  axes: { 'optimizer.learningRate': { values: [0.01, 0.1] }, 'layers.0.units': { integers: [8, 9] } },
  seeds: [1, 2],
  method: 'grid',
};
const halving = {
  ...grid,
  axes: { 'optimizer.learningRate': { log: [0.001, 0.3] } },
  method: 'halving',
  points: 4,
  halving: { factor: 2 },
};

function fileOf(sweep: object): string {
  const file = join(newFolder(), 'sweep.json');
  writeFileSync(file, JSON.stringify(sweep));
  return file;
}

/** Resolves once so many runs were told of as ended, or the process itself has. */
function untilEnded(child: ChildProcess, runs: number): Promise<void> {
  return new Promise((resolve) => {
    let said = '';
    child.stderr?.on('data', (bytes: Buffer) => {
      said += bytes.toString();
      if (said.includes(`\n${runs}. `)) resolve();
    });
    child.on('close', () => resolve());
  });
}

/** What does not depend on when it was made. */
function figures({ points, best }: SweepReport): unknown {
  const told = points.map(({ settings, state, runs, objective }) => ({
    settings,
    state,
    seeds: runs.map(({ seed, status }) => [seed, status]),
    objective,
  }));
  return { told, best: best?.settings };
}

test.each([
  ['a grid', grid, 3],
  ['halving', halving, 10],
])(
  '%s that is killed in the middle goes on with nothing trained twice and nothing lost',
  async (_, sweep, killAfter) => {
    const file = fileOf(sweep);
    const undisturbed = (await answerOf(newFolder(), 'sweep', file)) as SweepReport;
    const folder = newFolder();
    const child = startFfwb(folder, ['sweep', file, '--slots', '2']);
    const ended = endOf(child);
    await untilEnded(child, killAfter);
    child.kill('SIGKILL');
    expect((await ended).code).toBeNull();

    const [left] = (await answerOf(folder, 'sweeps')) as SweepSummary[];
    const sweepId = left?.sweepId ?? '';
    const before = (await answerOf(folder, 'sweep', 'show', sweepId)) as SweepReport;
    const done = (await answerOf(folder, 'runs')) as RunSummary[];
    expect([left?.status, done.length]).toEqual(['running', expect.any(Number)]);
    const report = (await answerOf(folder, 'sweep', 'resume', sweepId)) as SweepReport;
    expect(report.status).toBe('completed');
    expect(figures(report)).toEqual(figures(undisturbed));
    // What was there is there still, and what had ended was not begun again.
    const after = (await answerOf(folder, 'runs')) as RunSummary[];
    const startOf = (runs: readonly RunSummary[]) => new Map(runs.map((run) => [run.runId, run.createdAt]));
    for (const [runId, createdAt] of startOf(done)) expect(startOf(after).get(runId)).toBe(createdAt);
    expect(after).toHaveLength(report.points.flatMap(({ runs }) => runs).length);
    const idsOf = ({ points }: SweepReport) => points.flatMap(({ runs }) => runs.map(({ runId }) => runId));
    expect(idsOf(report)).toEqual(expect.arrayContaining(idsOf(before)));
  },
);

test('what is wrong is said before anything begins, with the point it is about', async () => {
  const folder = newFolder();
  const wrong = { ...grid, axes: { ...grid.axes, 'layers.0.units': { values: [8, 0] } } };
  const { code, stderr } = await runFfwb(folder, 'sweep', fileOf(wrong));
  expect([code, stderr]).toEqual([
    2,
    expect.stringContaining(
      'The sweep cannot be made: optimizer.learningRate=0.01, layers.0.units=0: layers.0.units: Too small',
    ),
  ]);
  expect(await answerOf(folder, 'sweeps')).toEqual([]);
  expect((await runFfwb(folder, 'sweep', join(folder, 'none.json'))).code).toBe(2);
  expect((await runFfwb(folder, 'sweep', 'show')).stderr).toContain('Say which sweep to show.');
});

test('a sweep is stopped from another process, gone on with, extended and deleted', async () => {
  const folder = newFolder();
  const long = {
    ...grid,
    base: { ...tinyExperiment, training: { ...tinyExperiment.training, epochs: 400 } },
  };
  const child = startFfwb(folder, ['sweep', fileOf(long), '--slots', '1', '--json']);
  const ended = endOf(child);
  await untilEnded(child, 1);
  const [{ sweepId = '' } = {}] = (await answerOf(folder, 'sweeps')) as SweepSummary[];
  const stopped = (await answerOf(folder, 'sweep', 'stop', sweepId)) as SweepReport;
  expect(stopped.status).toBe('stopped');
  const { code, stdout } = await ended;
  expect([code, (JSON.parse(stdout) as SweepReport).status]).toEqual([6, 'stopped']);
  const spent = (await answerOf(folder, 'sweep', 'extend', sweepId, '--epochs', '1')) as SweepReport;
  expect([spent.status, spent.note]).toEqual(['stopped', 'Its budget of 1 epochs is spent.']);
  expect((await runFfwb(folder, 'sweep', 'extend', sweepId, '--points', '9')).stderr).toContain(
    'A grid has as many points as its axes make.',
  );
  await answerOf(folder, 'sweep', 'delete', sweepId);
  expect(await answerOf(folder, 'sweeps')).toEqual([]);
  expect(((await answerOf(folder, 'runs')) as unknown[]).length).toBeGreaterThan(0);
});
