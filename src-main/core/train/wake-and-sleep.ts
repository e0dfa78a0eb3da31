/**
 * Wake and sleep: for so many updates the net sees positives alone, then for so many negatives alone. Every update takes the
 * next batch of the training set, whatever its phase, so an epoch stays one pass over it.
 */

import { z } from 'zod';

import { definePart, parameter } from '../../../src-shared/spec/part.ts';
import { phaseAt, wakeAndSleepKind } from '../../../src-shared/spec/phases.ts';
import type { PhaseLengths } from '../../../src-shared/spec/phases.ts';
import type { StagePhase } from '../method/method.ts';
import { lengthShape } from './order-settings.ts';

/** Two stages that see one half of the data each, and when each of them is on. */
export interface Phases {
  readonly lengths: PhaseLengths;
  readonly wake: StagePhase;
  readonly sleep: StagePhase;
}

const none =
  'a phase has at least one update; take the order "together" where positives and negatives are seen at once';
const never =
  'sleep can be withheld from epoch 2 on at the earliest, or it never begins; take "never" for a run that always sleeps';

const updates = (label: string, help: string) =>
  parameter(z.int().min(1, none).max(1_000_000).default(1), { label, unit: 'updates', help });

const gain = (label: string) =>
  parameter(z.number().min(0).max(1000).default(1), {
    label,
    help: 'Times the learning rate of the layers in this phase. Read-outs keep their own.',
  });

const smoothing = (label: string) =>
  parameter(z.union([z.literal('own'), z.number().min(0).max(0.999999)]).default('own'), {
    label,
    help: 'How much of the old smoothed gradient an update of this phase keeps; "own": as the optimizer says. Where it forgets more slowly than a phase lasts, the other phase is still felt.',
  });

export const wakeAndSleep = definePart({
  kind: wakeAndSleepKind,
  label: 'Wake and sleep',
  help: 'Positives alone for some updates, awake; then negatives alone for some, asleep; and again. An update is half the work of one that sees both, and takes the next batch, so that one epoch of 100 batches with phases of 100 updates is a night or a day. Read-outs learn awake.',
  source: 'Hinton 2022, arXiv 2212.13345, section 4',
  parameters: z.object({
    ...lengthShape(60),
    wake: updates('Wake', 'Updates with positives before the net falls asleep.'),
    sleep: updates('Sleep', 'Updates with negatives before it wakes.'),
    wakeGain: gain('Learning rate awake'),
    sleepGain: gain('Learning rate asleep'),
    wakeSmoothing: smoothing('Smoothing awake'),
    sleepSmoothing: smoothing('Smoothing asleep'),
    withheldFrom: parameter(
      z.union([z.literal('never'), z.int().min(2, never).max(1_000_000)]).default('never'),
      {
        label: 'Sleep withheld from',
        unit: 'epoch',
        help: 'From the start of this epoch on, counted from 1, the net stays awake to the end; "never": it always sleeps.',
      },
    ),
  }),
  create: ({ epochs, batchSize, shuffled, wake, sleep, withheldFrom, ...own }) => {
    const lengths = { wake, sleep, withheldFrom: withheldFrom === 'never' ? null : withheldFrom };
    const phases: Phases = {
      lengths,
      wake: phaseOf('positive', own.wakeGain, own.wakeSmoothing),
      sleep: phaseOf('negative', own.sleepGain, own.sleepSmoothing),
    };
    return {
      batchSize,
      shuffled,
      byLayer: false,
      phases,
      course: (_stages: number, perPass: number) => ({
        stepsPerEpoch: perPass,
        epochs,
        repeats: false,
        returns: true,
        at: (step: number) => {
          const pass = Math.floor(step / perPass);
          return {
            stage: phaseAt(lengths, perPass, step) === 'wake' ? 0 : 1,
            pass,
            batch: step - pass * perPass,
            epochOfStage: pass,
            epochsOfStage: epochs,
            stepOfStage: step,
          };
        },
      }),
    };
  },
});

function phaseOf(half: StagePhase['half'], gainOfPhase: number, kept: 'own' | number): StagePhase {
  return { half, gain: gainOfPhase, smoothing: kept === 'own' ? null : kept };
}
