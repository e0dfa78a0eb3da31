/** `ffwb export`: a run as a file for other programs. */

import { extname } from 'node:path';

import { Option } from 'commander';
import type { Command } from 'commander';

import { WorkbenchError } from '../../../../src-shared/base/errors.ts';
import type { RunDetail } from '../../../../src-shared/views/run-view.ts';
import { runFolder } from '../../../store/data-folder.ts';
import type { RunReader } from '../../../store/run-store.ts';
import { nodeEntries, spawnNode } from '../../../child/spawn-node.ts';
import { chooseDataFolder } from '../../data-folder-choice.ts';
import { archiveEnding } from '../../../service/archive/archive-format.ts';
import { writeArchive } from '../../../service/archive/write-archive.ts';
import { csvPieces } from '../../../service/export/csv-export.ts';
import { jsonPieces } from '../../../service/export/json-export.ts';
import { npzOf } from '../../../service/export/npz-export.ts';
import type { RecordedRun } from '../../../service/export/recorded-run.ts';
import { safetensorsOf } from '../../../service/export/safetensors-export.ts';
import { inspectRun } from '../../../service/inspect-run.ts';
import { claimPlace, writeFileWhole } from '../write-file.ts';
import { programVersion } from '../program-version.ts';
import { readRuns } from '../run-reader.ts';
import { formatBytes } from '../terminal/quantities.ts';
import { formatTable, indented } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { addDataFolderOption, addJsonOption, notEmpty } from './command.ts';
import type { SharedOptions } from './command.ts';

const formats = ['archive', 'json', 'csv', 'npz', 'safetensors', 'onnx'] as const;
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
        "archive: everything, for another workbench; json: everything but weights; csv: the series; npz, safetensors: the weights; onnx: the trained net, images in, scores out (default: the file's ending)",
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
      const { pieces, ...contents } = await piecesOf(format, name, { reader, dataFolder, terminal });
      const bytes = await writeFileWhole(place, pieces);
      return { runId: reader.resolveRun(name), format, file, bytes, ...contents };
    });
    terminal.answer(answer, () => {
      const wrote = `Wrote ${file} (${formatBytes(answer.bytes)}).`;
      return answer.tensors === undefined ? wrote : `${wrote}\n${indented(tableOfShapes(answer.tensors))}`;
    });
  });
}

/** A tensor of a file; 'N': any number. */
interface NamedShape {
  readonly name: string;
  readonly shape: readonly (number | string)[];
}

interface Place {
  readonly reader: RunReader;
  readonly dataFolder: string;
  readonly terminal: Terminal;
}

/** What is written, and for formats whose insides have names, these with their shapes: as the answer tells them. */
interface Written {
  readonly pieces: Iterable<string | Uint8Array>;
  readonly tensors?: readonly NamedShape[];
}

async function piecesOf(format: Format, name: string, place: Place): Promise<Written> {
  switch (format) {
    case 'archive':
      return { pieces: await archivePieces(name, place) };
    case 'json':
      return { pieces: jsonPieces(readRecorded(place.reader, name)) };
    case 'csv':
      return { pieces: csvPieces(readRecorded(place.reader, name)) };
    case 'npz':
    case 'safetensors':
      return weightsPieces(format, place.reader.getRun(name), place);
    case 'onnx':
      return netPieces(place.reader.getRun(name), place);
  }
}

async function weightsPieces(
  format: 'npz' | 'safetensors',
  run: RunDetail,
  { dataFolder, terminal }: Place,
): Promise<Written> {
  const folder = runFolder(dataFolder, run.runId);
  const { bytes, checkpoint, damaged, weights } =
    format === 'npz' ? await npzOf(run, folder) : await safetensorsOf(run, folder, programVersion());
  damaged.forEach((message) => terminal.warn(message));
  terminal.note(`The weights are those of step ${checkpoint.step}.`);
  return { pieces: [bytes], tensors: [...weights].map(([tensor, { shape }]) => ({ name: tensor, shape })) };
}

/** An inspection process traces the net. */
async function netPieces(run: RunDetail, { dataFolder, terminal }: Place): Promise<Written> {
  const { at, bytes, image, classNames, readouts } = await inspectRun(
    { spawn: spawnNode(nodeEntries.inspection), dataFolder, version: programVersion() },
    run,
    (ask) => ask('inspect/classifier', { run: run.runId, step: null }),
  );
  terminal.note(`The net is that of step ${at.step}.`);
  const inputs = image.height * image.width * image.channels;
  const outputs = readouts.map((readout) => ({ name: readout, shape: ['N', classNames.length] }));
  return { pieces: [bytes], tensors: [{ name: 'images', shape: ['N', inputs] }, ...outputs] };
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

function tableOfShapes(tensors: readonly NamedShape[]): string {
  const rows = tensors.map(({ name, shape }) => [name, `[${shape.join(', ')}]`]);
  return formatTable([{ title: 'tensor' }, { title: 'shape' }], rows);
}
