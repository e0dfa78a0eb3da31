/** The printed parts of docs/speed.md: records side by side, each measured at another time. */

import type { Spread } from '../turns.ts';
import { absent, figure, spreadInWords, table } from './figure-words.ts';
import { machineInWords } from './machine.ts';
import type { PrintedParts } from './printed-page.ts';
import type { SpeedRecord, StepSpeed } from './speed-record.ts';

/** A row of a table: its name, and its cell of each record. */
type Row = readonly [name: string, cell: (record: SpeedRecord) => string | undefined];

export function speedParts(records: readonly SpeedRecord[]): PrintedParts {
  const sideBySide = (rows: readonly Row[]): string => recordsTable(records, rows);
  return {
    records: recordsList(records),
    step: sideBySide(stepRows),
    steps: experimentsTable(records),
    'side-by-side': sideBySide(sideBySideRows),
    'label-test': sideBySide(labelTestRows(records)),
    recording: sideBySide(recordingRows),
    streamed: sideBySide(streamedRows),
  };
}

const notYet = 'Not measured yet.';

function recordsList(records: readonly SpeedRecord[]): string {
  if (records.length === 0) return notYet;
  return records
    .map((record) => {
      const versions = torchVersions(record);
      const peer = versions.length === 0 ? 'without PyTorch' : `PyTorch ${versions.join(', ')}`;
      return `- **${record.label}**: ${machineInWords(record.machine)}; ${peer}`;
    })
    .join('\n');
}

function torchVersions({ step, steps }: SpeedRecord): string[] {
  const measured = [...(step === undefined ? [] : [step]), ...Object.values(steps ?? {})];
  return [...new Set(measured.flatMap(({ peer }) => (peer === null ? [] : [peer.plain.torch])))].sort();
}

const spread =
  (of: (record: SpeedRecord) => Spread | undefined) =>
  (record: SpeedRecord): string | undefined => {
    const found = of(record);
    return found === undefined ? undefined : spreadInWords(found);
  };

const number =
  (of: (record: SpeedRecord) => number | undefined) =>
  (record: SpeedRecord): string | undefined => {
    const found = of(record);
    return found === undefined ? undefined : figure(found);
  };

const stepRows: readonly Row[] = [
  ['this program (ms a step)', spread(({ step }) => step?.millisecondsPerStep)],
  ['plain PyTorch (ms a step)', spread(({ step }) => step?.peer?.plain.millisecondsPerStep)],
  ['this program over plain PyTorch', spread(({ step }) => step?.peer?.plain.ratio)],
  ['tuned PyTorch (ms a step)', spread(({ step }) => step?.peer?.tuned.millisecondsPerStep)],
  ['this program over tuned PyTorch', spread(({ step }) => step?.peer?.tuned.ratio)],
  ['useful arithmetic (GFLOP/s)', number(({ step }) => step?.usefulGigaflopsPerSecond)],
  ["the engine's bare matrix product (GFLOP/s)", spread(({ step }) => step?.matMulGigaflopsPerSecond)],
];

const sideBySideRows: readonly Row[] = [
  ['one run on all threads (steps/s)', spread(({ sideBySide }) => sideBySide?.oneRun)],
  ['one run on half of them (steps/s)', spread(({ sideBySide }) => sideBySide?.oneRunOnHalf)],
  [
    'two runs on half of them each (steps/s together)',
    spread(({ sideBySide }) => sideBySide?.twoRunsOnHalfEach),
  ],
  ['two runs over one on all threads', spread(({ sideBySide }) => sideBySide?.overOneRun)],
  ['two runs over one on half of them', spread(({ sideBySide }) => sideBySide?.overOneRunOnHalf)],
];

/** With a row for every number of candidates that some record has. */
function labelTestRows(records: readonly SpeedRecord[]): readonly Row[] {
  const few = records.flatMap(({ labelTest }) =>
    (labelTest?.candidates ?? []).map(({ candidates }) => candidates),
  );
  const among = [...new Set(few)]
    .sort((a, b) => a - b)
    .map((count): Row => [
      `among ${count} candidates, over all ten labels`,
      spread(({ labelTest }) => labelTest?.candidates?.find((each) => each.candidates === count)?.ratio),
    ]);
  return [
    ['images', number(({ labelTest }) => labelTest?.images)],
    ['goodness of all ten labels (s)', spread(({ labelTest }) => labelTest?.seconds)],
    ...among,
  ];
}

const recordingRows: readonly Row[] = [
  [
    'training with every cheap measure recorded at every step, over training alone',
    spread(({ recording }) => recording?.everyStepOverNone),
  ],
  [
    'by default they are recorded every so many steps',
    number(({ recording }) => recording?.defaultEverySteps),
  ],
  ['a checkpoint (ms)', number(({ recording }) => recording?.checkpointMilliseconds)],
  ['values recorded a second', spread(({ recording }) => recording?.valuesPerSecond)],
];

const streamedRows: readonly Row[] = [
  ['images', number(({ streamed }) => streamed?.images)],
  ['images in their file (ms a step)', spread(({ streamed }) => streamed?.fileMilliseconds)],
  ['images in memory (ms a step)', spread(({ streamed }) => streamed?.memoryMilliseconds)],
  ['file over memory', spread(({ streamed }) => streamed?.ratio)],
  ['most memory of the process, images in their file (MB)', number(({ streamed }) => streamed?.megabytes)],
];

/** A column for each record that has any of it. */
function recordsTable(records: readonly SpeedRecord[], rows: readonly Row[]): string {
  const having = records.filter((record) => rows.some(([, cell]) => cell(record) !== undefined));
  if (having.length === 0) return notYet;
  const heading = ['', ...having.map(({ label }) => label)];
  return table(
    heading,
    rows.map(([name, cell]) => [name, ...having.map((record) => cell(record) ?? absent)]),
  );
}

/** Every experiment with a line for each record, in the order in which they were first measured. */
function experimentsTable(records: readonly SpeedRecord[]): string {
  const names = [...new Set(records.flatMap(({ steps }) => Object.keys(steps ?? {})))];
  if (names.length === 0) return notYet;
  const heading = ['experiment', 'measured', 'here', 'plain PyTorch', 'ratio', 'tuned PyTorch', 'ratio'];
  const rows = names.flatMap((name) => {
    const measured = records.flatMap(({ label, steps }) => {
      const step = steps?.[name];
      return step === undefined ? [] : [[label, ...stepCells(step)]];
    });
    return measured.map((cells, at) => [at === 0 ? `\`${name}\`` : '', ...cells]);
  });
  return table(heading, rows);
}

function stepCells({ millisecondsPerStep, peer }: StepSpeed): string[] {
  const ofPeer = (['plain', 'tuned'] as const).flatMap((style) => {
    const side = peer?.[style];
    return [
      side === undefined ? absent : figure(side.millisecondsPerStep.median),
      spreadInWords(side?.ratio),
    ];
  });
  return [spreadInWords(millisecondsPerStep), ...ofPeer];
}
