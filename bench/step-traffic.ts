/** What a training step copies between the host and a device with a memory of its own. */

import { sizeOf } from '../src-main/core/engine/engine.ts';
import type { Engine, Shape, Traffic } from '../src-main/core/engine/engine.ts';
import type { SteppingNet } from './step-fixture.ts';

/** Bytes of a step. */
export interface StepTraffic extends Traffic {
  /** Of its batch and its numbers. */
  readonly brought: number;
  /** Of weights, moments and running means, which need not move. */
  readonly state: number;
}

/** The mean of a few steps when nobody asks what they left; null where device and host share their memory. */
export async function trafficOf(net: SteppingNet, engine: Engine, steps = 4): Promise<StepTraffic | null> {
  await net.run(1); // a net that was not yet used brings its first state
  const before = engine.traffic;
  await net.run(steps);
  const after = engine.traffic;
  if (before === null || after === null) return null;
  const { step } = net.runner;
  const { image, ...others } = step.batchInputs;
  // Where all images are on the device, a batch says which of them it has.
  const images = image === undefined ? [] : [engine.gatherRows === null ? image : image.slice(0, 1)];
  const state = Object.values(net.runner.state).map(({ shape }) => shape);
  return {
    toDevice: (after.toDevice - before.toDevice) / steps,
    fromDevice: (after.fromDevice - before.fromDevice) / steps,
    brought: bytesOf([...images, ...Object.values(others), ...Object.keys(step.scalars(1, 1)).map(() => [])]),
    state: bytesOf(state),
  };
}

function bytesOf(shapes: readonly Shape[]): number {
  return Float32Array.BYTES_PER_ELEMENT * shapes.reduce((total, shape) => total + sizeOf(shape), 0);
}
