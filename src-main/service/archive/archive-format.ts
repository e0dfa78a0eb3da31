/**
 * The form of a run archive: one zip file, NAME-RUNID.ffrun, by which a run travels to another workbench. What it may
 * hold stands here, with the limits that a file from elsewhere is held to.
 *
 *   manifest.json        what this is, its version, and digests of all files and of itself (digests.ts)
 *   run.json             the run: spec, results, environment (RunDetail)
 *   series.msgpack       every measured series (Series[]), packed as on the contract
 *   histograms.msgpack   every histogram
 *   films.msgpack        what was recorded of the net's insides
 *   checkpoint.safetensors   the newest checkpoint, where there is one; run.json says its own name
 */

import type { RunDetail } from '../../../src-shared/views/run-view.ts';

export const archiveFormat = 'ffwb-run-archive';
/** A program refuses archives of a later version in words. Raise it when an old program would misread a new archive. */
export const archiveVersion = 1;
export const archiveEnding = '.ffrun';
export const archiveMediaType = 'application/zip';

const mebibyte = 2 ** 20;

/** Every file an archive may hold, with the most bytes it may unpack to. Nothing else is accepted, whatever its name. */
export const archiveFiles = {
  'manifest.json': 64 * 1024,
  'run.json': 32 * mebibyte,
  'series.msgpack': 512 * mebibyte,
  'histograms.msgpack': 256 * mebibyte,
  'films.msgpack': 512 * mebibyte,
  'checkpoint.safetensors': 1024 * mebibyte,
} as const;
export type ArchiveFile = keyof typeof archiveFiles;

export const requiredFiles = [
  'manifest.json',
  'run.json',
  'series.msgpack',
  'histograms.msgpack',
  'films.msgpack',
] as const satisfies readonly ArchiveFile[];

/** Of a whole archive, as it lies on the disk and unpacked. */
export const mostArchiveBytes = 1024 * mebibyte;
export const mostUnpackedBytes = 1536 * mebibyte;
/** Deflate cannot do better than about 1,030 : 1, and only zeros come near; what was measured comes nowhere near. */
export const mostRatio = 250;
/** Small files may be of anything. */
export const freeOfRatioBytes = mebibyte;

export interface Manifest {
  readonly format: typeof archiveFormat;
  readonly version: number;
  readonly runId: string;
  /** The workbench that wrote it. */
  readonly workbench: string;
}

/** Names of people's runs become names of files: letters, digits, dots and hyphens stay. */
export function archiveName({ name, runId }: Pick<RunDetail, 'name' | 'runId'>, ending: string): string {
  const plain = name
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[-._]+|[-._]+$/g, '')
    .slice(0, 60);
  return `${plain === '' ? 'run' : plain}-${runId}${ending}`;
}
