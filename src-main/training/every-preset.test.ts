/**
 * Every experiment of every preset, made small, ends in the same bits whether it was left alone or killed and stopped on its
 * way: with the real trainer, the engine that trains by default, and checkpoints as files, as a run's worker has them.
 */

import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, expect, test } from 'vitest';

import { WorkbenchError } from '../../src-shared/base/errors.ts';
import type { TrainingEvent } from '../../src-shared/events/training-event.ts';
import { parseSpec } from '../../src-shared/spec/experiment-spec.ts';
import type { ExperimentSpec } from '../../src-shared/spec/experiment-spec.ts';
import { createPart } from '../../src-shared/spec/part.ts';
import type { PartChoice } from '../../src-shared/spec/part.ts';
import { membersOf, readSeries } from '../../src-shared/spec/series.ts';
import { catalogue } from '../core/catalogue.ts';
import { wholeOf } from '../core/dataset/bytes.ts';
import type { Dataset, DatasetLoader, ExamplePool, Split } from '../core/dataset/dataset.ts';
import { datasetParts } from '../core/dataset/index.ts';
import { inputFacts } from '../core/dataset/rows.ts';
import { CompiledOnce } from '../core/engine/fixtures/compiled-once.ts';
import { engineKinds } from '../core/engine/index.ts';
import { createRecipe } from '../core/net/recipe.ts';
import { bits, brokenOff, measured, stopAt } from '../core/train/fixtures/interrupted.ts';
import { lastState, tell } from '../core/train/fixtures/small-training.ts';
import { createPlan } from '../core/train/plan.ts';
import type { TrainingPlan } from '../core/train/plan.ts';
import type { TrainingState } from '../core/train/training-run.ts';
import { CheckpointKeeper } from './checkpoint-keeper.ts';
import { runCheckpointFiles } from './run-checkpoint-files.ts';

const presets = join(import.meta.dirname, '../../resources/presets');
const experiments = readdirSync(presets)
  .filter((file) => file.endsWith('.json'))
  .flatMap((file) => {
    const preset = file.slice(0, -'.json'.length);
    const series = readSeries(JSON.parse(readFileSync(join(presets, file), 'utf8')), preset);
    return membersOf(series).map(
      ({ name, draft }) => [name === preset ? name : `${preset}: ${name}`, draft] as const,
    );
  });

/** Settings that make a run long or its net large, by slot, each with the most that is left of it. */
const most: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  dataset: {
    // As many of each: a program that measures is compiled once.
    ...{ trainExamples: 60, validationExamples: 60, testExamples: 60 },
    // Of a text: windows of 10 characters, six a string.
    ...{ length: 16, trainStrings: 10, validationStrings: 10, testStrings: 10 },
  },
  // Ten classes share the units of a layer, or the channels of its places.
  layers: { units: 20, channels: 10 },
  goodness: { k: 5 },
  negatives: { strings: 7, length: 5 },
  training: { epochs: 2, batchSize: 10, steps: 4, wake: 4, sleep: 4, withheldFrom: 2 },
  readouts: { units: 16, noise: 6, steps: 3 },
};

/** The experiment with all of its parts, small enough to be trained in a moment and measured at every step. */
function madeSmall(draft: unknown): ExperimentSpec {
  const spec = parseSpec(catalogue, draft);
  const capped = (slot: string, value: unknown): unknown => {
    if (Array.isArray(value)) return value.map((each) => capped(slot, each));
    if (value === null || typeof value !== 'object') return value;
    const limits = most[slot] ?? {};
    return Object.fromEntries(
      Object.entries(value).map(([name, held]) => {
        const limit = limits[name];
        return [name, typeof held === 'number' && limit !== undefined ? Math.min(held, limit) : held];
      }),
    );
  };
  const small = Object.fromEntries(Object.entries(spec).map(([slot, value]) => [slot, capped(slot, value)]));
  const layers = (small['layers'] as PartChoice[]).map((layer) =>
    keepsSize(layer) ? { ...layer, field: 3, padding: 1 } : layer,
  );
  return parseSpec(catalogue, { ...small, layers, measures: { everySteps: 1, everyEpochs: 2 } });
}
/** Whether fields leave what is below them as large as it was. */
function keepsSize({ field, padding, stride }: PartChoice): boolean {
  return typeof padding === 'number' && padding > 0 && stride === 1 && field === 2 * padding + 1;
}

/** Pictures of datasets that do not come with the program: soft blobs take their place. */
const shapes: Readonly<Record<string, PictureShape>> = {
  'fashion-mnist': { size: 28, channels: 1 },
  'cifar-10': { size: 32, channels: 3 },
};
interface PictureShape {
  readonly size: number;
  readonly channels: number;
}
/** Where no layer hangs on the size of a picture. */
const smallestSize = 8;

const pools = new Map<string, Promise<ExamplePool>>();

async function datasetOf({ dataset, layers }: ExperimentSpec): Promise<Dataset> {
  const loader = createPart<DatasetLoader>(datasetParts, dataset);
  const anySize = layers.every(keepsSize);
  const key = `${loader.poolKey} ${anySize ? 'of any size' : ''}`;
  const pool = pools.get(key) ?? poolOf(loader, dataset.kind, anySize);
  pools.set(key, pool);
  return loader.split(await pool);
}

async function poolOf(loader: DatasetLoader, kind: string, anySize: boolean): Promise<ExamplePool> {
  try {
    return await loader.readPool({ folder: '/nowhere' });
  } catch (thrown) {
    const shape = shapes[kind];
    if (!(thrown instanceof WorkbenchError && thrown.code === 'dataset/missing') || shape === undefined)
      throw thrown;
    return blobs(anySize ? { ...shape, size: smallestSize } : shape);
  }
}

async function blobs({ size, channels }: PictureShape): Promise<ExamplePool> {
  const examples = { trainExamples: 60, validationExamples: 60, testExamples: 60 };
  const made = createPart<DatasetLoader>(datasetParts, { kind: 'synthetic', size, ...examples });
  const { image, training, test: tested, ...pool } = await made.readPool({ folder: '/nowhere' });
  const inColour = ({ count, pixels, labels }: Split): Split => {
    const grey = wholeOf(pixels);
    return {
      ...{ count, labels },
      pixels: Uint8Array.from(
        { length: channels * grey.length },
        (_, at) => grey[Math.floor(at / channels)] ?? 0,
      ),
    };
  };
  return { ...pool, image: { ...image, channels }, training: inColour(training), test: inColour(tested) };
}

/** The step nearest to a share of a run that is inside both an epoch and a stage, or phase; else inside one of them, if any is. */
function stepInside(plan: TrainingPlan, share: number): number {
  const steps = Array.from({ length: plan.totalSteps - 1 }, (_, index) => index + 1);
  const inEpoch = steps.filter((step) => step % plan.stepsPerEpoch !== 0);
  const inStage = steps.filter((step) => plan.at(step - 1).stage === plan.at(step).stage);
  const inBoth = inEpoch.filter((step) => inStage.includes(step));
  const wanted = [inBoth, inEpoch, inStage].find(({ length }) => length > 0) ?? steps;
  const distance = (step: number) => Math.abs(step - share * plan.totalSteps);
  return wanted.toSorted((a, b) => distance(a) - distance(b))[0] ?? 0;
}

/** What a worker finds in the folder when a run goes on. */
async function restored(folder: string, events: readonly TrainingEvent[]): Promise<TrainingState> {
  const recorded = events.filter((event) => event.type === 'checkpointed').toReversed();
  const { state } = await new CheckpointKeeper(runCheckpointFiles(folder), recorded).restore();
  if (state === null) throw new Error('there is no checkpoint');
  return state;
}

/** Of strings that are being written, the characters that each still lacks. */
const leftToWrite = ({ tensors }: TrainingState) => [...(tensors['pairs/left']?.data ?? [])];

const engine = new CompiledOnce(await engineKinds.get('onnx').open({ threads: 1, device: 'cpu' }));
const root = mkdtempSync(join(tmpdir(), 'ffwb-every-preset-'));
afterAll(async () => {
  await engine.dispose();
  rmSync(root, { recursive: true, force: true });
});

test.each(experiments)(
  'killed, stopped and resumed it equals uninterrupted, bit for bit: %s',
  async (_, draft) => {
    const spec = madeSmall(draft);
    const dataset = await datasetOf(spec);
    const plan = createPlan(spec, createRecipe(spec, inputFacts(dataset)), dataset.splits.train.count);
    const [killed, stopped] = [stepInside(plan, 1 / 3), stepInside(plan, 2 / 3)];
    expect(killed).toBeLessThan(stopped);
    const folder = mkdtempSync(join(root, 'run-'));
    const files = runCheckpointFiles(folder);
    const saveCheckpoint = (state: TrainingState) => files.write(state);

    let now = 0;
    const whole = await tell(spec, engine, { dataset, clock: () => (now += 1) }); // as many steps at a time as can be
    expect(whole.events.at(-1)).toMatchObject({ type: 'finished', reason: 'completed' });

    const first = await brokenOff(spec, engine, killed, { dataset, saveCheckpoint });
    const afterKill = await restored(folder, first);
    const second = await tell(spec, engine, {
      ...{ dataset, saveCheckpoint, resumeFrom: afterKill },
      ...stopAt(stopped),
    });
    const afterStop = await restored(folder, second.events);
    const third = await tell(spec, engine, { dataset, resumeFrom: afterStop });
    expect([afterKill.step, afterStop.step]).toEqual([killed, stopped]);
    // Of five: both are in the middle of a string.
    for (const left of [afterKill, afterStop].flatMap(leftToWrite)) expect([1, 2, 3, 4]).toContain(left);

    expect(bits(lastState(third))).toEqual(bits(lastState(whole)));
    expect(measured([...first, ...second.events, ...third.events])).toEqual(measured(whole.events));
  },
);
