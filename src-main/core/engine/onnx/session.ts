/** What the parts of the `onnx` engine know of onnxruntime: its types, how a graph is loaded, and how it says what failed. */

import { WorkbenchError, reasonOf } from '../../../../src-shared/base/errors.ts';
import type {
  CompiledLoop,
  CompiledProgram,
  EngineTensor,
  Program,
  RowsOnDevice,
  Shape,
  Traffic,
} from '../engine.ts';
import type { OnnxGraph } from './onnx-model.ts';

export type OnnxRuntime = typeof import('onnxruntime-node');
export type Session = import('onnxruntime-node').InferenceSession;
export type OnnxValue = import('onnxruntime-node').Tensor;

/** Where a session leaves its outputs: in arrays, or in the memory of the device it runs on. */
export type Place = 'host' | 'device';

/** Loads a graph for the engine's execution provider. Error: engine/failed. */
export type OpenSession = (graph: OnnxGraph, outputs: Place) => Promise<Session>;

/** Where an engine's tensors lie, and how programs run on them there. */
export interface OnnxMemory {
  readonly traffic: Traffic | null;
  /** Error: engine/failed. */
  compile(program: Program): Promise<CompiledProgram>;
  /** All turns of a call in one graph; null where that is no gain. Error: engine/failed. */
  compileLoop(program: Program, perTurn: readonly string[]): Promise<CompiledLoop> | null;
  upload(data: Float32Array | Float64Array, shape: Shape): EngineTensor;
  download(tensor: EngineTensor): Promise<Float32Array>;
  readonly gatherRows: ((from: RowsOnDevice) => Promise<EngineTensor>) | null;
  release(tensors: Iterable<EngineTensor>): void;
  dispose(): Promise<void>;
}

/** Error: engine/failed. */
export async function orFail<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new WorkbenchError('engine/failed', { engine: 'onnx', reason: reasonOf(error) }, { cause: error });
  }
}

/** Bytes copied so far, counted by whoever copies. */
export class TrafficCount implements Traffic {
  toDevice = 0;
  fromDevice = 0;
}

/** Of so many numbers. */
export function bytesOf(count: number): number {
  return count * Float32Array.BYTES_PER_ELEMENT;
}
