/**
 * Training orders: which stages a run goes through, how long each is, and on which batches. A plan is pure arithmetic:
 * from a step's number follow its stage, its batch and how far its stage has come.
 */

import { z } from 'zod';

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import { Registry } from '../../../src-shared/base/registry.ts';
import type { ExperimentSpec } from '../../../src-shared/spec/experiment-spec.ts';
import { createPart, definePart, parameter } from '../../../src-shared/spec/part.ts';
import type { Part } from '../../../src-shared/spec/part.ts';
import { sleepless } from '../../../src-shared/spec/phases.ts';
import { methodParts } from '../method/index.ts';
import type { Stage } from '../method/method.ts';
import { isTrained, layerAt, linearReadouts } from '../net/net.ts';
import { makersBeside } from '../readout/image-maker.ts';
import type { ImageNet } from '../readout/image-maker.ts';
import { batchSize, lengthShape, shuffled } from './order-settings.ts';
import { wakeAndSleep } from './wake-and-sleep.ts';
import type { Phases } from './wake-and-sleep.ts';

/** What a training part makes: the course of a run over a net's stages. */
export interface TrainingOrder {
  readonly batchSize: number | 'all';
  readonly shuffled: boolean;
  /** True: stages train one layer each, the read-outs last; false: one stage trains everything. */
  readonly byLayer: boolean;
  /** True: layers stay as they were drawn, and read-outs alone are trained. */
  readonly readoutsAlone?: true;
  /** Set where two stages take turns, one of positives and one of negatives. */
  readonly phases?: Phases;
  /** The course for so many stages and batches per pass over the training set. */
  course(stages: number, batches: number): Course;
}

/** Where steps of a run stand; its epochs are what measures are counted in. */
export interface Course {
  readonly stepsPerEpoch: number;
  readonly epochs: number;
  /** True: a stage trains on one batch over and over, as long as its position names the same. */
  readonly repeats: boolean;
  /** True: stages come back. */
  readonly returns: boolean;
  /** The position of the step numbered from 0. */
  at(step: number): Position;
}

/** Where a step stands. Counted from 0. */
export interface Position {
  readonly stage: number;
  /** Passes over the training set before: decides the order of the examples. */
  readonly pass: number;
  /** Within the pass. */
  readonly batch: number;
  /** Epochs of this stage's schedule before, and in all: what the gain follows. */
  readonly epochOfStage: number;
  readonly epochsOfStage: number;
  /** Steps taken before this one that changed the same: of this stage, or of all phases. */
  readonly stepOfStage: number;
}

const together = definePart({
  kind: 'together',
  label: 'All layers together',
  help: 'Every batch updates every layer and the read-out, each by its own objective.',
  source: "Hinton's published code",
  parameters: z.object(lengthShape(60)),
  create: ({ epochs, ...batches }): TrainingOrder => ({
    ...batches,
    byLayer: false,
    course: (stages, perPass) => inTurn(stages, perPass, epochs, batches.batchSize === 'all'),
  }),
});

const layerByLayer = definePart({
  kind: 'layer-by-layer',
  label: 'Layer by layer',
  help: 'The first layer to its end, then the second on its outputs, and so on; a softmax read-out last.',
  source: 'habr.com/ru/company/neoflex/blog/719496',
  parameters: z.object(lengthShape(1000)),
  create: ({ epochs, ...batches }): TrainingOrder => ({
    ...batches,
    byLayer: true,
    course: (stages, perPass) => inTurn(stages, perPass, epochs, batches.batchSize === 'all'),
  }),
});

/** Each stage for so many epochs, one after the other. */
function inTurn(stages: number, batches: number, epochs: number, repeats: boolean): Course {
  return {
    stepsPerEpoch: batches,
    epochs: epochs * stages,
    repeats,
    returns: false,
    at: (step) => {
      const pass = Math.floor(step / batches);
      const stage = Math.floor(pass / epochs);
      const epochOfStage = pass - stage * epochs;
      const batch = step - pass * batches;
      const stepOfStage = epochOfStage * batches + batch;
      return { stage, pass, batch, epochOfStage, epochsOfStage: epochs, stepOfStage };
    },
  };
}

const everyBatch = definePart({
  kind: 'every-batch',
  label: 'Layer by layer on every batch',
  help: 'On each batch in turn: the first layer to its end, then the second on its outputs, and so on; then the next batch, weights and optimizer going on. An epoch here is one batch.',
  source: "habr.com/ru/company/neoflex/blog/719496, the article's own loop",
  parameters: z.object({
    steps: parameter(z.int().min(1).max(1_000_000).default(1000), {
      label: 'Steps',
      unit: 'steps',
      help: 'Steps of each layer on each batch.',
    }),
    passes: parameter(z.int().min(1).max(1_000_000).default(1), {
      label: 'Passes',
      help: 'How often all batches are gone through.',
    }),
    batchSize: batchSize(5000),
    shuffled,
  }),
  create: ({ steps, passes, ...batches }): TrainingOrder => ({
    ...batches,
    byLayer: true,
    course: (stages, perPass) => ({
      stepsPerEpoch: stages * steps,
      epochs: passes * perPass,
      repeats: true,
      returns: true,
      at: (step) => {
        const round = Math.floor(step / (stages * steps));
        const ofRound = step - round * stages * steps;
        const stage = Math.floor(ofRound / steps);
        return {
          stage,
          pass: Math.floor(round / perPass),
          batch: round % perPass,
          epochOfStage: round,
          epochsOfStage: passes * perPass,
          stepOfStage: round * steps + ofRound - stage * steps,
        };
      },
    }),
  }),
});

const readoutsAlone = definePart({
  kind: 'read-outs-alone',
  label: 'Read-outs alone',
  help: 'The layers stay as they were drawn at random, and only a softmax and probes are trained on them: what trained layers must beat.',
  parameters: z.object(lengthShape(60)),
  create: ({ epochs, ...batches }): TrainingOrder => ({
    ...batches,
    byLayer: false,
    readoutsAlone: true,
    course: (stages, perPass) => inTurn(stages, perPass, epochs, batches.batchSize === 'all'),
  }),
});

export const trainingParts = new Registry<Part<TrainingOrder>>('training order', [
  together,
  layerByLayer,
  everyBatch,
  readoutsAlone,
  wakeAndSleep,
]);

export class TrainingPlan {
  readonly order: TrainingOrder;
  readonly stages: readonly Stage[];
  readonly batchSize: number;
  readonly course: Course;
  readonly stepsPerEpoch: number;
  readonly epochs: number;
  readonly totalSteps: number;

  /** `adapt`: the stages of a run from those that the order makes. */
  constructor(
    order: TrainingOrder,
    layers: number,
    hasReadout: boolean,
    trainExamples: number,
    adapt: (stages: readonly Stage[]) => readonly Stage[] = (stages) => stages,
  ) {
    this.order = order;
    this.stages = adapt(stagesOf(order, layers, hasReadout));
    this.batchSize = order.batchSize === 'all' ? trainExamples : Math.min(order.batchSize, trainExamples);
    this.course = order.course(this.stages.length, Math.floor(trainExamples / this.batchSize));
    this.stepsPerEpoch = this.course.stepsPerEpoch;
    this.epochs = this.course.epochs;
    this.totalSteps = this.epochs * this.stepsPerEpoch;
  }

  at(step: number): Position {
    return this.course.at(step);
  }

  stageAt(index: number): Stage {
    return assertDefined(this.stages[index], `stage ${index}`);
  }

  /** How many steps from this one on are of its stage, on its batch where it repeats, and of its epoch; at most `most`. */
  runLength(step: number, most: number): number {
    const ofEpoch = this.stepsPerEpoch - (step % this.stepsPerEpoch);
    const first = this.at(step);
    for (let count = 1; count < Math.min(most, ofEpoch); count += 1) {
      if (this.at(step + count).stage !== first.stage) return count;
    }
    return Math.min(most, ofEpoch);
  }
}

function stagesOf(
  { byLayer, phases, readoutsAlone: alone }: TrainingOrder,
  layers: number,
  hasReadout: boolean,
): Stage[] {
  if (alone === true) return [{ layers: [], readout: hasReadout }];
  const all = Array.from({ length: layers }, (_, index) => index);
  if (phases !== undefined)
    return [
      { layers: all, readout: hasReadout, phase: phases.wake },
      { layers: all, readout: false, phase: phases.sleep },
    ];
  if (!byLayer) return [{ layers: all, readout: hasReadout }];
  return [
    ...all.map((index) => ({ layers: [index], readout: false })),
    ...(hasReadout ? [{ layers: [], readout: true }] : []),
  ];
}

/** The plan of a spec on a training set of so many examples. Error: spec/invalid, where it would never sleep. */
export function createPlan(spec: ExperimentSpec, net: ImageNet, trainExamples: number): TrainingPlan {
  const order = createPart(trainingParts, spec.training);
  const method = createMethod(spec);
  const adapt = (stages: readonly Stage[]) => {
    const learning = stages.map((stage) => ({
      ...stage,
      layers: stage.layers.filter((at) => isTrained(layerAt(net, at))),
    }));
    const left = learning.filter(({ layers, readout }) => layers.length > 0 || readout);
    return method.stages?.(left) ?? left;
  };
  const learnt = linearReadouts(net).length + makersBeside(net).length > 0;
  const plan = new TrainingPlan(order, net.layers.length, learnt, trainExamples, adapt);
  const never = sleeplessPlan(plan);
  if (never !== null) throw new WorkbenchError('spec/invalid', { problems: `training: ${never}` });
  return plan;
}

/** Why a plan with phases never sleeps; null where it does, or has none. */
export function sleeplessPlan({ order, stepsPerEpoch, epochs }: TrainingPlan): string | null {
  return order.phases === undefined ? null : sleepless(order.phases.lengths, stepsPerEpoch, epochs);
}

/** The method of a spec. */
export function createMethod(spec: Pick<ExperimentSpec, 'method'>) {
  return createPart(methodParts, spec.method);
}
