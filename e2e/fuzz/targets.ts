/** What is fuzzed inside the fuzzer's own process: everything that parses, by itself. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { DecodeError } from '@msgpack/msgpack';
import { strToU8, unzipSync, zipSync } from 'fflate';

import { assert } from '../../src-shared/base/assert.ts';
import { budgets, decode, encode } from '../../src-shared/contract/codec.ts';
import { parseSpec } from '../../src-shared/spec/experiment-spec.ts';
import { parseRunQuery, tokensOf } from '../../src-renderer/stores/run-query.ts';
import { catalogue } from '../../src-main/core/catalogue.ts';
import { addDataset } from '../../src-main/core/dataset/added-datasets.ts';
import { cifarRecord, jpg, npy, png } from '../../src-main/core/dataset/formats/encode-formats.fixture.ts';
import { readArchive } from '../../src-main/service/archive/read-archive.ts';
import { packed } from '../../src-main/service/archive/fixtures/hostile-archives.ts';
import { presetNames, readPreset } from '../../src-main/service/presets.ts';
import { readCheckpoint, writeCheckpoint } from '../../src-main/store/checkpoints.ts';
import { memoryStore } from '../../src-main/store/fixtures/sample-run.ts';
import type { Draw } from './draw.ts';
import { sweepFuzzer } from './sweep-target.ts';
import { takenOrRefused } from './target.ts';
import type { Target, Verdict } from './target.ts';

const sampleArchive = new URL('../../src-main/service/fixtures/version-1/stopped.ffrun', import.meta.url);

export interface Targets {
  readonly all: readonly Target[];
  close(): void;
}

export async function openTargets(): Promise<Targets> {
  const folder = mkdtempSync(join(tmpdir(), 'ffwb-fuzz-'));
  const checkpoint = await sampleCheckpoint(folder);
  return {
    all: [
      { name: 'codec', share: 62_000, run: fuzzCodec },
      { name: 'query language', share: 25_000, run: fuzzQuery },
      { name: 'specs', share: 7_000, run: fuzzSpec },
      { name: 'sweeps', share: 5_000, run: sweepFuzzer(presets) },
      { name: 'checkpoints', share: 3_000, run: (draw) => fuzzCheckpoint(draw, checkpoint, folder) },
      { name: 'archives', share: 1_500, run: archiveFuzzer() },
      { name: 'datasets', share: 500, run: (draw) => fuzzDataset(draw, join(folder, 'datasets')) },
    ],
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Sound messages, messages that came to harm, and such as ask for more than they are. */
export function hostilePacked(draw: Draw): Uint8Array {
  const sound = encode(draw.value(6));
  if (draw.chance(0.1)) return sound;
  if (draw.chance(0.7)) return draw.harmed(sound);
  return draw.chance(0.5) ? claims(draw, sound) : repeated(draw);
}

/** Headers in each other, that all claim the same or each something else. */
function claims(draw: Draw, sound: Uint8Array): Uint8Array {
  const plausible = [100, 1000, 30_000, 65_535, 1_000_000, 3_999_999, 4_000_000];
  const one = draw.of(plausible);
  const isOne = draw.chance(0.5);
  const header = (): Uint8Array => {
    const bytes = Uint8Array.of(
      isOne ? 0xdd : draw.of([0xdc, 0xdd, 0xde, 0xdf, 0xc6, 0xc9, 0xdb, 0x91]),
      0,
      0,
      0,
      0,
    );
    new DataView(bytes.buffer).setUint32(
      1,
      isOne ? one : draw.chance(0.5) ? draw.of(plausible) : draw.edge() >>> 0,
    );
    return isOne ? bytes : bytes.subarray(0, draw.of([1, 3, 5]));
  };
  return Buffer.concat([...Array.from({ length: 1 + draw.below(300) }, header), sound]);
}

/** Very deep, or one list of very many small things. */
function repeated(draw: Draw): Uint8Array {
  const item = draw.of([
    [0x91],
    [0x81, 0xa1, 0x61],
    [0x80],
    [0x90],
    [0xc4, 0],
    [0xc7, 0, 0],
    [0xa1, 0x61],
    [0xc0],
  ]);
  const times = draw.of([50, 99, 101, 1000, draw.chance(0.02) ? 300_000 : 3000]);
  const items = Buffer.alloc(item.length * times, Buffer.from(item));
  if (draw.chance(0.5)) return items;
  const header = Buffer.of(0xdd, 0, 0, 0, 0);
  header.writeUInt32BE(times, 1);
  return Buffer.concat([header, items]);
}

function fuzzCodec(draw: Draw): Verdict {
  const bytes = hostilePacked(draw);
  try {
    const value = decode(bytes, draw.of([budgets.request, budgets.greeting, budgets.archived]));
    encode(value);
    return 'taken';
  } catch (thrown) {
    // Ranges: the decoder's own word for keys and texts that are none.
    if (thrown instanceof DecodeError || thrown instanceof RangeError) return 'refused';
    throw thrown;
  }
}

function fuzzQuery(draw: Draw): Verdict {
  const parts = [
    'status:',
    'name:',
    'error<',
    '>=',
    '"',
    '-',
    'tag:"a b"',
    '0.1',
    ' ',
    'x:',
    '%',
    '!=',
    draw.text(6),
  ];
  const text = Array.from({ length: draw.below(12) }, () => draw.of(parts)).join('');
  const { problems } = parseRunQuery(text);
  for (const { from, to } of tokensOf(text))
    assert(0 <= from && from < to && to <= text.length, 'a token is elsewhere');
  return problems.length === 0 ? 'taken' : 'refused';
}

const presets = presetNames().map((name) => readPreset(name));

/** A preset with some places changed. */
export function hostileDraft(draw: Draw): unknown {
  let value: unknown = draw.of(presets);
  for (let count = draw.below(3); count > 0; count -= 1) value = draw.changed(value);
  return value;
}

function fuzzSpec(draw: Draw): Promise<Verdict> {
  const draft = hostileDraft(draw);
  return takenOrRefused(['spec/invalid', 'spec/from-the-future', 'spec/cannot-fire', 'part/unknown'], () =>
    parseSpec(catalogue, draft),
  );
}

async function sampleCheckpoint(folder: string): Promise<Uint8Array> {
  const tensors = {
    'layer1/weights': { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
    'layer1/moment': { shape: [4], data: Float64Array.of(1, 2, 3, 4) },
  };
  const { file } = await writeCheckpoint(folder, { step: 10, epoch: 1, trainSeconds: 2, tensors });
  return readFileSync(join(folder, file));
}

function fuzzCheckpoint(draw: Draw, sound: Uint8Array, folder: string): Promise<Verdict> {
  const path = join(folder, 'checkpoint-000000000011.safetensors');
  writeFileSync(path, draw.chance(0.05) ? sound : draw.harmed(sound));
  return takenOrRefused(['checkpoint/damaged'], () => readCheckpoint(path, null));
}

/** Harm to the zip as it is, or to one of its files with digests and CRCs made anew. */
export function hostileArchive(draw: Draw, sound: Uint8Array): Uint8Array {
  if (draw.chance(0.5)) return draw.harmed(sound, 2);
  const files = unzipSync(sound);
  const name = draw.of(Object.keys(files));
  const bytes = files[name] ?? new Uint8Array(0);
  const isJson = name.endsWith('.json');
  if (isJson && draw.chance(0.7)) {
    const changed = draw.changed(JSON.parse(Buffer.from(bytes).toString()));
    return zipSync({ ...files, [name]: strToU8(JSON.stringify(changed) ?? '') });
  }
  if (!isJson && draw.chance(0.5) && name.endsWith('.msgpack'))
    return packed({ ...files, [name]: encode(draw.changed(decode(bytes))) });
  return zipSync({ ...files, [name]: draw.harmed(bytes) });
}

function archiveFuzzer(): Target['run'] {
  const sound = new Uint8Array(readFileSync(sampleArchive));
  return (draw) =>
    takenOrRefused(['archive/invalid'], async () => {
      const { record } = await readArchive('fuzz.ffrun', hostileArchive(draw, sound));
      const store = memoryStore();
      try {
        const run = store.importRun(record);
        encode(store.exportRun(run));
      } finally {
        store.close();
      }
    });
}

/** An IDX file of bytes. */
function idxFile(dimensions: readonly number[], data: Uint8Array): Uint8Array {
  const header = Buffer.alloc(4 + 4 * dimensions.length);
  header.set([0, 0, 8, dimensions.length]);
  dimensions.forEach((size, axis) => header.writeUInt32BE(size, 4 + 4 * axis));
  return Buffer.concat([header, data]);
}

/** Files of any format that a dataset can be added from, whole or harmed. */
export function hostileDataset(draw: Draw): { name: string; bytes: Uint8Array }[] {
  return draw.chance(0.3) ? hostileIdx(draw) : [hostileFile(draw)];
}

function hostileIdx(draw: Draw): { name: string; bytes: Uint8Array }[] {
  const count = draw.below(5);
  const sizes = [count, 1 + draw.below(3), 1 + draw.below(3)];
  const pair = (prefix: string): { name: string; bytes: Uint8Array }[] => [
    { name: `${prefix}images`, bytes: idxFile(sizes, draw.bytes(sizes.reduce((a, b) => a * b, 1))) },
    { name: `${prefix}labels`, bytes: idxFile([count], draw.bytes(count)) },
  ];
  return [...pair('train-'), ...(draw.chance(0.5) ? pair('test-') : [])].map(({ name, bytes }) => {
    const harmed = draw.chance(0.4) ? draw.harmed(bytes, 2) : bytes;
    const whole = draw.chance(0.3) ? new Uint8Array(gzipSync(harmed)) : harmed;
    return {
      name: draw.chance(0.1) ? draw.text(20) : name,
      bytes: draw.chance(0.1) ? draw.harmed(whole, 1) : whole,
    };
  });
}

/** An archive of pictures, arrays or records, or a text; harm comes to what is in it before, or to the whole after. */
function hostileFile(draw: Draw): { name: string; bytes: Uint8Array } {
  const [name, files] = draw.of([arraysToHarm, picturesToHarm, recordsToHarm, textToHarm])(draw);
  const entries = Object.entries(files).map(([path, bytes]): [string, Uint8Array] => [
    draw.chance(0.03) ? draw.text(20) : path,
    draw.chance(0.15) ? draw.harmed(bytes, 2) : bytes,
  ]);
  const [single] = entries;
  const isPacked = name.endsWith('.zip') || name.endsWith('.npz');
  const whole = isPacked ? zipSync(Object.fromEntries(entries)) : (single?.[1] ?? new Uint8Array(0));
  const packed = draw.chance(0.2) ? new Uint8Array(gzipSync(whole)) : whole;
  return { name, bytes: draw.chance(0.2) ? draw.harmed(packed, 2) : packed };
}

type ToHarm = readonly [name: string, files: Readonly<Record<string, Uint8Array>>];

function arraysToHarm(draw: Draw): ToHarm {
  const count = draw.below(4);
  const dtype = draw.of(['|u1', '<f4', '<i8', '|O']);
  const values = Array.from({ length: count * 4 }, () => draw.below(256));
  const x = npy(dtype, [count, 2, 2], values, draw.chance(0.1));
  return ['a.npz', { 'x_train.npy': x, 'y_train.npy': npy('<i8', [count], values.slice(0, count)) }];
}

const onePixel = png(1, 1, [9, 8, 7]);
const onePhoto = jpg(1, 1, [9, 8, 7]);

function picturesToHarm(draw: Draw): ToHarm {
  const folder = (): string => draw.of(['a', 'b', 'train/a', 'train/b', 'test/a', 'x/a', '..']);
  const picture = (index: number): [string, Uint8Array] =>
    draw.chance(0.5) ? [`${folder()}/${index}.png`, onePixel] : [`${folder()}/${index}.jpg`, onePhoto];
  return ['a.zip', Object.fromEntries(Array.from({ length: draw.below(6) }, (_, index) => picture(index)))];
}

function recordsToHarm(draw: Draw): ToHarm {
  const records = Array.from({ length: 1 + draw.below(3) }, () => cifarRecord(draw.below(11), [1, 2, 3]));
  return ['data_batch_1.bin', { 'data_batch_1.bin': Buffer.concat(records) }];
}

function textToHarm(draw: Draw): ToHarm {
  const words = Array.from({ length: draw.below(150) }, () => draw.text(6)).join(' ');
  return ['a.txt', { 'a.txt': strToU8(words) }];
}

const datasetCodes = [
  'dataset/damaged',
  'dataset/refused',
  'dataset/mismatch',
  'dataset/checksum',
  'dataset/too-small',
  'input/invalid',
] as const;

async function fuzzDataset(draw: Draw, folder: string): Promise<Verdict> {
  const files = hostileDataset(draw);
  const verdict = await takenOrRefused(datasetCodes, () => addDataset('fuzzed', files, { folder }));
  rmSync(join(folder, 'fuzzed'), { recursive: true, force: true });
  return verdict;
}
