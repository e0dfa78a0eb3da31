/**
 * One device, looked into in a process of its own, because a graphics driver that crashes must not take the report with
 * it: whether it computes what was recorded and what the CPU computes, whether memory stays flat over many steps, what a
 * step takes beside the CPU and beside PyTorch, and what it copies. The order is the first argument, as JSON; the answer
 * is one JSON document on stdout.
 */

import { readFileSync } from 'node:fs';

import { asWorkbenchError } from '../src-shared/base/errors.ts';
import { assertDefined } from '../src-shared/base/assert.ts';
import { parseSpec } from '../src-shared/spec/experiment-spec.ts';
import type { ExperimentSpec } from '../src-shared/spec/experiment-spec.ts';
import { catalogue } from '../src-main/core/catalogue.ts';
import type { Dataset } from '../src-main/core/dataset/dataset.ts';
import type { DeviceInfo, Engine } from '../src-main/core/engine/engine.ts';
import { engineKinds } from '../src-main/core/engine/index.ts';
import { stepMeasures } from '../src-main/core/measure/step-measures.ts';
import { parseGoldenTrace } from '../src-main/core/verify/golden-trace.ts';
import { replay } from '../src-main/core/verify/replay.ts';
import { PeerProcess } from './peer-process.ts';
import type { PeerStyle } from './peer-process.ts';
import { trafficOf } from './step-traffic.ts';
import type { StepTraffic } from './step-traffic.ts';
import { SteppingNet, hintonSpec, loadMnist } from './step-fixture.ts';
import { ratiosOf, spreadOf, timed } from './turns.ts';
import type { Spread } from './turns.ts';

export interface DeviceOrder {
  readonly engine: string;
  readonly device: string;
  /** For the CPU beside it. */
  readonly threads: number;
  /** Files of resources/golden, without their ending. */
  readonly traces: readonly string[];
  /** The net that trains beside the CPU: sizes, examples of a batch, and steps. */
  readonly small: { readonly sizes: readonly number[]; readonly batch: number; readonly steps: number };
  /** The net whose step is timed; rounds of so many steps each. */
  readonly timing: {
    readonly sizes: readonly number[];
    readonly batch: number;
    readonly rounds: number;
    readonly block: number;
  };
  /** The Python that can import torch, and its device; null where there is none. */
  readonly peer: { readonly python: string; readonly device: string } | null;
}

export interface DeviceReport {
  readonly engine: string;
  readonly wanted: string;
  /** Why it cannot be used, or what went wrong; null where all was measured. */
  readonly fault: string | null;
  readonly device: DeviceInfo | null;
  readonly notes: readonly string[];
  /** Golden traces: how far numbers are off, divided by the largest magnitude of their list. At most 1e-4 is well. */
  readonly conformance: readonly Conformance[];
  readonly training: Training | null;
  readonly step: StepTimes | null;
}

interface Conformance {
  readonly trace: string;
  readonly compared: number;
  readonly maxRelativeDifference: number;
}

interface Training {
  readonly steps: number;
  /** Of losses, step by step, from those on the CPU. */
  readonly maxRelativeDifference: number;
  /** Of this process, after a fifth of the steps and at the end. */
  readonly residentBytes: { readonly early: number; readonly late: number };
  readonly traffic: StepTraffic | null;
}

interface StepTimes {
  readonly millisecondsPerStep: Spread;
  readonly cpu: { readonly device: string; readonly millisecondsPerStep: Spread; readonly ratio: Spread };
  readonly peer: Readonly<Record<string, unknown>> | null;
  readonly traffic: StepTraffic | null;
}

const styles: readonly PeerStyle[] = ['plain', 'tuned'];

/** Fills in what can be found out, and says what went wrong. */
async function examine(order: DeviceOrder): Promise<DeviceReport> {
  const found: { -readonly [Part in keyof DeviceReport]: DeviceReport[Part] } = {
    engine: order.engine,
    wanted: order.device,
    fault: null,
    device: null,
    notes: [],
    conformance: [],
    training: null,
    step: null,
  };
  try {
    const engine = await engineKinds.get(order.engine).open({ threads: order.threads, device: order.device });
    found.device = engine.device;
    found.notes = engine.notes;
    for (const trace of order.traces)
      found.conformance = [...found.conformance, await conform(engine, trace)];
    const cpu = await engineKinds.get('onnx').open({ threads: order.threads, device: 'cpu' });
    found.training = await trainBeside(engine, cpu, order);
    found.step = await timeSteps(engine, cpu, order);
    await cpu.dispose();
    await engine.dispose();
  } catch (error) {
    found.fault = asWorkbenchError(error, 'engine/failed', { engine: order.engine }).message;
  }
  return found;
}

async function conform(engine: Engine, trace: string): Promise<Conformance> {
  const name = `${trace}.json`;
  const file = new URL(`../resources/golden/${name}`, import.meta.url);
  const { compared, maxRelativeDifference } = await replay(
    parseGoldenTrace(name, JSON.parse(readFileSync(file, 'utf8'))),
    engine,
  );
  return { trace, compared, maxRelativeDifference };
}

/**
 * A net whose losses hardly depend on rounding: it learns slowly, no unit looks at its peers, and negatives are drawn by
 * the host. With the preset's own settings two correct engines are a percent apart after a hundred steps.
 */
function steadySpec({ sizes, batch }: DeviceOrder['small']): ExperimentSpec {
  const hinton = hintonSpec(sizes, batch);
  return parseSpec(catalogue, {
    ...hinton,
    negatives: { kind: 'uniform' },
    peer: { kind: 'none' },
    optimizer: { ...hinton.optimizer, learningRate: 0.001 },
    readouts: [{ kind: 'goodness', firstLayer: 1 }],
  });
}

async function trainBeside(engine: Engine, cpu: Engine, { small }: DeviceOrder): Promise<Training> {
  const spec = steadySpec(small);
  const dataset = await loadMnist(spec);
  const [net, beside] = [new SteppingNet(spec, dataset, engine), new SteppingNet(spec, dataset, cpu)];
  const watched = (each: SteppingNet, on: Engine, losses: number[]) => (steps: number) =>
    each.run(steps, async (report) => {
      const values = Object.entries(await stepMeasures(on, report));
      losses.push(...values.filter(([name]) => name.startsWith('loss/')).map(([, loss]) => loss));
    });
  const [ours, theirs]: [number[], number[]] = [[], []];
  const sides = [watched(net, engine, ours), watched(beside, cpu, theirs)];
  let maxRelativeDifference = 0;
  let early = 0;
  const block = Math.max(1, Math.round(small.steps / 20));
  for (let done = 0; done < small.steps; done += block) {
    for (const side of sides) await side(Math.min(block, small.steps - done));
    maxRelativeDifference = Math.max(maxRelativeDifference, farthest(ours.splice(0), theirs.splice(0)));
    if (early === 0 && done + block >= small.steps / 5) early = process.memoryUsage.rss();
  }
  const residentBytes = { early, late: process.memoryUsage.rss() };
  return { steps: small.steps, maxRelativeDifference, residentBytes, traffic: await trafficOf(net, engine) };
}

/** The largest relative difference; Infinity where one of two numbers is none. */
function farthest(ours: readonly number[], theirs: readonly number[]): number {
  const differences = ours.map((our, at) => {
    const their = theirs[at] ?? NaN;
    const difference = Math.abs(our - their) / Math.max(Math.abs(our), Math.abs(their), Number.MIN_VALUE);
    return Number.isNaN(difference) ? Infinity : difference;
  });
  return Math.max(...differences);
}

async function timeSteps(
  engine: Engine,
  cpu: Engine,
  { timing, peer, threads }: DeviceOrder,
): Promise<StepTimes> {
  const spec = hintonSpec(timing.sizes, timing.batch);
  const dataset: Dataset = await loadMnist(spec);
  const [net, beside] = [new SteppingNet(spec, dataset, engine), new SteppingNet(spec, dataset, cpu)];
  const given = ['--sizes', timing.sizes.join(), '--batch', String(timing.batch)];
  const peers: PeerProcess[] = [];
  try {
    for (const style of peer === null ? [] : styles) {
      const told = [...given, '--device', assertDefined(peer?.device, 'a device')];
      const python = assertDefined(peer?.python, 'a Python');
      peers.push(await PeerProcess.start({ python, script: 'hinton_step.py', threads, style, given: told }));
    }
    await net.run(timing.block);
    await beside.run(timing.block);
    const [ours, onCpu]: [number[], number[]] = [[], []];
    const theirs: number[][] = peers.map(() => []);
    for (let round = 0; round < timing.rounds; round += 1) {
      ours.push((await timed(() => net.runThrough(timing.block))) / timing.block);
      onCpu.push((await timed(() => beside.runThrough(timing.block))) / timing.block);
      for (const [at, each] of peers.entries())
        assertDefined(theirs[at], 'a peer').push(await each.run(timing.block));
    }
    const sides = peers.map(({ style, version, device }, at) => {
      const times = assertDefined(theirs[at], style);
      return [
        style,
        { torch: version, device, millisecondsPerStep: spreadOf(times), ratio: ratiosOf(ours, times) },
      ] as const;
    });
    return {
      millisecondsPerStep: spreadOf(ours),
      cpu: {
        device: cpu.device.name,
        millisecondsPerStep: spreadOf(onCpu),
        ratio: ratiosOf(ours, onCpu),
      },
      peer: peers.length === 0 ? null : Object.fromEntries(sides),
      traffic: await trafficOf(net, engine),
    };
  } finally {
    peers.forEach((each) => each.stop());
  }
}

const report = await examine(JSON.parse(assertDefined(process.argv[2], 'an order')) as DeviceOrder);
process.stdout.write(`${JSON.stringify(report)}\n`);
