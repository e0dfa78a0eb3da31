/**
 * What a device must offer on which a net is built: it takes the place of the arithmetic a layer asks for. What it makes
 * of that belongs to the device, follows from its number, is not trained and not kept with the weights.
 */

import type { Layer } from '../layer/layer.ts';

export interface Device {
  /** Devices of another number differ in everything that is not the same for all. */
  readonly number: number;
  /** The layer of that name ("layer1") as this device runs it. Error: spec/invalid, where it cannot. */
  around(layer: Layer, name: string): Layer;
  /** One made in the same way, of another number. */
  another(number: number): Device;
}
