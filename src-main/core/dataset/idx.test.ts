import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import { encodeIdx, temporaryFolder } from './encode-idx.fixture.ts';
import { checkLabels, checkSha256, readIdx } from './idx.ts';

const source = (file: string) => ({ file, dataset: 'Trial', remedy: 'Look again.' });
const zeros = (count: number) => new Uint8Array(count);

/** The sentence a file of these bytes is refused with, its folder left out. */
async function refusal(bytes: Uint8Array, ranks: readonly number[] = [3]): Promise<string> {
  const folder = await temporaryFolder();
  const file = join(folder, 'trial');
  await writeFile(file, bytes);
  const thrown: unknown = await readIdx(source(file), ranks).catch((error: unknown) => error);
  if (!(thrown instanceof WorkbenchError)) throw new Error('the file was not refused', { cause: thrown });
  return thrown.message.replace(file, '<file>');
}

test('what was written as IDX is read back, plain or packed, with 1 to 4 dimensions', async () => {
  const file = join(await temporaryFolder(), 'trial');
  const shape = fc.tuple(
    fc.integer({ min: 0, max: 6 }),
    fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 3 }),
  );
  await fc.assert(
    fc.asyncProperty(
      shape,
      fc.infiniteStream(fc.nat(255)),
      fc.boolean(),
      async ([count, sizes], bytes, packed) => {
        const dimensions = [count, ...sizes];
        const data = Uint8Array.from(bytes.take(dimensions.reduce((product, size) => product * size, 1)));
        const encoded = encodeIdx(dimensions, data);
        await writeFile(file, packed ? gzipSync(encoded) : encoded);
        const array = await readIdx(source(file), [dimensions.length]);
        expect({ ...array, data: [...array.data], contents: [...array.contents] }).toEqual({
          file,
          dimensions,
          headerBytes: 4 + 4 * dimensions.length,
          data: [...data],
          contents: [...encoded],
        });
      },
    ),
    { numRuns: 60 },
  );
});

test('a file larger than one chunk is put together in order', async () => {
  const data = Uint8Array.from({ length: 200_000 }, (_, i) => (i * 7) % 251);
  for (const pack of [(bytes: Uint8Array) => bytes, gzipSync]) {
    const file = join(await temporaryFolder(), 'trial');
    await writeFile(file, pack(encodeIdx([50, 40, 100], data)));
    const array = await readIdx(source(file), [3]);
    expect(Buffer.compare(array.data, data)).toBe(0);
  }
});

test('whatever a file holds, it is read or refused with a coded error', async () => {
  const file = join(await temporaryFolder(), 'trial');
  const whole = encodeIdx([2, 2, 2], zeros(8));
  const damaged = fc
    .array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 4 })
    .map((changes) => changes.reduce((bytes, [at, value]) => bytes.with(at, value), Uint8Array.from(whole)));
  const hostile = fc.oneof(fc.uint8Array({ maxLength: 64 }), damaged);
  await fc.assert(
    fc.asyncProperty(hostile, fc.boolean(), async (bytes, packed) => {
      await writeFile(file, packed ? gzipSync(bytes) : bytes);
      const thrown: unknown = await readIdx(source(file), [1, 3, 4]).catch((error: unknown) => error);
      if (thrown instanceof Error)
        expect(thrown).toMatchObject({ code: 'dataset/damaged', details: { file } });
    }),
    { numRuns: 150 },
  );
});

test('every damage is told with the file and the byte', async () => {
  const whole = encodeIdx([2, 2, 2], zeros(8));
  const told = {
    empty: await refusal(zeros(0)),
    endsInMagic: await refusal(whole.subarray(0, 3)),
    endsInSizes: await refusal(whole.subarray(0, 15)),
    text: await refusal(Buffer.from('<!DOCTYPE html>')),
    secondByte: await refusal(Uint8Array.from(whole).with(1, 9)),
    floats: await refusal(encodeIdx([2, 2, 2], zeros(32), 0x0d)),
    unknownType: await refusal(encodeIdx([2, 2, 2], zeros(8), 0x77)),
    labelsForImages: await refusal(encodeIdx([8], zeros(8))),
    imagesForLabels: await refusal(whole, [1]),
    noWidth: await refusal(encodeIdx([2, 2, 0], [])),
    truncated: await refusal(whole.subarray(0, 20)),
    trailing: await refusal(Buffer.concat([whole, zeros(3)])),
    sizesFromHell: await refusal(encodeIdx([2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1], zeros(8))),
  };
  expect(told).toEqual({
    empty: '<file> is damaged at byte 0: the file is empty.',
    endsInMagic: '<file> is damaged at byte 3: the file ends in its header.',
    endsInSizes: '<file> is damaged at byte 15: the file ends in its header.',
    text: '<file> is damaged at byte 0: an IDX file begins with two zero bytes, this one with 60.',
    secondByte: '<file> is damaged at byte 1: an IDX file begins with two zero bytes, here stands 9.',
    floats: '<file> is damaged at byte 2: it holds 32-bit floats (type 13), not unsigned bytes (type 8).',
    unknownType:
      '<file> is damaged at byte 2: it holds elements of an unknown type (type 119), not unsigned bytes (type 8).',
    labelsForImages: '<file> is damaged at byte 3: it has 1 dimension instead of 3.',
    imagesForLabels: '<file> is damaged at byte 3: it has 3 dimensions instead of 1.',
    noWidth: '<file> is damaged at byte 12: dimension 3 is 0.',
    truncated: '<file> is damaged at byte 20: the file ends here, but by its header it has 24 bytes.',
    trailing: '<file> is damaged at byte 24: the data end here by its header, but 3 more bytes follow.',
    sizesFromHell: expect.stringMatching(
      /^<file> is damaged at byte 24: the file ends here, but by its header/,
    ) as string,
  });
});

test('damage inside a packed file is told too, and where it is counted', async () => {
  const whole = encodeIdx([2, 2, 2], zeros(8));
  const packed = gzipSync(whole);
  const badSum = Uint8Array.from(packed).with(packed.length - 6, (packed.at(-6) ?? 0) ^ 1);
  const told = {
    truncatedInside: await refusal(gzipSync(whole.subarray(0, 20))),
    trailingInside: await refusal(gzipSync(Buffer.concat([whole, zeros(3)]))),
    truncatedPacking: await refusal(packed.subarray(0, packed.length - 5)),
    badSum: await refusal(badSum),
    trailingGarbage: await refusal(Buffer.concat([packed, Buffer.from('more')])),
    onlyTheMagic: await refusal(Uint8Array.of(0x1f, 0x8b)),
  };
  expect(told).toEqual({
    truncatedInside:
      '<file> is damaged at byte 20: the file ends here, but by its header it has 24 bytes (counted in the unpacked data).',
    trailingInside:
      '<file> is damaged at byte 24: the data end here by its header, but more bytes follow (counted in the unpacked data).',
    truncatedPacking: `<file> is damaged at byte ${packed.length - 5}: its gzip data cannot be unpacked from there on (unexpected end of file).`,
    badSum:
      '<file> is damaged at byte 0: its gzip data cannot be unpacked from there on (incorrect data check).',
    trailingGarbage:
      '<file> is damaged at byte 0: its gzip data cannot be unpacked from there on (incorrect header check).',
    onlyTheMagic:
      '<file> is damaged at byte 2: its gzip data cannot be unpacked from there on (unexpected end of file).',
  });
});

test('a packed bomb is left at its first byte too many, and no memory is set aside on its word', async () => {
  const before = process.memoryUsage().arrayBuffers;
  const manyZeros = Buffer.concat([encodeIdx([1, 2, 2], zeros(4)), zeros(64 * 2 ** 20)]);
  const bomb = gzipSync(manyZeros, { level: 9 });
  const boast = gzipSync(encodeIdx([40_000, 200, 200], zeros(8)));
  const tooLarge = gzipSync(Buffer.concat([encodeIdx([2 ** 31, 1, 1], []), zeros(3_000_000)]), { level: 0 });
  expect([await refusal(bomb), await refusal(boast), await refusal(tooLarge)]).toEqual([
    '<file> is damaged at byte 20: the data end here by its header, but more bytes follow (counted in the unpacked data).',
    '<file> is damaged at byte 4: its sizes make 1600000016 bytes, more than so small a gzip file can hold (counted in the unpacked data).',
    '<file> is damaged at byte 4: its sizes make 2147483664 bytes; the limit of a packed file is 2147483647, unpacked it may be larger (counted in the unpacked data).',
  ]);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(200 * 2 ** 20);
});

test('a label out of range is told with its byte', async () => {
  const file = join(await temporaryFolder(), 'labels');
  await writeFile(file, encodeIdx([5], [0, 9, 10, 3, 200]));
  const labels = await readIdx(source(file), [1]);
  checkLabels(labels, 201);
  expect(() => checkLabels(labels, 10)).toThrow(
    `${file} is damaged at byte 10: the label of example 2 is 10, but there are 10 classes (0 to 9).`,
  );
});

test('contents other than the published ones are told by their checksum', async () => {
  const file = join(await temporaryFolder(), 'labels');
  await writeFile(file, encodeIdx([1], [0]));
  const labels = await readIdx(source(file), [1]);
  expect(() => checkSha256(labels, 'abc')).toThrow(
    /labels is readable but not the published file: its SHA-256 is [0-9a-f]{64}, not abc\./,
  );
});

test('what is missing or no file is told, without waiting for a pipe or a device', async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'inner'));
  const codeOf = async (file: string) =>
    readIdx(source(file), [1]).catch((error: unknown) => (error as WorkbenchError).toRecord());
  expect([
    await codeOf(join(folder, 'gone')),
    await codeOf(join(folder, 'inner')),
    await codeOf('/dev/zero'),
  ]).toEqual([
    {
      code: 'dataset/missing',
      details: { dataset: 'Trial', file: join(folder, 'gone'), remedy: 'Look again.' },
    },
    { code: 'dataset/unreadable', details: { file: join(folder, 'inner'), reason: 'it is not a file' } },
    expect.objectContaining({
      code: process.platform === 'win32' ? 'dataset/missing' : 'dataset/unreadable',
    }),
  ]);
});
