/**
 * Training orders: which stages a run goes through, how long each is, and in which batches. A plan is pure arithmetic:
 * from a step's number follow its stage, epoch and batch.
 */

import { z } from 'zod';

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { Registry } from '../../../src-shared/base/registry.ts';
import { definePart, parameter } from '../../../src-shared/spec/part.ts';
import type { Stage } from './step-program.ts';

/** What a training part makes: the plan for a net and a training set. */
export interface TrainingOrder {
  readonly batchSize: number | 'all';
  readonly shuffled: boolean;
  /** Epochs of every stage. */
  readonly epochs: number;
  /** Layers trained one after the other, the read-out last; or all at once. */
  stages(layers: number, hasReadout: boolean): Stage[];
}

const lengthShape = (epochs: number) => ({
  epochs: parameter(z.int().min(1).max(1_000_000).default(epochs), {
    label: 'Epochs',
    unit: 'epochs',
    help: 'Passes over the training set; layer by layer: for each layer.',
  }),
  batchSize: parameter(z.union([z.literal('all'), z.int().min(1).max(1_000_000)]).default(100), {
    label: 'Batch size',
    unit: 'examples',
    help: 'Examples per step; "all" for the whole training set in one batch. A last smaller batch is left out.',
  }),
  shuffled: parameter(z.boolean().default(true), {
    label: 'Shuffled',
    help: 'A new order of the examples for every epoch.',
  }),
});

const together = definePart({
  kind: 'together',
  label: 'All layers together',
  help: 'Every batch updates every layer and the read-out, each by its own objective.',
  source: "Hinton's published code",
  parameters: z.object(lengthShape(60)),
  create: (length): TrainingOrder => ({
    ...length,
    stages: (layers, hasReadout) => [
      { layers: Array.from({ length: layers }, (_, i) => i), readout: hasReadout },
    ],
  }),
});

const layerByLayer = definePart({
  kind: 'layer-by-layer',
  label: 'Layer by layer',
  help: 'The first layer to its end, then the second on its outputs, and so on; a softmax read-out last.',
  source: 'habr.com/ru/company/neoflex/blog/719496',
  parameters: z.object(lengthShape(1000)),
  create: (length): TrainingOrder => ({
    ...length,
    stages: (layers, hasReadout) => [
      ...Array.from({ length: layers }, (_, index) => ({ layers: [index], readout: false })),
      ...(hasReadout ? [{ layers: [], readout: true }] : []),
    ],
  }),
});

export const trainingParts = new Registry('training order', [together, layerByLayer]);

/** Where a step stands. Counted from 0. */
export interface Position {
  readonly stage: number;
  /** Within the whole run. */
  readonly epoch: number;
  /** Within the stage. */
  readonly epochOfStage: number;
  readonly batch: number;
  /** Steps of this stage taken before this one. */
  readonly stepOfStage: number;
}

export class TrainingPlan {
  readonly order: TrainingOrder;
  readonly stages: readonly Stage[];
  readonly batchSize: number;
  readonly stepsPerEpoch: number;
  readonly epochs: number;
  readonly totalSteps: number;

  constructor(order: TrainingOrder, layers: number, hasReadout: boolean, trainExamples: number) {
    this.order = order;
    this.stages = order.stages(layers, hasReadout);
    this.batchSize = order.batchSize === 'all' ? trainExamples : Math.min(order.batchSize, trainExamples);
    this.stepsPerEpoch = Math.floor(trainExamples / this.batchSize);
    this.epochs = order.epochs * this.stages.length;
    this.totalSteps = this.epochs * this.stepsPerEpoch;
  }

  /** The position of the step numbered from 0. */
  at(step: number): Position {
    const epoch = Math.floor(step / this.stepsPerEpoch);
    const stage = Math.floor(epoch / this.order.epochs);
    const epochOfStage = epoch - stage * this.order.epochs;
    const batch = step - epoch * this.stepsPerEpoch;
    return { stage, epoch, epochOfStage, batch, stepOfStage: epochOfStage * this.stepsPerEpoch + batch };
  }

  stageAt(index: number): Stage {
    return assertDefined(this.stages[index], `stage ${index}`);
  }
}
