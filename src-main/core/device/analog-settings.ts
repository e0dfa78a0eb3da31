/** What of an analog device can be chosen; analog.ts says what it means. */

import { z } from 'zod';

import { parameter } from '../../../src-shared/spec/part.ts';

export const analogParameters = z.object({
  number: parameter(z.int().min(0).max(1_000_000_000).default(1), {
    label: 'Device',
    help: 'Which of many devices made alike: another number draws other gains, offsets and bends.',
  }),
  gains: parameter(z.number().min(0).max(2).default(0.4), {
    label: 'Spread of gains',
    help: 'A unit multiplies its total input by exp(spread x n), with n from N(0, 1).',
  }),
  offsets: parameter(z.number().min(0).max(10).default(0.4), {
    label: 'Spread of offsets',
    help: 'What a unit adds to its total input: a number from N(0, spread squared).',
  }),
  saturation: parameter(z.number().positive().max(1e6).nullable().default(5), {
    label: 'Saturation',
    help: 'What no unit gives more than, about: total inputs bend towards it as a hyperbolic tangent does. Empty for straight lines.',
  }),
  bends: parameter(z.number().min(0).max(2).default(0.3), {
    label: 'Spread of saturation',
    help: 'A unit saturates at the saturation times exp(spread x n), with n from N(0, 1).',
  }),
  noise: parameter(z.number().min(0).max(100).default(0.1), {
    label: 'Noise',
    help: 'Standard deviation of what is added to a total input at each use. Total inputs have one of about 1 at the start.',
  }),
  lowest: parameter(z.number().min(-1e6).max(1e6).default(-6), {
    label: 'Lowest conductance',
    unit: 'of a first weight',
    help: 'No weight is below it. In units of 1/sqrt(fan-in), the standard deviation of first weights.',
  }),
  highest: parameter(z.number().min(-1e6).max(1e6).default(6), {
    label: 'Highest conductance',
    unit: 'of a first weight',
    help: 'No weight is above it. In the same units.',
  }),
  steps: parameter(z.int().min(2).max(65_536).nullable().default(128), {
    label: 'Conductances',
    help: 'How many there are from the lowest to the highest, both included. Empty for as many as numbers allow.',
  }),
  rounding: parameter(z.enum(['by chance', 'nearest']).default('by chance'), {
    label: 'Rounding',
    help: '"by chance": up or down in proportion to how near, so that small updates count in the mean. "nearest": updates smaller than half a step are lost.',
  }),
  known: parameter(z.boolean().default(false), {
    label: 'Known',
    help: 'Whether back-propagation may send errors back through the device as it is. Else it sends them through the layer as it should be. Forward-Forward sends nothing back and never asks.',
  }),
});

export type AnalogSettings = z.output<typeof analogParameters>;
