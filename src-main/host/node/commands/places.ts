/** `ffwb places`: the places where runs can be trained besides here, and the runs that are there. */

import type { Command } from 'commander';

import { WorkbenchError } from '../../../../src-shared/base/errors.ts';
import { localPlace } from '../../../../src-shared/views/places-view.ts';
import type { TriedStepView } from '../../../../src-shared/views/places-view.ts';
import type { NamedPlace } from '../../../cluster/place.ts';
import { wordsFor } from '../../../cluster/task-standing.ts';
import { readPlaces } from '../../../service/places/place-documents.ts';
import type { SubmissionReport } from '../../../service/places/places.ts';
import { databaseFile } from '../../../store/data-folder.ts';
import { requireDatabase } from '../../../store/lost-database.ts';
import { openReader } from '../../../store/open.ts';
import { isThere } from '../../../store/presence.ts';
import { chooseDataFolder } from '../../data-folder-choice.ts';
import { exitCodes } from '../exit-codes.ts';
import { withWorkbench } from '../sending-session.ts';
import { formatTable } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { addDataFolderOption, addJsonOption, notEmpty, positiveNumber, wholeNumber } from './command.ts';
import type { SharedOptions } from './command.ts';

interface AddOptions extends SharedOptions {
  readonly host?: string;
  readonly folder: string;
  readonly cpus?: number;
  readonly memory?: number;
  readonly minutes?: number;
  readonly atOnce?: number;
  readonly publishSeconds?: number;
  readonly sbatch: readonly string[];
  readonly setUp: readonly string[];
}

export function definePlaces(command: Command, terminal: Terminal): void {
  const shared = (name: string, says: string): Command =>
    addJsonOption(addDataFolderOption(command.command(name).description(says)));
  shared('list', 'lists the places').action((options: SharedOptions) => list(options, terminal));
  defineAdd(shared('add <name>', 'makes a place, or makes it anew'), terminal);
  shared('remove <name>', 'forgets a place').action((name: string, options: SharedOptions) =>
    withPlaces(options, terminal, async ({ places }) => {
      await places.remove(name);
      terminal.answer({ removed: name }, () => `Forgot the place ${name}.`);
    }),
  );
  shared('try <name>', 'tries whether runs can be trained there, step by step').action(
    (name: string, options: SharedOptions) => tryOne(name, options, terminal),
  );
  shared('fetch', 'brings back the runs that are over, and tells how the others stand').action(
    (options: SharedOptions) => fetch(options, terminal),
  );
  shared('cancel <runs...>', 'takes runs from where they are, with what they came to').action(
    (runs: string[], options: SharedOptions) =>
      withPlaces(options, terminal, async ({ places, store }) => {
        const runIds = await Promise.all(runs.map((run) => store.resolveRun(run)));
        await places.cancel(runIds);
        terminal.answer({ cancelled: runIds }, () => runIds.map((run) => `Took ${run} back.`).join('\n'));
      }),
  );
  shared('requeue <runs...>', 'starts the tasks of runs anew; they go on where they saved last').action(
    (runs: string[], options: SharedOptions) =>
      withPlaces(options, terminal, async ({ places, store }) => {
        const runIds = await Promise.all(runs.map((run) => store.resolveRun(run)));
        await places.requeue(runIds);
        terminal.answer({ requeued: runIds }, () => runIds.map((run) => `Started ${run} anew.`).join('\n'));
      }),
  );
  shared('log <run>', 'shows what the task of a run said').action((run: string, options: SharedOptions) =>
    withPlaces(options, terminal, async ({ places, store }) => {
      const runId = await store.resolveRun(run);
      const log = await places.log(runId);
      terminal.answer({ runId, log }, () => log ?? 'Its task has said nothing yet.');
    }),
  );
}

function defineAdd(command: Command, terminal: Terminal): void {
  const collect = (value: string, before: readonly string[]): string[] => [...before, value];
  command
    .requiredOption(
      '--folder <folder>',
      "a folder there, on the disk that the cluster's nodes share",
      notEmpty,
    )
    .option('--host <host>', 'its login node, as ssh takes it; without: this machine is one', notEmpty)
    .option('--cpus <n>', 'CPUs of a task, and threads of its training', wholeNumber(1, 1024))
    .option('--memory <MiB>', 'memory of a task', wholeNumber(1))
    .option('--minutes <n>', 'time of a task; near its end it saves and is started anew', wholeNumber(1))
    .option('--at-once <n>', 'how many tasks of one submission run at a time', wholeNumber(1))
    .option('--publish-seconds <n>', 'how often a task leaves what it has come to', positiveNumber)
    .option(
      '--sbatch <option>',
      'one more option for sbatch, such as --sbatch=--partition=gpu; may be repeated',
      collect,
      [],
    )
    .option(
      '--set-up <line>',
      'a line of shell before the program, such as "module load x"; may be repeated',
      collect,
      [],
    )
    .action((name: string, options: AddOptions) =>
      withPlaces(options, terminal, async ({ places }) => {
        const place = await places.save(name, placeOf(options));
        terminal.answer(place, () => `${describe(place)}\nTry it with: ffwb places try ${name}`);
      }),
    );
}

function placeOf({
  host,
  folder,
  cpus,
  memory,
  minutes,
  atOnce,
  publishSeconds,
  sbatch,
  setUp,
}: AddOptions): object {
  const given = {
    host,
    folder,
    cpus,
    memoryMegabytes: memory,
    minutes,
    atOnce,
    publishSeconds,
    sbatch,
    setUp,
  };
  const said = Object.entries(given).filter(([, value]) => value !== undefined);
  return { kind: 'slurm', ...Object.fromEntries<unknown>(said) };
}

type Use = Parameters<typeof withWorkbench<void>>[2];

function withPlaces({ dataDir }: SharedOptions, terminal: Terminal, use: Use): Promise<void> {
  return withWorkbench(chooseDataFolder(dataDir), terminal, use);
}

async function list({ dataDir }: SharedOptions, terminal: Terminal): Promise<void> {
  const places = await placesIn(chooseDataFolder(dataDir));
  const here = `${localPlace}: this machine's own queue`;
  terminal.answer(places, () => [here, ...places.map(describe)].join('\n'));
}

/** Beside whoever works on the folder. One where nothing was ever recorded has none. */
async function placesIn(folder: string): Promise<NamedPlace[]> {
  if (!isThere(databaseFile(folder))) return [];
  requireDatabase(folder);
  const reader = await openReader(folder);
  try {
    return await readPlaces({ listDocuments: async (kind) => reader.listDocuments(kind) });
  } finally {
    reader.close();
  }
}

function describe({ name, host, folder, cpus, memoryMegabytes, minutes, sbatch, setUp }: NamedPlace): string {
  const limits = [
    cpus === 1 ? '1 CPU' : `${cpus} CPUs`,
    ...(memoryMegabytes === null ? [] : [`${memoryMegabytes} MiB`]),
    ...(minutes === null ? [] : [`${minutes} min`]),
  ].join(', ');
  const where = host === null ? 'Slurm on this machine' : `Slurm at ${host}`;
  const own = [...sbatch.map((each) => `sbatch ${each}`), ...setUp].map((line) => `\n  ${line}`).join('');
  return `${name}: ${where}, folder ${folder}; ${limits} a task${own}`;
}

async function tryOne(name: string, options: SharedOptions, terminal: Terminal): Promise<void> {
  await withPlaces(options, terminal, async ({ places }) => {
    const tell = (step: TriedStepView): void => {
      if (!terminal.json) terminal.print(stepInWords(step));
    };
    const steps = await places.try(name, tell);
    const isWell = steps.every((step) => step.isWell === true);
    if (steps.some((step) => step.isWell === false)) terminal.exitCode = exitCodes.failedCheck;
    terminal.answer(steps, () => (isWell ? 'Runs can be trained there.' : 'See above.'));
  });
}

function stepInWords({ step, isWell, says, next }: TriedStepView): string {
  const verdict = isWell === null ? 'unsure ' : isWell ? 'ok     ' : 'problem';
  return `${verdict} ${step.padEnd(8)} ${says}${next === '' ? '' : ` ${next}`}`;
}

async function fetch(options: SharedOptions, terminal: Terminal): Promise<void> {
  await withPlaces(options, terminal, async ({ places, store }) => {
    const reports = await places.fetch();
    const troubles = reports.flatMap((report) => report.troubles);
    for (const { message, next } of troubles) terminal.warn(`${message} ${next}`);
    const unreached = troubles.find(({ code }) => code === 'place/unreachable' || code === 'place/refused');
    if (unreached !== undefined) terminal.exitCode = unreached.exitCode;
    const back = await Promise.all(reports.flatMap((report) => report.back).map((run) => store.getRun(run)));
    const answer = {
      back: back.map(({ runId, status }) => ({ runId, status })),
      out: reports.flatMap(outOf),
      troubles: troubles.map(({ code, message, next }: WorkbenchError) => ({ code, message, next })),
    };
    terminal.answer(answer, () => fetchInWords(answer));
  });
}

interface RunOut {
  readonly runId: string;
  readonly place: string;
  readonly state: string;
  readonly says: string;
  readonly epoch: number | null;
  readonly restarts: number;
}

function outOf({ submission, out }: SubmissionReport): RunOut[] {
  return out.map((standing) => ({
    runId: standing.runId,
    place: submission.placeName,
    state: standing.state,
    says: wordsFor(standing),
    epoch: standing.progress?.epoch ?? null,
    restarts: standing.progress?.restarts ?? 0,
  }));
}

function fetchInWords({ back, out }: { back: { runId: string; status: string }[]; out: RunOut[] }): string {
  const lines = back.map(({ runId, status }) => `Run ${runId} is back, ${status}.`);
  if (out.length > 0) {
    const columns = [{ title: 'run' }, { title: 'place' }, { title: 'how it stands' }];
    lines.push(
      formatTable(
        columns,
        out.map(({ runId, place, says }) => [runId, place, says]),
      ),
    );
  }
  return lines.length === 0 ? 'No run is at any place.' : lines.join('\n');
}
