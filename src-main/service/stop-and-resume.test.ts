/** End to end, with the real trainer and engine: however a run is interrupted, it ends where an uninterrupted one does. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { parseSpec } from '../../src-shared/spec/experiment-spec.ts';
import type { RunDetail } from '../../src-shared/views/run-view.ts';
import { catalogue } from '../core/catalogue.ts';
import { readCheckpoint } from '../store/checkpoints.ts';
import { runFolder } from '../store/data-folder.ts';
import { nodeEntries, spawnNode } from '../child/spawn-node.ts';
import { createWorkbench } from './create-workbench.ts';
import type { Workbench } from './create-workbench.ts';

const stepsPerEpoch = 20;
const epochs = 160;
const totalSteps = epochs * stepsPerEpoch;

const spec = parseSpec(catalogue, {
  name: 'stop and resume',
  seed: 7,
  dataset: { kind: 'synthetic' },
  augmentation: [{ kind: 'shift' }],
  labels: { kind: 'in-input', value: 1 },
  layers: [
    { kind: 'dense', units: 64 },
    { kind: 'dense', units: 64 },
  ],
  activation: { kind: 'relu' },
  normalization: { kind: 'root-mean-square' },
  goodness: { kind: 'sum-of-squares' },
  threshold: { kind: 'units', factor: 1 },
  peer: { kind: 'running-mean', strength: 0.03, momentum: 0.9, initial: 0.5 },
  negatives: { kind: 'hard' },
  optimizer: { kind: 'smoothed-sgd', learningRate: 0.01, smoothing: 0.9, weightDecay: 0.001 },
  training: { kind: 'together', epochs, batchSize: 50, shuffled: true },
  schedule: { kind: 'linear-after-half' },
  readouts: [
    { kind: 'goodness', firstLayer: 2 },
    { kind: 'softmax', firstLayer: 2, learningRate: 0.1, smoothing: 0.9, weightDecay: 0.003 },
  ],
  measures: { everySteps: 1, everyEpochs: 40, examples: 200 },
  engine: { kind: 'onnx', device: 'cpu', threads: 1 },
});

let folder: string;
let workbench: Workbench;
let uninterrupted: RunDetail;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ffwb-end-to-end-'));
  workbench = await createWorkbench({
    dataFolder: folder,
    slots: 1,
    spawn: spawnNode(nodeEntries.training),
    version: '0.0.0',
  });
  const runId = await workbench.runs.createRun({ spec, preset: null });
  await workbench.runs.start(runId);
  uninterrupted = await workbench.runs.wait(runId);
});
afterAll(async () => {
  await workbench.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Resolves once the run has come past that step, by what is recorded; sooner if it ends before. */
async function untilStep(runId: string, step: number): Promise<void> {
  for (;;) {
    const run = await workbench.store.getRun(runId);
    if (run.step > step || run.finishedAt !== null) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Resolves once a checkpoint past that step is recorded; sooner if the run ends before. */
async function untilCheckpointAfter(runId: string, step: number): Promise<void> {
  for (;;) {
    const run = await workbench.store.getRun(runId);
    if (run.checkpoints.some((checkpoint) => checkpoint.step > step) || run.finishedAt !== null) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Everything the run learnt: weights, optimizer state, running means. */
async function learnt(run: RunDetail): Promise<unknown> {
  const [newest] = run.checkpoints;
  const file = join(runFolder(folder, run.runId), newest?.file ?? 'none');
  return (await readCheckpoint(file, newest?.sha256 ?? null)).tensors;
}

/** Everything measured, but for what depends on the clock and the machine. */
async function measured(run: RunDetail): Promise<unknown> {
  const names = run.metrics.filter((name) => !/^(speed|memory|run)\//.test(name));
  const histograms = await Promise.all(
    run.histograms.map((name) => workbench.store.getHistograms(run.runId, name)),
  );
  return { series: await workbench.store.getSeries(run.runId, names), histograms };
}

async function expectSameAsUninterrupted(run: RunDetail): Promise<void> {
  expect(run).toMatchObject({
    status: 'completed',
    step: totalSteps,
    errors: uninterrupted.errors,
    warnings: uninterrupted.warnings,
  });
  expect(await learnt(run)).toEqual(await learnt(uninterrupted));
  expect(await measured(run)).toEqual(await measured(uninterrupted));
  const evaluations = (of: RunDetail): unknown => of.history.map(({ trainSeconds: _, ...rest }) => rest);
  expect(evaluations(run)).toEqual(evaluations(uninterrupted));
}

test('the uninterrupted run is complete and has learnt something', async () => {
  expect(uninterrupted).toMatchObject({ status: 'completed', step: totalSteps, engine: { id: 'onnx' } });
  expect(uninterrupted.errors?.test?.goodness).toBeLessThan(0.5);
  expect(uninterrupted.history.map((each) => each.epoch)).toEqual([40, 80, 120, 160]);
});

test('stopped in mid-epoch and resumed, twice, a run ends with the same bits', async () => {
  const { runs } = workbench;
  const runId = await runs.createRun({ spec, preset: null });
  await runs.start(runId);
  await untilStep(runId, 150);
  await runs.stop(runId);
  const stopped = await runs.wait(runId);
  expect(stopped.status).toBe('stopped');
  await runs.resume(runId);
  await untilStep(runId, stopped.step + 100);
  await runs.pause(runId);
  await runs.stop(runId);
  expect((await runs.wait(runId)).status).toBe('stopped');
  await runs.resume(runId);
  await expectSameAsUninterrupted(await runs.wait(runId));
});

test('after the training service was killed, twice, a run ends with the same bits', async () => {
  const { runs } = workbench;
  const runId = await runs.createRun({ spec, preset: null });
  await runs.start(runId, { checkpointSeconds: 0.02 });
  await untilCheckpointAfter(runId, 0);
  process.kill(runs.servicePid ?? 0, 'SIGKILL');
  expect(await runs.wait(runId)).toMatchObject({
    status: 'interrupted',
    error: { code: 'training/service-died' },
  });
  const step = (await runs.wait(runId)).checkpoints[0]?.step ?? 0;
  await runs.resume(runId, { checkpointSeconds: 0.02 });
  await untilCheckpointAfter(runId, step);
  process.kill(runs.servicePid ?? 0, 'SIGKILL');
  expect((await runs.wait(runId)).status).toBe('interrupted');
  await runs.resume(runId);
  await expectSameAsUninterrupted(await runs.wait(runId));
});
