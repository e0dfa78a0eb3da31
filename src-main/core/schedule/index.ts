/** Gain schedules: the factor on the learning rate, by epoch. */

import { z } from 'zod';

import { Registry } from '../../../src-shared/base/registry.ts';
import { definePart } from '../../../src-shared/spec/part.ts';

/** The gain during the epoch numbered from 1, of `epochs` in all. */
export type GainSchedule = (epoch: number, epochs: number) => number;

const constant = definePart({
  kind: 'constant',
  label: 'Constant',
  help: 'The learning rate stays as it is.',
  parameters: z.object({}),
  create: (): GainSchedule => () => 1,
});

/** 1 up to half of the epochs, then (1 + 2 (E - epoch)) / E. */
const linearAfterHalf = definePart({
  kind: 'linear-after-half',
  label: 'Falling from half-way on',
  help: 'Full learning rate for half of the epochs, then linearly down.',
  source: "Hinton's published code",
  parameters: z.object({}),
  create: (): GainSchedule => (epoch, epochs) =>
    epoch <= epochs / 2 ? 1 : (1 + 2 * (epochs - epoch)) / epochs,
});

export const scheduleParts = new Registry('schedule', [linearAfterHalf, constant]);
