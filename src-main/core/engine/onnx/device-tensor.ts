/** A tensor of the WebGPU device, and the session that left it. */

import { assert } from '../../../../src-shared/base/assert.ts';
import type { EngineTensor, Shape } from '../engine.ts';
import type { OnnxValue, Session } from './session.ts';

/** A session that stays open as long as any tensor it left is held. */
export interface SharedSession {
  readonly session: Session;
  left: number;
  closing: boolean;
}

/** Numbers on the host that no run has asked for twice yet, or a handle of numbers on the device. */
export type Content =
  { readonly place: 'host'; readonly value: OnnxValue; readonly data: Float32Array } | DeviceContent;

export interface DeviceContent {
  readonly place: 'device';
  readonly value: OnnxValue;
  readonly from: SharedSession;
}

export class DeviceTensor implements EngineTensor {
  readonly shape: Shape;
  content: Content;
  /** Whether a run has had it. */
  used = false;
  released = false;

  constructor(shape: Shape, content: Content) {
    this.shape = shape;
    this.content = content;
  }
}

export function read(tensor: EngineTensor): DeviceTensor {
  assert(tensor instanceof DeviceTensor, 'a tensor of another engine reached the onnx engine');
  assert(!tensor.released, 'a released tensor was used');
  return tensor;
}
