/**
 * The part of TensorFlow.js' Node package that the engine uses. The package is optional, so its own types may not be
 * there to import. Verified against @tensorflow/tfjs-node-gpu 4.22.0.
 */

/** A TensorFlow.js tensor: a handle to memory on libtensorflow's device. */
export interface TensorflowTensor {
  readonly shape: readonly number[];
  dispose(): void;
  /** Copies to JavaScript's memory; waits for the device. */
  dataSync(): Float32Array;
}

/** An attribute of a libtensorflow operation, as the native binding reads it. */
export interface NativeAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: number | boolean;
}

/** The native binding: C++ over libtensorflow's eager C interface. */
export interface NativeBinding {
  readonly TF_Version: string;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_BOOL: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_TYPE: number;
  isUsingGpuDevice(): boolean;
  /** Handles alive in this thread: what a leak would raise. */
  getNumOfTensors(): number;
}

/** TensorFlow.js' Node back end. */
export interface TensorflowBackend {
  readonly binding: NativeBinding;
  /** Runs one libtensorflow operation and returns its only output. */
  executeSingleOutput(
    operation: string,
    attributes: readonly NativeAttribute[],
    inputs: readonly TensorflowTensor[],
  ): TensorflowTensor;
  /** Runs one operation that has so many outputs. */
  executeMultipleOutputs(
    operation: string,
    attributes: readonly NativeAttribute[],
    inputs: readonly TensorflowTensor[],
    outputs: number,
  ): TensorflowTensor[];
}

export interface TensorflowModule {
  readonly version: Readonly<Record<string, string>>;
  tensor(
    data: Float32Array | Int32Array,
    shape: readonly number[],
    type: 'float32' | 'int32',
  ): TensorflowTensor;
  backend(): TensorflowBackend;
  memory(): { readonly numTensors: number; readonly numBytes: number };
  enableProdMode(): void;
}
