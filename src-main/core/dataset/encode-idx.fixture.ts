/** Writes IDX files for tests: whole ones, and the parts of damaged ones. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

import type { IdxFileSet } from './idx-dataset.ts';
import { publishedNames } from './idx-dataset.ts';

/** An IDX file; `dimensions` and `type` are written as they are told, true or not. */
export function encodeIdx(dimensions: readonly number[], data: Iterable<number>, type = 0x08): Uint8Array {
  const header = Buffer.alloc(4 + 4 * dimensions.length);
  header[2] = type;
  header[3] = dimensions.length;
  dimensions.forEach((size, axis) => header.writeUInt32BE(size, 4 + 4 * axis));
  return Buffer.concat([header, Uint8Array.from(data)]);
}

/** A folder that goes away with the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ffwb-dataset-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Four small files that belong together: 6 training and 3 test images of 2 x 2 pixels, 3 classes. */
export function smallFiles(): IdxFileSet<Uint8Array> {
  return {
    trainImages: encodeIdx(
      [6, 2, 2],
      Array.from({ length: 24 }, (_, i) => i),
    ),
    trainLabels: encodeIdx([6], [0, 1, 2, 2, 1, 0]),
    testImages: encodeIdx(
      [3, 2, 2],
      Array.from({ length: 12 }, (_, i) => 100 + i),
    ),
    testLabels: encodeIdx([3], [2, 1, 0]),
  };
}

/** Writes the files under their published names. */
export async function writePublished(folder: string, files: Partial<IdxFileSet<Uint8Array>>): Promise<void> {
  for (const [role, bytes] of Object.entries(files)) {
    await writeFile(join(folder, publishedNames[role as keyof IdxFileSet<string>]), bytes);
  }
}
