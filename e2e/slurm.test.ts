/**
 * A real Slurm: nine runs on a cluster of one node, with the program killed while it sends them and a task preempted while
 * it trains. What comes back is, bit for bit, what the same runs come to here.
 */

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { tinyExperiment } from '../src-shared/spec/fixtures/tiny-experiment.ts';
import { mostMs, untilProgress } from './support/progress.ts';
import { startSlurm, whyNoSlurm } from './support/slurm-cluster.ts';
import type { SlurmCluster } from './support/slurm-cluster.ts';

const program = fileURLToPath(new URL('../src-main/host/node/ffwb.ts', import.meta.url));
const why = whyNoSlurm();
if (why !== null) process.stderr.write(`${why}\n`);

const seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9];
/** Long enough to be preempted in: seconds, many epochs. Small arrays, so that nine tasks need two of them. */
const experiment = [
  'quick-start',
  ...['--set', 'dataset.kind=synthetic', '--set', 'layers.0.units=300', '--epochs', '25'],
  ...['--engine', 'onnx', '--threads', '1'],
];
const maxArraySize = 6;
const sweepOfNine = {
  version: 1,
  base: { ...tinyExperiment, name: 'nine' },
  axes: {
    'optimizer.learningRate': { values: [0.01, 0.1, 0.3] },
    'layers.0.units': { values: [6, 12, 24] },
  },
  seeds: [1],
  method: 'grid',
};

interface SweepTold {
  readonly status: string;
  readonly points: readonly {
    readonly settings: unknown;
    readonly state: string;
    readonly objective: unknown;
  }[];
}

function figuresOf({ points }: SweepTold): unknown {
  return points.map(({ settings, state, objective }) => ({ settings, state, objective }));
}

/** Most of what follows waits for progress; only what hangs meets this. */
const patience = 4 * mostMs;

let folder = '';
let cluster: SlurmCluster | null = null;
const children = new Set<ChildProcess>();

function slurm(): SlurmCluster {
  if (cluster === null) throw new Error('The cluster was not started.');
  return cluster;
}

function start(dataFolder: string, words: readonly string[]): ChildProcess {
  const env = { ...process.env, ...slurm().environment };
  const child = spawn(process.execPath, [program, ...words, '--data-dir', join(folder, dataFolder)], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  child.once('close', () => children.delete(child));
  return child;
}

/** What a command answers with --json. `codes`: what it may end with. */
async function ffwb<T>(dataFolder: string, words: readonly string[], codes = [0]): Promise<T> {
  const child = start(dataFolder, [...words, '--json']);
  let [stdout, stderr] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code === null || !codes.includes(code))
    throw new Error(`ffwb ${words.join(' ')} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout) as T;
}

interface Fetched {
  readonly back: readonly { readonly runId: string; readonly status: string }[];
  readonly out: readonly { readonly runId: string; readonly state: string }[];
  readonly troubles: readonly { readonly code: string; readonly message: string }[];
}

interface Reported {
  readonly runId: string;
  readonly seed: number;
  readonly status: string;
}

/** Waits as long as anything moves at the place. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  await untilProgress(
    async () => ({
      isSo: await isSo(),
      queue: slurm().ask('squeue', '-h', '-t', 'all', '-o', '%i %T'),
      progress: allProgress(),
      programs: namesIn('share', 'programs'),
    }),
    (seen) => seen.isSo,
  );
}

function namesIn(...path: string[]): string[] {
  try {
    return readdirSync(join(folder, ...path));
  } catch {
    return []; // not made yet
  }
}

/** The process is gone at once, as when the power fails. Where it was quicker than this, nothing is left to kill. */
async function killWhen(child: ChildProcess, isSo: () => boolean): Promise<void> {
  let isOver = false;
  const ended = new Promise<void>((resolve) =>
    child.once('close', () => {
      isOver = true;
      resolve();
    }),
  );
  await until(() => isOver || isSo());
  child.kill('SIGKILL');
  await ended;
}

const queueOf = (): string[][] =>
  slurm()
    .ask('squeue', '-h', '-r', '-t', 'all', '-o', '%i|%T|%k')
    .split('\n')
    .filter((line) => /\|ffwb:\d/.test(line)) // not those by which a place was tried
    .map((line) => line.split('|'));

/** All of a run that its trainer decides, weights too; what tells of time and memory is of the machine. */
async function numbersOf(dataFolder: string, run: string): Promise<unknown> {
  const [facts, weights] = ['json', 'npz'].map((ending) => join(folder, `${dataFolder}-${run}.${ending}`));
  if (facts === undefined || weights === undefined) throw new Error('There are two files.');
  await ffwb(dataFolder, ['export', run, '--out', facts]);
  await ffwb(dataFolder, ['export', run, '--out', weights]);
  const exported = JSON.parse(readFileSync(facts, 'utf8')) as {
    readonly spec: unknown;
    readonly datasetFingerprint: string;
    readonly series: Readonly<Record<string, unknown>>;
    readonly histograms: unknown;
    readonly run: {
      readonly status: string;
      readonly errors: unknown;
      readonly history: readonly { readonly step: number; readonly errors: unknown }[];
    };
  };
  const { spec, datasetFingerprint, series, histograms } = exported;
  const { status, errors, history } = exported.run;
  const measured = Object.entries(series).filter(([name]) => !/^(run|memory|speed)\//.test(name));
  return {
    spec,
    datasetFingerprint,
    histograms,
    series: Object.fromEntries(measured),
    weights: createHash('sha256').update(readFileSync(weights)).digest('hex'),
    status,
    errors,
    history: history.map((point) => ({ step: point.step, errors: point.errors })),
  };
}

describe.skipIf(why !== null)('a real Slurm', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(os.tmpdir(), 'ffwb-e2e-slurm-'));
    cluster = await startSlurm(maxArraySize);
  }, mostMs);
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await cluster?.stop();
    rmSync(folder, { recursive: true, force: true });
  }, mostMs);

  test(
    'a place is tried from end to end',
    async () => {
      await ffwb('desk', [
        ...['places', 'add', 'cluster', '--folder', join(folder, 'share')],
        ...['--publish-seconds', '1', '--sbatch=--partition=low'],
      ]);
      const steps = await ffwb<{ step: string; isWell: boolean }[]>('desk', ['places', 'try', 'cluster']);
      expect(steps.map(({ step, isWell }) => [step, isWell])).toEqual([
        ['connect', true],
        ['folder', true],
        ['slurm', true],
        ['job', true],
      ]);
    },
    patience,
  );

  test(
    'nine runs come back as they are here, whoever is killed and whatever is preempted meanwhile',
    async () => {
      // The program dies while it sends itself, the next one while it hands the jobs to Slurm.
      const sending = start('desk', ['train', ...experiment, '--seeds', seeds.join(','), '--on', 'cluster']);
      await killWhen(sending, () => namesIn('share', 'programs').some((name) => name.endsWith('.partial')));
      const next = start('desk', ['places', 'fetch']);
      await killWhen(next, () => queueOf().length > 0);
      await ffwb('desk', ['places', 'fetch']);
      const sent = queueOf();
      expect(sent.length).toBe(seeds.length);
      expect(new Set(sent.map(([, , comment]) => comment)).size).toBe(2);

      await preemptOne();

      const back: Fetched['back'][number][] = [];
      const fetch = async (): Promise<boolean> => {
        const fetched = await ffwb<Fetched>('desk', ['places', 'fetch']);
        back.push(...fetched.back);
        expect(fetched.troubles).toEqual([]);
        return fetched.out.length === 0;
      };
      await fetch(); // some are still there
      await until(() => endedTasks().length === seeds.length);
      await until(fetch);
      expect(back.map(({ status }) => status)).toEqual(seeds.map(() => 'completed'));
      expect(new Set(back.map(({ runId }) => runId)).size).toBe(seeds.length);
      expect(queueOf().length).toBe(seeds.length); // nothing was submitted twice

      await ffwb('here', ['train', ...experiment, '--seeds', seeds.join(','), '--slots', '2']);
      const here = await ffwb<Reported[]>('here', ['runs']);
      const there = await ffwb<Reported[]>('desk', ['runs']);
      for (const seed of seeds) {
        const [own, sentRun] = [here, there].map(
          (runs) => runs.find((run) => run.seed === seed)?.runId ?? '',
        );
        expect(await numbersOf('desk', sentRun ?? '')).toEqual(await numbersOf('here', own ?? ''));
      }
    },
    patience,
  );

  test(
    'a sweep of nine points comes to what it comes to here, though the program is killed in between',
    async () => {
      const file = join(folder, 'sweep.json');
      writeFileSync(file, JSON.stringify(sweepOfNine));
      const begun = start('desk', ['sweep', file, '--on', 'cluster']);
      const before = queueOf().length;
      await killWhen(begun, () => queueOf().length === before + 9);
      const [{ sweepId = '' } = {}] = await ffwb<{ sweepId: string }[]>('desk', ['sweeps']);
      const there = await ffwb<SweepTold>('desk', ['sweep', 'resume', sweepId]);
      const here = await ffwb<SweepTold>('here', ['sweep', file, '--slots', '2']);
      expect(queueOf().length).toBe(before + 9); // nothing was submitted twice
      expect(there.status).toBe('completed');
      expect(figuresOf(there)).toEqual(figuresOf(here));
    },
    patience,
  );

  test(
    'a task is told that its time is up, saves and is started anew; one that is cancelled comes back as it was',
    async () => {
      const long = ['quick-start', '--set', 'dataset.kind=synthetic', '--epochs', '100000', '--threads', '1'];
      const { runs } = await ffwb<{ runs: string[] }>('desk', ['train', ...long, '--on', 'cluster']);
      const [runId = ''] = runs;
      const job = await jobThatTrains(runId);
      slurm().ask('scancel', '--batch', '--signal=USR2', job);
      await until(() => stateOf(job) === 'PENDING');
      expect(progressOf(runId)).toMatchObject({ state: 'saved', restarts: 0 });
      const saved = progressOf(runId)?.step ?? 0;
      startNow(job);
      await until(() => (progressOf(runId)?.restarts ?? 0) === 1 && (progressOf(runId)?.step ?? 0) > saved);
      await ffwb('desk', ['places', 'requeue', runId]);
      await until(() => stateOf(job) === 'PENDING');
      await ffwb('desk', ['places', 'cancel', runId]);
      const run = await ffwb<{ status: string; step: number }>('desk', ['show', runId]);
      expect(run.status).toBe('stopped');
      expect(run.step).toBeGreaterThanOrEqual(saved);
      const { log } = await ffwb<{ log: string }>('desk', ['places', 'log', runId]);
      expect(log).toContain('SIGUSR2: stopping; what was trained is kept.');
    },
    patience,
  );
});

interface Progress {
  readonly runId: string;
  readonly state: string;
  readonly step: number;
  readonly epoch: number;
  readonly restarts: number;
}

function allProgress(): (Progress & { readonly task: string; readonly submission: string })[] {
  return namesIn('share', 'jobs').flatMap((submission) =>
    namesIn('share', 'jobs', submission, 'progress')
      .filter((name) => name.endsWith('.json'))
      .map((name) => ({
        submission,
        task: name.slice(0, -'.json'.length),
        ...(JSON.parse(
          readFileSync(join(folder, 'share', 'jobs', submission, 'progress', name), 'utf8'),
        ) as Progress),
      })),
  );
}

function progressOf(runId: string): Progress | undefined {
  return allProgress().find((progress) => progress.runId === runId);
}

/** Slurm's name of the only task of a run's submission, once it has trained. */
async function jobThatTrains(runId: string): Promise<string> {
  await until(() => (progressOf(runId)?.step ?? 0) > 0);
  const { submission = '' } = allProgress().find((progress) => progress.runId === runId) ?? {};
  return queueOf().find(([, , comment]) => comment === `ffwb:${submission}:0`)?.[0] ?? '';
}

function stateOf(job: string): string {
  return queueOf().find(([id]) => id === job)?.[1] ?? '';
}

/**
 * Slurm holds what was requeued for two minutes; nobody has to wait for that. In the very second of its requeue the node
 * would refuse it ("credential revoked").
 */
function startNow(job: string): void {
  slurm().ask('scontrol', 'update', `JobId=${job}`, 'StartTime=now+3');
}

function endedTasks(): string[] {
  return namesIn('share', 'jobs').flatMap((job) => namesIn('share', 'jobs', job, 'ends'));
}

/** Takes the node for a moment while a task trains. Where all that train end too soon, it is tried with the next ones. */
async function preemptOne(): Promise<void> {
  const trains = (): boolean =>
    allProgress().some(({ state, task }) => state === 'training' && !endedTasks().includes(`${task}.json`));
  const isSaved = (): boolean => allProgress().some(({ state }) => state === 'saved');
  while (!isSaved()) {
    await until(() => endedTasks().length === seeds.length || trains());
    if (endedTasks().length === seeds.length)
      throw new Error('All tasks ended before one could be preempted.');
    const high = ['sbatch', '--parsable', '--wait', '-p', 'high', '--exclusive', '-o', '/dev/null'];
    slurm().ask(...high, '--wrap', 'sleep 1');
  }
  for (const [id = '', state] of queueOf()) if (state === 'PENDING') startNow(id);
}
