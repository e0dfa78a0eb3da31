/**
 * Traces for onnxruntime's WebGPU provider: what it has no kernel for is made of what it has. A node without one would run on
 * the CPU, and all that it reads and writes would be copied to and fro at every step.
 */

import type { Tensor } from '../engine.ts';
import { Tracer } from './tracer.ts';

export class DeviceTracer extends Tracer {
  /** floor(a), and 1 more where the rest is above a half, or is a half and floor(a) is odd. */
  override round = (a: Tensor): Tensor => {
    const floor = (of: Tensor) => this.node('Floor', [of], of.shape, {});
    const whole = floor(a);
    const rest = this.subtract(a, whole);
    const half = this.fill(
      0.5,
      a.shape.map(() => 1),
    );
    const odd = this.subtract(whole, this.scale(floor(this.scale(whole, 0.5)), 2));
    const isAbove = this.greater(rest, half);
    const isNotBelow = this.shift(this.negate(this.greater(half, rest)), 1);
    return this.add(whole, this.select(odd, isNotBelow, isAbove));
  };
}
