/**
 * A published dataset of four IDX files with known contents, such as MNIST: looked for in one folder after another,
 * and used only when every byte is as published.
 */

import { join } from 'node:path';
import { z } from 'zod';

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import { definePart } from '../../../src-shared/spec/part.ts';
import type { DatasetSources, ExamplePool } from './dataset.ts';
import { describePool } from './description.ts';
import type { DescribedDatasetPart } from './description.ts';
import { findPublishedFiles, readIdxPool } from './idx-dataset.ts';
import type { IdxFileSet } from './idx-dataset.ts';
import { imageParameters } from './image-parameters.ts';
import { poolLoader } from './splits.ts';

export interface PublishedIdx {
  /** Also the name of its folder in the user's dataset folder, which is looked in first. */
  readonly kind: string;
  readonly label: string;
  readonly help: string;
  readonly source: string;
  readonly classNames: readonly string[];
  /** SHA-256 (hex) of the unpacked files. */
  readonly sha256: IdxFileSet<string>;
  /** Further folders, in the order they are tried. */
  readonly places: readonly string[];
  /** How to get the files; `folder` is where to put them. */
  remedy(folder: string): string;
}

/** The dataset part of a published set. */
export function publishedIdxPart(published: PublishedIdx): DescribedDatasetPart {
  const { kind, label, help, source } = published;
  const part = definePart({
    kind,
    label,
    help,
    source,
    parameters: z.object(imageParameters),
    create: (parameters) =>
      poolLoader(kind, null, async (sources) => (await readPublished(published, sources)).pool, parameters),
  });
  return {
    ...part,
    describe: (sources) =>
      describePool(part, ownFolder(published, sources), () => readPublished(published, sources)),
  };
}

function ownFolder(published: PublishedIdx, sources: DatasetSources): string {
  return join(sources.folder, published.kind);
}

/** The first folder that has all four files decides. Errors: those of readIdxPool. */
async function readPublished(
  published: PublishedIdx,
  sources: DatasetSources,
): Promise<{ where: string; pool: ExamplePool }> {
  const own = ownFolder(published, sources);
  const remedy = published.remedy(own);
  const { label: name, classNames, sha256 } = published;
  const missing: string[] = [];
  for (const where of [own, ...published.places]) {
    const found = await findPublishedFiles(where);
    if ('files' in found) {
      return { where, pool: await readIdxPool({ name, classNames, files: found.files, remedy, sha256 }) };
    }
    missing.push(found.missing);
  }
  throw new WorkbenchError('dataset/missing', { dataset: name, file: missing[0] ?? own, remedy });
}
