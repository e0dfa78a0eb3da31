/**
 * The few fields of tensorflow.ConfigProto that the workbench sets, serialized by hand: libtensorflow takes it when a
 * thread's context is made. Field numbers are from tensorflow/core/protobuf/config.proto.
 */

const varint = 0;
const bytes = 2;

export interface ContextConfig {
  /** Threads for CPU kernels. */
  readonly threads: number;
  /** False keeps the context away from GPUs. */
  readonly gpu: boolean;
}

export function encodeContextConfig({ threads, gpu }: ContextConfig): Uint8Array {
  const gpuOptions = [
    ...[...tag(4, varint), 1], // allow_growth: leave memory to others
    ...field(5, [...new TextEncoder().encode('0')]), // visible_device_list: one GPU, as the binding knows only one
  ];
  return Uint8Array.from([
    ...(gpu ? [] : field(1, [...field(1, [...new TextEncoder().encode('GPU')]), ...tag(2, varint), 0])), // device_count
    ...[...tag(2, varint), ...encodeVarint(threads)], // intra_op_parallelism_threads
    ...[...tag(5, varint), 1], // inter_op_parallelism_threads: operations run one after another
    ...field(6, gpuOptions),
  ]);
}

function tag(number: number, type: number): number[] {
  return encodeVarint(number * 8 + type);
}

function field(number: number, content: readonly number[]): number[] {
  return [...tag(number, bytes), ...encodeVarint(content.length), ...content];
}

function encodeVarint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...encodeVarint(value >>> 7)];
}
