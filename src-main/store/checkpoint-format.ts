/**
 * The form of a checkpoint file: safetensors, the format of Hugging Face's library of that name, so that Python opens
 * one with `safetensors.numpy.load_file`. Eight bytes with the length of a JSON header, the header (name, type, shape and
 * place of every tensor; what is not a tensor under `__metadata__`, as text), then the raw little-endian numbers
 * without gaps. Doubles stand first, so that every array is aligned.
 *
 * A file is hostile until parsed: nothing is allocated before the header has been found to fit the file's size.
 * https://github.com/huggingface/safetensors#format
 */

/** What a trainer stops at and goes on from; core calls it TrainingState. */
export interface StoredState {
  readonly step: number;
  readonly epoch: number;
  readonly trainSeconds: number;
  /** Weights, optimizer state and running means by name. */
  readonly tensors: Readonly<Record<string, StoredTensor>>;
}

export interface StoredTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array;
}

/** One tensor as the header describes it. */
export interface TensorEntry {
  readonly name: string;
  readonly type: 'F32' | 'F64';
  readonly shape: readonly number[];
  /** Numbers in it. */
  readonly length: number;
}

export interface CheckpointHeader {
  readonly step: number;
  readonly epoch: number;
  readonly trainSeconds: number;
  /** In the order of their data. */
  readonly entries: readonly TensorEntry[];
}

export const headerLengthBytes = 8;
export const mostHeaderBytes = 16 * 2 ** 20;

const formatName = 'ffwb-checkpoint';
const formatVersion = '1';
const metadataKey = '__metadata__';
const bytesPerNumber = { F32: 4, F64: 8 } as const;

function bytesOfEntry(entry: TensorEntry): number {
  return entry.length * bytesPerNumber[entry.type];
}

/** The start of a checkpoint's file. */
export function encodeHeader({ step, epoch, trainSeconds, tensors }: StoredState): FileStart {
  return encodeStart(tensors, {
    format: formatName,
    version: formatVersion,
    step: String(step),
    epoch: String(epoch),
    trainSeconds: String(trainSeconds),
  });
}

/** A file's start (length and header, padded to 8 bytes), and the tensors in the order their data must follow. */
export interface FileStart {
  readonly start: Buffer;
  readonly tensors: readonly StoredTensor[];
}

/** The start of any safetensors file. `metadata`: texts by key. */
export function encodeStart(
  named: Readonly<Record<string, StoredTensor>>,
  metadata: Readonly<Record<string, string>>,
): FileStart {
  const ordered = Object.entries(named).sort((a, b) => alignmentOf(b[1]) - alignmentOf(a[1]));
  const header: Record<string, unknown> = { [metadataKey]: metadata };
  let offset = 0;
  for (const [name, tensor] of ordered) {
    const end = offset + tensor.data.byteLength;
    const dtype = tensor.data instanceof Float64Array ? 'F64' : 'F32';
    header[name] = { dtype, shape: tensor.shape, data_offsets: [offset, end] };
    offset = end;
  }
  const json = Buffer.from(JSON.stringify(header));
  const start = Buffer.alloc(headerLengthBytes + Math.ceil(json.length / 8) * 8, ' ');
  start.writeBigUInt64LE(BigInt(start.length - headerLengthBytes));
  json.copy(start, headerLengthBytes);
  return { start, tensors: ordered.map(([, tensor]) => tensor) };
}

function alignmentOf(tensor: StoredTensor): number {
  return tensor.data.BYTES_PER_ELEMENT;
}

/** Parses a header whose data has `dataBytes` bytes. Throws an Error that says what is wrong. */
export function parseHeader(json: string, dataBytes: number): CheckpointHeader {
  const header = objectOf(JSON.parse(json), 'its header');
  const metadata = objectOf(header[metadataKey], 'its metadata');
  if (metadata['format'] !== formatName) throw new Error('it is not a checkpoint of the workbench');
  if (metadata['version'] !== formatVersion)
    throw new Error(`its format version is ${String(metadata['version'])}`);
  const placed = Object.entries(header)
    .filter(([name]) => name !== metadataKey)
    .map(([name, value]) => parseEntry(name, value))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  let offset = 0;
  for (const { begin, end, entry } of placed) {
    if (begin !== offset || end !== begin + bytesOfEntry(entry))
      throw new Error(`tensor "${entry.name}" is misplaced`);
    offset = end;
  }
  if (offset !== dataBytes) throw new Error(`it should hold ${offset} bytes of data, but holds ${dataBytes}`);
  return {
    step: numberOf(metadata['step'], 'step'),
    epoch: numberOf(metadata['epoch'], 'epoch'),
    trainSeconds: numberOf(metadata['trainSeconds'], 'trainSeconds'),
    entries: placed.map(({ entry }) => entry),
  };
}

function parseEntry(name: string, value: unknown): { entry: TensorEntry; begin: number; end: number } {
  const { dtype, shape, data_offsets: offsets } = objectOf(value, `tensor "${name}"`);
  if (dtype !== 'F32' && dtype !== 'F64')
    throw new Error(`tensor "${name}" has the unknown type ${String(dtype)}`);
  if (!isListOfCounts(shape) || !isListOfCounts(offsets) || offsets.length !== 2) {
    throw new Error(`tensor "${name}" is described badly`);
  }
  const length = shape.reduce((product, size) => product * size, 1);
  const [begin, end] = offsets as [number, number];
  return { entry: { name, type: dtype, shape, length }, begin, end };
}

function objectOf(value: unknown, name: string): Record<string, unknown> {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw new Error(`${name} is not an object`);
  return value as Record<string, unknown>;
}

function isListOfCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((each) => Number.isSafeInteger(each) && (each as number) >= 0);
}

function numberOf(text: unknown, name: string): number {
  const value = typeof text === 'string' && text !== '' ? Number(text) : NaN;
  if (!Number.isFinite(value) || value < 0) throw new Error(`its ${name} is not a number`);
  return value;
}
