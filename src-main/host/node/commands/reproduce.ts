/**
 * `ffwb reproduce`: what this program makes of published figures. Runs that are recorded already count where nothing that
 * decides their numbers differs; what is missing is trained, one experiment after the other.
 */

import { basename } from 'node:path';

import type { Command } from 'commander';

import { WorkbenchError } from '../../../../src-shared/base/errors.ts';
import { readClaim } from '../../../../src-shared/spec/claims.ts';
import type { Claim, ClaimMethod } from '../../../../src-shared/spec/claims.ts';
import { closestName } from '../../../../src-shared/spec/closest-name.ts';
import type { Reproduction } from '../../../../src-shared/views/reproduction-view.ts';
import type { RunDetail } from '../../../../src-shared/views/run-view.ts';
import { goOnOrBegin, presetOf, wantedRuns } from '../../../service/claim-runs.ts';
import type { WantedRuns } from '../../../service/claim-runs.ts';
import { fingerprintOf, readClaims } from '../../../service/claims.ts';
import type { Workbench } from '../../../service/create-workbench.ts';
import { completedRunsFor, runsOfExperiments } from '../../../service/experiment-runs.ts';
import { figuresText, readFigures, withFigures } from '../../../service/recorded-figures.ts';
import { byExperiment, figuresOf, reproductionsOf } from '../../../service/reproduction.ts';
import type { ClaimFigures } from '../../../service/reproduction.ts';
import { figureTable } from '../../../service/reproduction-page.ts';
import { databaseFile } from '../../../store/data-folder.ts';
import { isThere } from '../../../store/presence.ts';
import { chooseDataFolder } from '../../data-folder-choice.ts';
import { givenPath } from '../../given-paths.ts';
import { describeReproductions, isMeantUnnamed, leftOutInWords } from '../claim-report.ts';
import { readJsonFile } from '../experiment-draft.ts';
import { endedBySignal, exitCodes } from '../exit-codes.ts';
import { readRuns } from '../run-reader.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { trainRuns } from '../training-session.ts';
import { claimPlace, writeFileWhole } from '../write-file.ts';
import type { ClaimedPlace } from '../write-file.ts';
import { addDataFolderOption, addJsonOption, notEmpty } from './command.ts';
import type { SharedOptions } from './command.ts';
import { parseSeeds } from './seeds-option.ts';

interface ReproduceOptions extends SharedOptions {
  readonly quick: boolean;
  readonly seeds?: readonly number[];
  readonly recorded: boolean;
  readonly withBackPropagation: boolean;
  readonly markdown: boolean;
  readonly out?: string;
}

export function defineReproduce(command: Command, terminal: Terminal): void {
  command
    .argument('[claims...]', 'which, or JSON files with claims of your own; all where none is named')
    .option('--quick', 'the quick versions: minutes instead of hours', false)
    .option('--seeds <list>', 'other seeds than those of the expectations, such as 1,2,3', parseSeeds)
    .option('--recorded', 'trains nothing: tells what the recorded runs say', false)
    .option('--with-back-propagation', 'the same nets by back-propagation too, for as many epochs', false)
    .option('--markdown', 'prints the figures that there are as a table in Markdown', false)
    .option('--out <file>', 'adds the figures to a file; what it says of other claims stays', notEmpty);
  addJsonOption(addDataFolderOption(command)).action(async (ids: string[], options: ReproduceOptions) => {
    const dataFolder = chooseDataFolder(options.dataDir);
    const wanted = chooseWanted(ids, options, terminal);
    const file = options.out === undefined ? null : await figuresPlace(options.out, dataFolder, terminal);
    const rows: Reproduction[] = [];
    for (const each of wanted) {
      const figures = await figuresFor(dataFolder, each, options, terminal);
      rows.push(...reproductionsOf(each.claim, each.version, each.seeds, figures));
      if (file !== null) await record(file, each, figures);
      if (endedBySignal(terminal.exitCode)) break;
    }
    if (terminal.exitCode === 0 && rows.some((row) => isMissed(row, options.recorded)))
      terminal.exitCode = exitCodes.failedCheck;
    terminal.answer(rows, () =>
      options.markdown
        ? figureTable(rows.filter(({ measured }) => measured !== null))
        : describeReproductions(rows, options.withBackPropagation),
    );
  });
}

/** With --recorded what has not been run is no fault. */
function isMissed({ met, expectation }: Reproduction, recorded: boolean): boolean {
  return met === false || (met === null && expectation !== null && !recorded);
}

/** The versions asked for, with their experiments. Error: input/invalid. */
function chooseWanted(ids: readonly string[], options: ReproduceOptions, terminal: Terminal): WantedRuns[] {
  const all = chooseClaims(ids).flatMap((claim) => {
    const wanted = wantedRuns(claim, options.quick ? 'quick' : 'full', options.seeds);
    return wanted === null ? [] : [wanted];
  });
  if (ids.length > 0) return all;
  const meant = all.filter(({ found }) => isMeantUnnamed(found, options.recorded));
  const note = leftOutInWords(all.filter((each) => !meant.includes(each)).map(({ claim }) => claim.id));
  if (note !== null) terminal.note(note);
  return meant;
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

/** Back-propagation's are told where they are recorded, and trained where they are asked for. */
async function figuresFor(
  dataFolder: string,
  wanted: WantedRuns,
  { recorded, withBackPropagation }: ReproduceOptions,
  terminal: Terminal,
): Promise<ClaimFigures> {
  const of = async (method: ClaimMethod, trains: boolean): Promise<ClaimFigures['runs']> => {
    const runs =
      trains && !endedBySignal(terminal.exitCode)
        ? await trainMissing(dataFolder, wanted, method, terminal)
        : await recordedRuns(dataFolder, wanted, method);
    return runs.map((run) => (run === null ? null : figuresOf(run)));
  };
  const runs = await of('own', !recorded);
  if (wanted.found.backPropagation === undefined) return { runs, backPropagation: null };
  return { runs, backPropagation: await of('back-propagation', !recorded && withBackPropagation) };
}

/** The run of each experiment that came to its end; null where there is none. */
async function recordedRuns(
  dataFolder: string,
  { specs }: WantedRuns,
  method: ClaimMethod,
): Promise<readonly (RunDetail | null)[]> {
  if (!isThere(databaseFile(dataFolder))) return specs[method].map(() => null);
  return readRuns(dataFolder, (reader) => completedRunsFor(reader, specs[method]));
}

/** Every experiment's run that came to its end. What ended early goes on; what never was begins. */
async function trainMissing(
  dataFolder: string,
  wanted: WantedRuns,
  method: ClaimMethod,
  terminal: Terminal,
): Promise<readonly (RunDetail | null)[]> {
  const before = await recordedRuns(dataFolder, wanted, method);
  const missing = wanted.specs[method].filter((_, at) => before[at] === null);
  if (missing.length === 0) return before;
  await trainRuns({
    dataFolder,
    terminal,
    slots: 1,
    stopAfterEpochs: null,
    choose: async ({ store, runs }: Workbench) => {
      const begun = await runsOfExperiments(store, missing, ['queued', 'stopped', 'interrupted']);
      return goOnOrBegin(missing, presetOf(wanted, method), byExperiment(begun), (request) =>
        runs.createRun(request),
      );
    },
  });
  return recordedRuns(dataFolder, wanted, method);
}

/** A file that holds figures already is added to. Errors: input/invalid, export/failed. */
function figuresPlace(out: string, dataFolder: string, terminal: Terminal): Promise<ClaimedPlace> {
  readFigures(givenPath(out));
  return claimPlace(out, { dataFolder, force: true, terminal });
}

/** Error: export/failed. */
async function record(
  place: ClaimedPlace,
  { claim, version, found }: WantedRuns,
  figures: ClaimFigures,
): Promise<void> {
  let entries = readFigures(place.file);
  for (const [method, runs] of [
    ['own', figures.runs],
    ['back-propagation', figures.backPropagation ?? []],
  ] as const) {
    const fingerprint = fingerprintOf(found, method);
    if (fingerprint === null) continue;
    entries = withFigures(entries, { claim: claim.id, version, method, fingerprint }, runs);
  }
  await writeFileWhole(place, [figuresText(entries)]);
}
