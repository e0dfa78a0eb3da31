/**
 * Analog hardware: weights are conductances, and every unit multiplies, shifts and bends what it sums up in a way of its
 * own, which was not chosen and is not known. With z the total input that the programmed weights should give, unit j gives
 *
 *     u_j = c_j tanh((a_j z_j + o_j + noise) / c_j),   a_j = exp(gains n), o_j = offsets n, c_j = saturation exp(bends n)
 *
 * with every n drawn once from N(0, 1) by the device's number. `noise` is even, of mean 0 and the deviation set, anew for
 * every unit and row of a pass: while the net trains a function of seed and batch, else of the device's number.
 *
 * Weights lie between two conductances, in steps. After every update they are rounded to one, by chance in proportion to
 * how near they are, so that updates smaller than a step count in the mean; or to the nearest, which swallows them. They
 * are nowhere kept more exactly. Biases are set from outside and keep all their digits.
 */

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import { definePart } from '../../../src-shared/spec/part.ts';
import { analogParameters } from './analog-settings.ts';
import type { AnalogSettings } from './analog-settings.ts';
import type { Device } from './device.ts';
import { DeviceLayer } from './device-layer.ts';

export const analog = definePart({
  kind: 'analog',
  label: 'Analog device',
  help: 'Units with gains, offsets and bends that nobody knows, weights in steps between two limits, and noise at each use.',
  source: 'Hinton 2022, arXiv 2212.13345, sections 8 and 9',
  parameters: analogParameters,
  create: (settings): Device => analogDevice(settings),
});

function analogDevice(settings: AnalogSettings): Device {
  const { number, lowest, highest } = settings;
  return {
    number,
    around: (layer, name) => {
      if (lowest >= highest) {
        const problems = `device: conductances from ${lowest} to ${highest} leave no working range; let the highest be above the lowest`;
        throw new WorkbenchError('spec/invalid', { problems });
      }
      return new DeviceLayer(layer, name, settings);
    },
    another: (other) => analogDevice({ ...settings, number: other }),
  };
}
