/** A run as one file in memory, for a window to hand to the user. */

import type { ClassifierFile } from '../../../src-shared/views/inspection-view.ts';
import type { ExportedFile } from '../../../src-shared/views/workbench-view.ts';
import type { RunRecord } from '../../store/run-store.ts';
import { archiveEnding, archiveMediaType, archiveName } from '../archive/archive-format.ts';
import { writeArchive } from '../archive/write-archive.ts';
import { csvPieces } from './csv-export.ts';
import { jsonPieces } from './json-export.ts';
import { npzOf } from './npz-export.ts';
import { recordedRunOf } from './recorded-run.ts';
import { safetensorsOf } from './safetensors-export.ts';

const turnCharacters = 1_000_000;

export type ExportFormat = 'archive' | 'json' | 'csv' | 'npz' | 'safetensors' | 'onnx';

/** Where what is not in the record comes from. */
export interface ExportSource {
  readonly runFolder: string;
  /** This program's. */
  readonly version: string;
  /** The net as a classifier, which the numeric core writes. */
  readonly classifier: () => Promise<ClassifierFile>;
}

/**
 * Errors: input/invalid where there are no weights to write; checkpoint/damaged; those of inspect/classifier for onnx.
 */
export async function exportRun(
  record: RunRecord,
  format: ExportFormat,
  { runFolder, version, classifier }: ExportSource,
): Promise<ExportedFile> {
  const { detail } = record;
  switch (format) {
    case 'archive': {
      const { bytes } = await writeArchive(record, runFolder, version);
      return { name: archiveName(detail, archiveEnding), mediaType: archiveMediaType, bytes };
    }
    case 'json':
      return {
        name: archiveName(detail, '.json'),
        mediaType: 'application/json',
        bytes: await joined(jsonPieces(recordedRunOf(record))),
      };
    case 'csv':
      return {
        name: archiveName(detail, '.csv'),
        mediaType: 'text/csv',
        bytes: await joined(csvPieces(recordedRunOf(record))),
      };
    case 'npz': {
      const { bytes } = await npzOf(detail, runFolder);
      return { name: archiveName(detail, '.npz'), mediaType: 'application/zip', bytes };
    }
    case 'safetensors': {
      const { bytes } = await safetensorsOf(detail, runFolder, version);
      return { name: archiveName(detail, '.safetensors'), mediaType: 'application/octet-stream', bytes };
    }
    case 'onnx': {
      const { bytes } = await classifier();
      return { name: archiveName(detail, '.onnx'), mediaType: 'application/octet-stream', bytes };
    }
  }
}

/** In turns, so that the host answers meanwhile. */
async function joined(pieces: Iterable<string>): Promise<Uint8Array> {
  const written: Buffer[] = [];
  let sinceTurn = 0;
  for (const piece of pieces) {
    written.push(Buffer.from(piece));
    sinceTurn += piece.length;
    if (sinceTurn < turnCharacters) continue;
    sinceTurn = 0;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return Buffer.concat(written);
}
