/** `ffwb export`: a run as a file for other programs. */

import { extname, resolve, sep } from 'node:path';

import { Option } from 'commander';
import type { Command } from 'commander';

import { WorkbenchError } from '../../../../src-shared/base/errors.ts';
import type { RunReader } from '../../../store/run-store.ts';
import { chooseDataFolder } from '../data-folder-choice.ts';
import { csvPieces } from '../export/csv-export.ts';
import { jsonPieces } from '../export/json-export.ts';
import { npzOf } from '../export/npz-export.ts';
import type { RecordedRun } from '../export/recorded-run.ts';
import { writeFileWhole } from '../export/write-file.ts';
import { readRuns } from '../run-reader.ts';
import { formatBytes } from '../terminal/quantities.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { addDataFolderOption, addJsonOption } from './command.ts';
import type { SharedOptions } from './command.ts';

const formats = ['json', 'csv', 'npz'] as const;
type Format = (typeof formats)[number];

interface ExportOptions extends SharedOptions {
  readonly format?: Format;
  readonly out: string;
}

export function defineExport(command: Command, terminal: Terminal): void {
  command
    .argument('<run>', 'its identifier, or a piece of it that no other run has')
    .addOption(
      new Option(
        '--format <format>',
        "json: everything; csv: the series; npz: the weights (default: the file's ending)",
      ).choices(formats),
    )
    .requiredOption('--out <file>', 'the file to write; one of that name is replaced');
  addJsonOption(addDataFolderOption(command)).action(async (name: string, options: ExportOptions) => {
    const dataFolder = chooseDataFolder(options.dataDir);
    const file = resolve(options.out);
    const format = options.format ?? formatOf(file);
    refuseOwnFiles(file, dataFolder);
    const answer = await readRuns(dataFolder, async (reader) => {
      const recorded = readRecorded(reader, name);
      const bytes = await writeFileWhole(file, await piecesOf(format, recorded, dataFolder, terminal));
      return { runId: recorded.run.runId, format, file, bytes };
    });
    terminal.answer(answer, () => `Wrote ${file} (${formatBytes(answer.bytes)}).`);
  });
}

async function piecesOf(
  format: Format,
  recorded: RecordedRun,
  dataFolder: string,
  terminal: Terminal,
): Promise<Iterable<string | Uint8Array>> {
  if (format === 'json') return jsonPieces(recorded);
  if (format === 'csv') return csvPieces(recorded);
  const { bytes, checkpoint, damaged } = await npzOf(recorded.run, dataFolder);
  damaged.forEach((message) => terminal.warn(message));
  terminal.note(`The weights are those of step ${checkpoint.step}.`);
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
  const format = formats.find((each) => each === ending);
  if (format !== undefined) return format;
  throw new WorkbenchError('input/invalid', {
    problem: `"${file}" does not say which format to write`,
    remedy: `Give --format ${formats.join(', ')}, or such an ending.`,
  });
}

/** The data folder holds the database and the checkpoints: a slip there could replace them. */
function refuseOwnFiles(file: string, dataFolder: string): void {
  if (!file.startsWith(dataFolder + sep)) return;
  throw new WorkbenchError('input/invalid', {
    problem: `${file} lies in the data folder, which is the workbench's own`,
    remedy: 'Choose another place with --out.',
  });
}
