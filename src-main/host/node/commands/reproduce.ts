/**
 * `ffwb reproduce`: what this program makes of published figures. Runs that are recorded already count where nothing that
 * decides their numbers differs; what is missing is trained, one experiment after the other.
 */

import { basename } from 'node:path';

import type { Command } from 'commander';

import { WorkbenchError } from '../../../../src-shared/base/errors.ts';
import { readClaim } from '../../../../src-shared/spec/claims.ts';
import type { Claim, ClaimVersionName } from '../../../../src-shared/spec/claims.ts';
import { closestName } from '../../../../src-shared/spec/closest-name.ts';
import type { ExperimentSpec } from '../../../../src-shared/spec/experiment-spec.ts';
import { errorLabel } from '../../../../src-shared/views/answer-names.ts';
import type { RunDetail, RunSummary } from '../../../../src-shared/views/run-view.ts';
import type { Workbench } from '../../../service/create-workbench.ts';
import { readClaims, specsOf } from '../../../service/claims.ts';
import { reproductionsOf, runsFor } from '../../../service/reproduction.ts';
import type { Reproduction } from '../../../service/reproduction.ts';
import { isThere } from '../../../store/presence.ts';
import { databaseFile } from '../../../store/data-folder.ts';
import { chooseDataFolder } from '../../data-folder-choice.ts';
import { readJsonFile } from '../experiment-draft.ts';
import { endedBySignal, exitCodes } from '../exit-codes.ts';
import { readRuns } from '../run-reader.ts';
import { absent, formatDuration, formatFraction } from '../terminal/quantities.ts';
import { formatTable } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { trainRuns } from '../training-session.ts';
import { addDataFolderOption, addJsonOption } from './command.ts';
import type { SharedOptions } from './command.ts';
import { parseSeeds } from './seeds-option.ts';

interface ReproduceOptions extends SharedOptions {
  readonly quick: boolean;
  readonly seeds?: readonly number[];
  readonly recorded: boolean;
}

/** A claim's version with its experiments, one for each seed. */
interface Wanted {
  readonly claim: Claim;
  readonly version: ClaimVersionName;
  readonly preset: string;
  readonly specs: readonly ExperimentSpec[];
}

export function defineReproduce(command: Command, terminal: Terminal): void {
  command
    .argument('[claims...]', 'which, or JSON files with claims of your own; all where none is named')
    .option('--quick', 'the quick versions: minutes instead of hours', false)
    .option('--seeds <list>', 'other seeds than those of the expectations, such as 1,2,3', parseSeeds)
    .option('--recorded', 'trains nothing: tells what the recorded runs say', false);
  addJsonOption(addDataFolderOption(command)).action(async (ids: string[], options: ReproduceOptions) => {
    const dataFolder = chooseDataFolder(options.dataDir);
    const version = options.quick ? 'quick' : 'full';
    const wanted = chooseClaims(ids).flatMap((claim) => wantedOf(claim, version, options.seeds));
    const rows: Reproduction[] = [];
    for (const each of wanted) {
      const runs = options.recorded
        ? await recordedRuns(dataFolder, each)
        : await trainMissing(dataFolder, each, terminal);
      const seeds = each.specs.map(({ seed }) => seed);
      rows.push(...reproductionsOf(each.claim, each.version, seeds, runs));
      if (endedBySignal(terminal.exitCode)) break;
    }
    if (
      terminal.exitCode === 0 &&
      rows.some(({ met }) => met !== true && !(options.recorded && met === null))
    )
      terminal.exitCode = exitCodes.failedCheck;
    terminal.answer(rows, () => describe(rows));
  });
}

/** By their ids, or from files of the user's own. Error: input/invalid where one is neither. */
function chooseClaims(names: readonly string[]): readonly Claim[] {
  const claims = readClaims();
  if (names.length === 0) return claims;
  return [...new Set(names)].map((name) => {
    const claim = claims.find(({ id }) => id === name);
    if (claim !== undefined) return claim;
    const absent = (): WorkbenchError => unknownClaim(name, claims);
    if (name.endsWith('.json')) return readClaim(readJsonFile(name, absent), basename(name, '.json'));
    throw absent();
  });
}

function unknownClaim(name: string, claims: readonly Claim[]): WorkbenchError {
  const known = claims.map(({ id }) => id);
  const near = closestName(name, known);
  return new WorkbenchError('input/invalid', {
    problem: `There is no claim "${name}"`,
    remedy: near === null ? `There are: ${known.join(', ')}.` : `Did you mean "${near}"?`,
  });
}

/** None where the claim has no such version. */
function wantedOf(claim: Claim, version: ClaimVersionName, seeds?: readonly number[]): Wanted[] {
  const found = claim[version];
  if (found === undefined) return [];
  return [{ claim, version, preset: found.preset, specs: specsOf(found, seeds ?? found.seeds) }];
}

/** The run of each experiment that came to its end; null where there is none. */
async function recordedRuns(dataFolder: string, wanted: Wanted): Promise<readonly (RunDetail | null)[]> {
  if (!isThere(databaseFile(dataFolder))) return wanted.specs.map(() => null);
  return readRuns(dataFolder, (reader) => {
    const details = reader
      .listRuns({ status: ['completed'], includeArchived: true })
      .filter((run) => mayBe(run, wanted))
      .map(({ runId }) => reader.getRun(runId));
    return runsFor(wanted.specs, details);
  });
}

function mayBe({ preset, seed }: RunSummary, wanted: Wanted): boolean {
  return preset === wanted.preset && wanted.specs.some((spec) => spec.seed === seed);
}

/** Every experiment's run that came to its end. What ended early goes on; what never was begins. */
async function trainMissing(
  dataFolder: string,
  wanted: Wanted,
  terminal: Terminal,
): Promise<readonly (RunDetail | null)[]> {
  const before = await recordedRuns(dataFolder, wanted);
  const missing = wanted.specs.filter((_, at) => before[at] === null);
  if (missing.length === 0) return before;
  await trainRuns({
    dataFolder,
    terminal,
    slots: 1,
    stopAfterEpochs: null,
    choose: (workbench) => chooseRuns(workbench, { ...wanted, specs: missing }),
  });
  return recordedRuns(dataFolder, wanted);
}

/** A run of each experiment that ended early, which goes on, else a new one. */
async function chooseRuns({ store, runs }: Workbench, wanted: Wanted): Promise<string[]> {
  const begun = await store.listRuns({ status: ['queued', 'stopped', 'interrupted'] });
  const candidates = await Promise.all(
    begun.filter((run) => mayBe(run, wanted)).map(({ runId }) => store.getRun(runId)),
  );
  const early = runsFor(wanted.specs, candidates);
  const chosen: string[] = [];
  for (const [at, spec] of wanted.specs.entries()) {
    chosen.push(early[at]?.runId ?? (await runs.createRun({ spec, preset: wanted.preset })));
  }
  return chosen;
}

function describe(rows: readonly Reproduction[]): string {
  if (rows.length === 0) return 'None of these claims has such a version.';
  const columns = [
    { title: 'claim' },
    { title: 'preset' },
    { title: 'figure' },
    { title: 'published', right: true },
    { title: 'measured', right: true },
    { title: 'n', right: true },
    { title: 'expected', right: true },
    { title: 'met' },
    { title: 'training', right: true },
  ];
  const cells = rows.map((row) => [
    row.id,
    row.preset,
    errorLabel(row.split, row.readOut),
    formatFraction(row.published?.error),
    row.measured === null ? absent : measuredInWords(row.measured),
    String(row.measured?.n ?? 0),
    `up to ${formatFraction(row.expectation.error + row.expectation.tolerance)}`,
    metInWords(row),
    row.seconds === 0 ? absent : formatDuration(row.seconds),
  ]);
  const notes = rows.flatMap(({ id, note }) => (note === null ? [] : [`${id}: ${note}`]));
  return [formatTable(columns, cells), ...new Set(notes)].join('\n');
}

function metInWords({ met, measured, expectation }: Reproduction): string {
  if (met !== null) return met ? 'yes' : 'NO';
  return measured === null ? 'not run' : `${measured.n} of ${expectation.seeds.length} run`;
}

function measuredInWords({ mean, deviation }: NonNullable<Reproduction['measured']>): string {
  const spread = deviation === null ? '' : ` ± ${(100 * deviation).toFixed(2)}`;
  return `${formatFraction(mean)}${spread}`;
}
