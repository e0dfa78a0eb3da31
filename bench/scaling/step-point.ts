/**
 * What a training step of Hinton's recipe takes with other sizes, by the program's own step and as many steps a call as
 * training makes; with classes also what the goodness of every label takes.
 */

import { randomStream } from '../../src-shared/base/random.ts';
import { parseSpec } from '../../src-shared/spec/experiment-spec.ts';
import type { ExperimentSpec } from '../../src-shared/spec/experiment-spec.ts';
import { createPart } from '../../src-shared/spec/part.ts';
import { catalogue } from '../../src-main/core/catalogue.ts';
import type { Dataset, Split } from '../../src-main/core/dataset/dataset.ts';
import { datasetParts } from '../../src-main/core/dataset/index.ts';
import { inputFacts } from '../../src-main/core/dataset/rows.ts';
import { inputSizeOf } from '../../src-main/core/dataset/splits.ts';
import { engineKinds } from '../../src-main/core/engine/index.ts';
import { Evaluator } from '../../src-main/core/measure/evaluator.ts';
import { estimateCost } from '../../src-main/inspection/estimate-cost.ts';
import { SteppingNet, hintonSpec, loadMnist } from '../step-fixture.ts';
import { spreadOf, timed } from '../turns.ts';
import type { Spread } from '../turns.ts';
import { leftOut } from './point.ts';
import type { PointAnswer, StepOrder } from './point.ts';

/** The estimate is a rough one, and other programs want memory too. */
const shareOfMemory = 0.5;
/** A side of the images with classes: one pixel a class must leave some of the image. */
const side = 32;
const examples = { trainExamples: 2000, validationExamples: 0, testExamples: 1000 };
/** A label is one byte, so examples are of no further classes; the net has an input and an output for each all the same. */
const labelsOfExamples = 256;
/** Images times classes of one round: enough to time, and no minutes. */
const goodnessAtOnce = 100_000;

/** Of one point; leaves out, in words, what would take more than half of the memory that is there. */
export async function measureStepPoint(order: StepOrder): Promise<PointAnswer> {
  const { spec, dataset } = await trialOf(order);
  const facts = inputFacts(dataset);
  const bytes = Object.values(dataset.splits).reduce((sum, { pixels }) => sum + pixels.length, 0);
  const { memoryBytes } = estimateCost(spec, { dataset, facts, bytes }, null);
  const available = process.availableMemory();
  if (memoryBytes > shareOfMemory * available)
    return leftOut(
      `it would take about ${gigabytes(memoryBytes)}, and ${gigabytes(available)} of memory are free`,
    );
  const engine = await engineKinds.get(order.engine).open({ threads: order.threads, device: 'auto' });
  try {
    const net = new SteppingNet(spec, dataset, engine);
    const milliseconds = await timesOfStep(net, order);
    const gigaflop = (2 * net.runner.step.products) / 1e9;
    const evaluator = order.classes === null ? null : new Evaluator(engine, net.recipe, dataset);
    const labels = evaluator === null ? [] : await timesOfLabels(evaluator, net, dataset, order);
    await evaluator?.dispose();
    await net.runner.dispose();
    return {
      leftOut: null,
      values: {
        step: spreadOf(milliseconds),
        rate: spreadOf(milliseconds.map((each) => gigaflop / (each / 1000))),
        ...(labels.length === 0 ? {} : { labels: spreadOf(labels) }),
        memory: single((process.resourceUsage().maxRSS * 1024) / 1e6),
      },
    };
  } finally {
    await engine.dispose();
  }
}

async function trialOf({
  layers,
  batch,
  classes,
}: StepOrder): Promise<{ spec: ExperimentSpec; dataset: Dataset }> {
  const usual = hintonSpec([0, ...layers], batch); // inputs are those of the dataset
  if (classes === null) return { spec: usual, dataset: await loadMnist(usual) };
  const spec = parseSpec(catalogue, { ...usual, dataset: { ...usual.dataset, ...examples } });
  return { spec, dataset: randomImages(spec, classes) };
}

/** Random bytes: a step takes as long on them. */
function randomImages(spec: ExperimentSpec, classes: number): Dataset {
  const image = { height: side, width: side, channels: 1 };
  const random = randomStream(1, 'images of the bench');
  const some = (count: number): Split => ({
    count,
    pixels: Uint8Array.from({ length: count * inputSizeOf(image) }, () => random.integer(256)),
    labels: Uint8Array.from({ length: count }, () => random.integer(Math.min(classes, labelsOfExamples))),
  });
  return createPart(datasetParts, spec.dataset).split({
    name: `random images of ${classes} classes`,
    classNames: Array.from({ length: classes }, (_, label) => String(label)),
    image,
    training: some(examples.trainExamples),
    test: some(examples.testExamples),
  });
}

/** Milliseconds of a step, block by block, once a block is long enough and every call as long as in training. */
async function timesOfStep(net: SteppingNet, { blocks, blockMs }: StepOrder): Promise<number[]> {
  await net.runThrough(1); // compiles
  let block = 1;
  for (;;) {
    const took = await timed(() => net.runThrough(block));
    if (took >= blockMs) break;
    block = Math.ceil(block * Math.min(4, (1.2 * blockMs) / took));
  }
  const times: number[] = [];
  for (let at = 0; at < blocks; at += 1) times.push((await timed(() => net.runThrough(block))) / block);
  return times;
}

/** Milliseconds for the goodness of every label of 1,000 images, round by round. */
async function timesOfLabels(
  evaluator: Evaluator,
  net: SteppingNet,
  dataset: Dataset,
  { blocks }: StepOrder,
): Promise<number[]> {
  const classes = dataset.classNames.length;
  const images = Math.min(dataset.splits.test.count, Math.max(100, Math.floor(goodnessAtOnce / classes)));
  const ask = () => evaluator.answers('test', images, net.runner.state);
  await ask(); // compiles
  const times: number[] = [];
  for (let at = 0; at < blocks; at += 1) times.push(((await timed(ask)) * 1000) / images);
  return times;
}

const single = (value: number): Spread => spreadOf([value]);

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
