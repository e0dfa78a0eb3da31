/**
 * Makes the archive of a run from what is recorded of it and its newest readable checkpoint. The same run gives the same
 * bytes. Packing takes its time in small pieces, so that the host answers meanwhile.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import { encode } from '../../../src-shared/contract/codec.ts';
import type { CheckpointInfo, RunDetail } from '../../../src-shared/views/run-view.ts';
import { readCheckpoint } from '../../store/checkpoints.ts';
import type { RunRecord } from '../../store/run-store.ts';
import { archiveFormat, archiveVersion } from './archive-format.ts';
import type { ArchiveFile, Manifest } from './archive-format.ts';
import { withDigests } from './digests.ts';

/** Zip dates begin here. */
const epochOfZip = new Date('1980-01-01T00:00:00');
const pieceBytes = 512 * 1024;

export interface WrittenArchive {
  readonly bytes: Uint8Array;
  /** null: the run has none that can be read, so it travels without. */
  readonly checkpoint: CheckpointInfo | null;
  /** Newer checkpoints that could not be read, in words. */
  readonly damaged: readonly string[];
}

export interface WriteOptions {
  /** Nothing is packed: it takes a tenth of the time, and many archives are packed together later, or not at all. */
  readonly isStored?: boolean;
}

/** `runFolder`: where the run's checkpoints are. `workbench`: this program's version. */
export async function writeArchive(
  record: RunRecord,
  runFolder: string,
  workbench: string,
  { isStored = false }: WriteOptions = {},
): Promise<WrittenArchive> {
  const { found, damaged } = await newestCheckpoint(record.detail, runFolder);
  const checkpoint = found?.info ?? null;
  const manifest: Manifest = {
    format: archiveFormat,
    version: archiveVersion,
    runId: record.detail.runId,
    workbench,
  };
  const run: RunDetail = { ...record.detail, checkpoints: checkpoint === null ? [] : [checkpoint] };
  const files: [ArchiveFile, Uint8Array][] = [
    ['run.json', Buffer.from(JSON.stringify(run, null, 2))],
    ['series.msgpack', encode(record.series)],
    ['histograms.msgpack', encode(record.histograms)],
    ['films.msgpack', encode(record.films)],
  ];
  if (found !== null) files.push(['checkpoint.safetensors', found.bytes]);
  const manifestBytes = Buffer.from(JSON.stringify(withDigests(manifest, files), null, 2));
  return { bytes: await zipped([['manifest.json', manifestBytes], ...files], isStored), checkpoint, damaged };
}

async function newestCheckpoint(
  { checkpoints }: RunDetail,
  runFolder: string,
): Promise<{ found: { info: CheckpointInfo; bytes: Uint8Array } | null; damaged: string[] }> {
  const damaged: string[] = [];
  for (const info of checkpoints) {
    const path = join(runFolder, info.file);
    try {
      await readCheckpoint(path, info.sha256);
      return { found: { info, bytes: await readFile(path) }, damaged };
    } catch (thrown) {
      if (!(thrown instanceof WorkbenchError)) throw thrown;
      damaged.push(thrown.message);
    }
  }
  return { found: null, damaged };
}

async function zipped(files: readonly [ArchiveFile, Uint8Array][], isStored: boolean): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let fault: Error | null = null;
  const zip = new Zip((error, piece) => {
    if (error === null) pieces.push(piece);
    else fault = error;
  });
  for (const [name, bytes] of files) {
    // Weights are as good as random: packing them takes seconds and saves a tenth.
    const isAsItIs = isStored || bytes.length > 8 * 2 ** 20;
    const file = isAsItIs ? new ZipPassThrough(name) : new ZipDeflate(name, { level: 6 });
    file.mtime = epochOfZip;
    zip.add(file);
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      // A copy, because what is passed through is kept until the end.
      file.push(bytes.slice(at, at + pieceBytes), at + pieceBytes >= bytes.length);
      if (!isStored || bytes.length > pieceBytes) await new Promise((resolve) => setImmediate(resolve));
    }
  }
  zip.end();
  if (fault !== null) throw fault as Error;
  return Buffer.concat(pieces);
}
