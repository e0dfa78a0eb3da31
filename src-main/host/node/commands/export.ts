/** `ffwb export`: a run as a file for other programs. */

import { extname } from 'node:path';

import { Option } from 'commander';
import type { Command } from 'commander';

import { WorkbenchError } from '../../../../src-shared/base/errors.ts';
import { runFolder } from '../../../store/data-folder.ts';
import type { RunReader } from '../../../store/run-store.ts';
import { chooseDataFolder } from '../../data-folder-choice.ts';
import { archiveEnding } from '../../../service/archive/archive-format.ts';
import { writeArchive } from '../../../service/archive/write-archive.ts';
import { csvPieces } from '../../../service/export/csv-export.ts';
import { jsonPieces } from '../../../service/export/json-export.ts';
import { npzOf } from '../../../service/export/npz-export.ts';
import type { RecordedRun } from '../../../service/export/recorded-run.ts';
import { claimPlace, writeFileWhole } from '../write-file.ts';
import { programVersion } from '../program-version.ts';
import { readRuns } from '../run-reader.ts';
import { formatBytes } from '../terminal/quantities.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { addDataFolderOption, addJsonOption, notEmpty } from './command.ts';
import type { SharedOptions } from './command.ts';

const formats = ['archive', 'json', 'csv', 'npz'] as const;
type Format = (typeof formats)[number];

interface ExportOptions extends SharedOptions {
  readonly format?: Format;
  readonly out: string;
  readonly force?: boolean;
}

export function defineExport(command: Command, terminal: Terminal): void {
  command
    .argument('<run>', 'its identifier, or a piece of it that no other run has')
    .addOption(
      new Option(
        '--format <format>',
        "archive: everything, for another workbench; json: everything but weights; csv: the series; npz: the weights (default: the file's ending)",
      ).choices(formats),
    )
    .requiredOption('--out <file>', 'the file to write', notEmpty)
    .option('--force', 'replaces a file that is there; without it a terminal is asked');
  addJsonOption(addDataFolderOption(command)).action(async (name: string, options: ExportOptions) => {
    const dataFolder = chooseDataFolder(options.dataDir);
    const format = options.format ?? formatOf(options.out);
    const place = await claimPlace(options.out, { dataFolder, force: options.force === true, terminal });
    const file = place.named;
    const answer = await readRuns(dataFolder, async (reader) => {
      const pieces = await piecesOf(format, name, { reader, dataFolder, terminal });
      const bytes = await writeFileWhole(place, pieces);
      return { runId: reader.resolveRun(name), format, file, bytes };
    });
    terminal.answer(answer, () => `Wrote ${file} (${formatBytes(answer.bytes)}).`);
  });
}

interface Place {
  readonly reader: RunReader;
  readonly dataFolder: string;
  readonly terminal: Terminal;
}

async function piecesOf(format: Format, name: string, place: Place): Promise<Iterable<string | Uint8Array>> {
  if (format === 'archive') return archivePieces(name, place);
  const recorded = readRecorded(place.reader, name);
  if (format === 'json') return jsonPieces(recorded);
  if (format === 'csv') return csvPieces(recorded);
  const { dataFolder, terminal } = place;
  const { bytes, checkpoint, damaged } = await npzOf(recorded.run, runFolder(dataFolder, recorded.run.runId));
  damaged.forEach((message) => terminal.warn(message));
  terminal.note(`The weights are those of step ${checkpoint.step}.`);
  return [bytes];
}

async function archivePieces(name: string, { reader, dataFolder, terminal }: Place): Promise<[Uint8Array]> {
  const record = reader.exportRun(name);
  const folder = runFolder(dataFolder, record.detail.runId);
  const { bytes, checkpoint, damaged } = await writeArchive(record, folder, programVersion());
  damaged.forEach((message) => terminal.warn(message));
  if (checkpoint === null) terminal.note('The run has no checkpoint, so its archive has no weights.');
  return [bytes];
}

function readRecorded(reader: RunReader, name: string): RecordedRun {
  const run = reader.getRun(name);
  return {
    run,
    series: (metric) => reader.getSeries(run.runId, [metric])[0] ?? null,
    histogram: (histogram) => reader.getHistograms(run.runId, histogram),
  };
}

function formatOf(file: string): Format {
  const ending = extname(file).slice(1).toLowerCase();
  if (`.${ending}` === archiveEnding) return 'archive';
  const format = formats.find((each) => each === ending);
  if (format !== undefined) return format;
  throw new WorkbenchError('input/invalid', {
    problem: `"${file}" does not say which format to write`,
    remedy: `Give --format ${formats.join(', ')}, or such an ending.`,
  });
}
