/**
 * Speed, measured side by side: the training step of Hinton's recipe beside the same engine's bare matrix product and
 * beside PyTorch, a step of every other experiment beside PyTorch ("steps"), two runs at once beside one, the test by
 * goodness per label, what recording costs, and a million images that stay in their file ("streamed"). Sides take turns in
 * short blocks within one run, because a machine's speed drifts; ratios are given with their spread.
 *
 *   node bench/bench.ts [--peer torch] [--python python3] [--engine onnx] [--device auto] [--threads 2] [--rounds 8]
 *       [--only step,steps,...] [--experiments unsupervised,...] [--gpu [--steps 400]] [--json] [--record LABEL [--report FILE]]
 *
 * With --gpu it measures no more than what GPUs are there (gpu.ts). With --record what was measured is also kept under
 * that label in bench/figures/speed.json, beside what was kept of it before: docs/speed.md is printed from that by
 * `node scripts/print-bench.ts --write`. With --report too, what is kept is a report that was printed on this machine
 * before, and nothing is measured.
 */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';

import { assertDefined } from '../src-shared/base/assert.ts';
import { engineKinds } from '../src-main/core/engine/index.ts';
import type { Engine, EngineTensors } from '../src-main/core/engine/engine.ts';
import { stepMeasures } from '../src-main/core/measure/step-measures.ts';
import { EventBatch, batchDelayMs } from '../src-main/training/event-batch.ts';
import { openStoreThread } from '../src-main/store/client.ts';
import { writeCheckpoint } from '../src-main/store/checkpoints.ts';
import { captureEnvironment } from '../src-main/service/environment.ts';
import { measureExperimentSteps } from './experiment-steps.ts';
import { machineHere } from './figures/machine.ts';
import { partsOfReport, readSpeed, speedFile, speedText, withRecord } from './figures/speed-record.ts';
import type { SpeedRecord } from './figures/speed-record.ts';
import { measureGpus } from './gpu.ts';
import { measureLabelTest } from './label-test.ts';
import { measureStreamed } from './streamed.ts';
import { PeerProcess, findTorch } from './peer-process.ts';
import { recordedValuesPerSecond } from './recorded-values.ts';
import { ratiosOf, spreadOf, timed } from './turns.ts';
import { trafficOf } from './step-traffic.ts';
import { SteppingNet, hintonSpec, loadMnist, noise } from './step-fixture.ts';

const sizes = [784, 1000, 1000, 1000];
const batch = 100;
/** Steps of one side before the other's turn. */
const block = 20;

const { values: options } = parseArgs({
  options: {
    peer: { type: 'string' },
    python: { type: 'string', default: 'python3' },
    engine: { type: 'string', default: 'onnx' },
    device: { type: 'string', default: 'auto' },
    gpu: { type: 'boolean', default: false },
    steps: { type: 'string', default: '400' },
    threads: { type: 'string', default: String(os.availableParallelism()) },
    rounds: { type: 'string', default: '8' },
    only: { type: 'string', default: 'step,side-by-side,label-test,recording' },
    experiments: { type: 'string' },
    json: { type: 'boolean', default: false },
    record: { type: 'string' },
    report: { type: 'string' },
  },
});
const threads = Number(options.threads);
const rounds = Number(options.rounds);
const wanted = new Set(options.only.split(','));
const spec = hintonSpec(sizes, batch);
const dataset = await loadMnist(spec);
const python = options.gpu || options.peer === 'torch' ? findTorch([options.python]) : null;
if (options.record !== undefined) recordsWith(options.record, {}); // what cannot be kept need not be measured

const about = {
  machine: {
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    node: process.version,
  },
  recipe: { sizes, batch, threads },
};
const report: Record<string, unknown> = { ...about };
if (options.report !== undefined) {
  wanted.clear();
  Object.assign(report, await readReport(options.report));
}
if (options.gpu) {
  wanted.clear();
  const steps = Number(options.steps);
  report['gpu'] = await measureGpus({ python, threads, rounds, steps });
}
if (wanted.has('step')) report['step'] = await measureStep();
if (wanted.has('steps')) report['steps'] = await measureSteps();
if (wanted.has('side-by-side')) report['sideBySide'] = await measureSideBySide();
if (wanted.has('label-test')) report['labelTest'] = await labelTest();
if (wanted.has('recording')) report['recording'] = await measureRecording();
if (wanted.has('streamed')) report['streamed'] = await measureStreamed({ threads, rounds: 4 * rounds });
if (options.record !== undefined) await writeFile(speedFile, speedText(recordsWith(options.record, report)));
process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : `${JSON.stringify(report, null, 2)}\n`);

/** All records, with what was measured under a label. Errors: input/invalid, and where there is nothing to keep. */
function recordsWith(label: string, measured: unknown): SpeedRecord[] {
  if (options.gpu) throw new Error('--record keeps nothing of --gpu');
  if (options.peer === 'torch' && python === null)
    throw new Error(`${options.python} cannot import torch and numpy; without --peer it can be recorded`);
  const engine = options.device === 'auto' ? options.engine : `${options.engine} (${options.device})`;
  return withRecord(readSpeed(), label, machineHere(engine, threads), partsOfReport(measured));
}

/** Of the same machine, net and threads. Throws where it is of others, or none at all. */
async function readReport(file: string): Promise<Record<string, unknown>> {
  const found = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  const { machine, recipe } = found;
  if (!isDeepStrictEqual({ machine, recipe }, about))
    throw new Error(`${file} is no report of this machine with these threads: ${JSON.stringify(about)}`);
  return found;
}

function openEngine(threadCount: number): Promise<Engine> {
  return engineKinds.get(options.engine).open({ threads: threadCount, device: options.device });
}

/** Milliseconds per step, GFLOP/s, and ratios block by block. */
async function measureStep() {
  const engine = await openEngine(threads);
  const net = new SteppingNet(spec, dataset, engine);
  const product = await bareProduct(engine);
  const styles = python === null ? [] : (['plain', 'tuned'] as const);
  const peers = await Promise.all(
    styles.map((style) =>
      PeerProcess.start({
        python: python as string,
        script: 'hinton_step.py',
        threads,
        style,
        given: ['--sizes', sizes.join(), '--batch', String(batch)],
      }),
    ),
  );
  await net.run(block);
  const [ours, matMul]: [number[], number[]] = [[], []];
  const theirs: number[][] = peers.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    ours.push((await timed(() => net.runThrough(block))) / block);
    matMul.push(await product());
    for (const [index, peer] of peers.entries())
      assertDefined(theirs[index], 'peer').push(await peer.run(block));
  }
  peers.forEach((peer) => peer.stop());
  const flops = 2 * net.runner.step.products;
  const millisecondsPerStep = spreadOf(ours);
  const result = {
    engine: { id: engine.id, device: engine.device.name, backend: engine.device.backend },
    millisecondsPerStep,
    bytesPerStep: await trafficOf(net, engine),
    usefulGigaflopsPerSecond: flops / millisecondsPerStep.median / 1e6,
    matMulGigaflopsPerSecond: spreadOf(matMul),
    peer:
      options.peer === undefined
        ? null
        : python === null
          ? { torch: null, reason: `${options.python} cannot import torch and numpy` }
          : Object.fromEntries(
              styles.map((style, index) => {
                const times = assertDefined(theirs[index], style);
                const torch = assertDefined(peers[index], style).version;
                return [style, { torch, millisecondsPerStep: spreadOf(times), ratio: ratiosOf(ours, times) }];
              }),
            ),
  };
  await engine.dispose();
  return result;
}

/** A step of every experiment, or of those asked for. */
async function measureSteps() {
  if (options.peer === 'torch' && python === null)
    return { torch: null, reason: `${options.python} cannot import torch and numpy` };
  const only = options.experiments === undefined ? null : new Set(options.experiments.split(','));
  return measureExperimentSteps({ only, openEngine: () => openEngine(threads), python, threads, rounds });
}

/** A function that measures the engine's plain product of the batch's three passes with a layer, in GFLOP/s. */
async function bareProduct(engine: Engine): Promise<() => Promise<number>> {
  const [rows, inner, columns] = [3 * batch, 1000, 1000];
  const program = await engine.compile({
    name: 'bare product',
    inputs: { a: [rows, inner], b: [inner, columns] },
    build: (ops, { a, b }) => ({ c: ops.matMul(assertDefined(a, 'a'), assertDefined(b, 'b')) }),
  });
  const a = engine.upload(noise(rows * inner), [rows, inner]);
  const b = engine.upload(noise(inner * columns), [inner, columns]);
  const repeat = 30;
  return async () => {
    const milliseconds = await timed(async () => {
      let newest: EngineTensors = {};
      for (let i = 0; i < repeat; i += 1) {
        engine.release(Object.values(newest));
        newest = await program.run({ a, b });
      }
      // A device apart has ended when its numbers are there.
      if (engine.traffic !== null) await engine.download(assertDefined(newest['c'], 'c'));
      engine.release(Object.values(newest));
    });
    return (repeat * 2 * rows * inner * columns) / milliseconds / 1e6;
  };
}

/** Steps per second of one run on all threads, of one on half of them, and of two on half of them each. */
async function measureSideBySide() {
  const half = Math.max(1, threads / 2);
  const [alone, onHalf, together]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < Math.max(3, Math.floor(rounds / 2)); round += 1) {
    alone.push(await stepsPerSecond([threads]));
    onHalf.push(await stepsPerSecond([half]));
    together.push(await stepsPerSecond([half, half]));
  }
  const over = (single: readonly number[]) =>
    spreadOf(together.map((two, round) => two / assertDefined(single[round], 'round')));
  return {
    oneRun: spreadOf(alone),
    oneRunOnHalf: spreadOf(onHalf),
    twoRunsOnHalfEach: spreadOf(together),
    overOneRun: over(alone),
    overOneRunOnHalf: over(onHalf),
  };
}

/** Steps per second in all, of as many workers as there are thread counts. */
async function stepsPerSecond(threadCounts: readonly number[]): Promise<number> {
  const workers = threadCounts.map(
    (count) =>
      new Worker(new URL('./step-worker.ts', import.meta.url), {
        workerData: { threads: count, engine: options.engine, sizes, batch },
      }),
  );
  const heard = (worker: Worker) =>
    new Promise<number>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
  await Promise.all(workers.map(heard)); // all are warm
  const done = workers.map(heard);
  workers.forEach((worker) => worker.postMessage(3000));
  const rates = await Promise.all(done);
  await Promise.all(workers.map((worker) => worker.terminate()));
  return rates.reduce((total, rate) => total + rate, 0);
}

async function labelTest() {
  const engine = await openEngine(threads);
  const result = await measureLabelTest(engine, spec, dataset, Math.max(3, Math.floor(rounds / 2)));
  await engine.dispose();
  return result;
}

/** Recording every cheap measure at every step beside training alone, a checkpoint, and recording alone. */
async function measureRecording() {
  const engine = await openEngine(threads);
  const net = new SteppingNet(spec, dataset, engine);
  const folder = await mkdtemp(join(os.tmpdir(), 'ffwb-bench-'));
  const store = await openStoreThread(folder, {
    onFailure: (error) => process.stderr.write(`${error.message}\n`),
  });
  const run = await store.createRun({ spec, preset: 'hinton', environment: captureEnvironment('bench') });
  // As a run does: measures wait for company, and training does not wait for them.
  const written: Promise<unknown>[] = [];
  const batch = new EventBatch({
    post: (events) => written.push(store.record(run, events)),
    clock: () => performance.now(),
    maxDelayMs: batchDelayMs,
  });
  const record = async (count: number): Promise<void> => {
    await net.run(count, async (left, step) => {
      const values = await stepMeasures(engine, left);
      batch.add({ type: 'measured', step, epoch: 0, trainSeconds: step / 50, values });
    });
    batch.flush();
    await Promise.all(written.splice(0));
  };
  await net.run(block);
  await record(block);
  const ratios: number[] = [];
  const long = 8 * block; // beside which the wait for the last measures at its end counts little
  for (let round = 0; round < 2 * rounds; round += 1) {
    const alone = await timed(() => net.run(long));
    const recorded = await timed(() => record(long));
    ratios.push(recorded / alone);
  }
  const checkpoint = await timed(async () => {
    const tensors = await net.runner.save();
    await writeCheckpoint(join(folder, 'runs', run), { step: 1, epoch: 0, trainSeconds: 1, tensors });
  });
  await store.close();
  await rm(folder, { recursive: true });
  await engine.dispose();
  return {
    everyStepOverNone: spreadOf(ratios),
    checkpointMilliseconds: checkpoint,
    defaultEverySteps: spec.measures.everySteps,
    valuesPerSecond: spreadOf(await recordedValuesPerSecond(spec, rounds)),
  };
}
