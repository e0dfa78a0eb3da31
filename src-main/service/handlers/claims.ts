/** Published figures beside those measured in this data folder, and the command that measures what is missing. */

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import type { ParsedInputOf } from '../../../src-shared/contract/contract.ts';
import type { Handlers } from '../../../src-shared/contract/server.ts';
import { claimVersions } from '../../../src-shared/spec/claims.ts';
import type { Claim } from '../../../src-shared/spec/claims.ts';
import type { ClaimVersionView, ClaimView } from '../../../src-shared/views/reproduction-view.ts';
import type { RunDetail, RunStatus } from '../../../src-shared/views/run-view.ts';
import {
  activeStatuses,
  claimRuns,
  earlyStatuses,
  goOnOrBegin,
  presetOf,
  wantedRuns,
} from '../claim-runs.ts';
import type { WantedRuns } from '../claim-runs.ts';
import { readClaims } from '../claims.ts';
import { ExperimentRuns, runsOfExperiments } from '../experiment-runs.ts';
import type { RunSource } from '../experiment-runs.ts';
import { figuresFile, readFigures, recordedFor } from '../recorded-figures.ts';
import type { RecordedEntry } from '../recorded-figures.ts';
import { byExperiment, figuresOf, newestOf, reproductionsOf } from '../reproduction.ts';
import type { ClaimFigures, RunsByExperiment } from '../reproduction.ts';
import type { HandlerContext } from './context.ts';
import { refuseHopeless } from './run-life.ts';

/** A claim with its versions; they do not change while the program runs. */
interface KnownClaim {
  readonly claim: Claim;
  readonly versions: readonly WantedRuns[];
}

export function claimHandlers(context: HandlerContext): Pick<Handlers, 'claims/list' | 'claims/start'> {
  const { resources } = context;
  let known: Promise<KnownClaims> | null = null;
  let lastStart: Promise<unknown> = Promise.resolve();
  const claims = (): Promise<KnownClaims> => (known ??= readKnown(context));
  return {
    'claims/list': async () => viewClaims(await claims(), resources),
    'claims/start': async (input) => {
      const wanted = chosenVersion((await claims()).list, input);
      // One after the other, so that two windows do not begin the same run.
      const start = lastStart.catch(() => {}).then(() => startMissing(wanted, input.method, context));
      lastStart = start;
      return { runIds: await start };
    },
  };
}

interface KnownClaims {
  readonly list: readonly KnownClaim[];
  /** Of all their experiments. */
  readonly runs: ExperimentRuns;
}

/** Dozens of experiments are made of presets; between them the host answers others. */
async function readKnown(context: HandlerContext): Promise<KnownClaims> {
  const { resources } = context;
  const list: KnownClaim[] = [];
  for (const claim of readClaims(resources)) {
    const versions = claimVersions.map((version) => wantedRuns(claim, version, undefined, resources));
    list.push({ claim, versions: versions.filter((version) => version !== null) });
    await new Promise((resolve) => setImmediate(resolve));
  }
  const specs = list.flatMap(({ versions }) => versions.flatMap((each) => Object.values(each.specs).flat()));
  return { list, runs: new ExperimentRuns(sourceOf(context), specs) };
}

async function viewClaims({ list, runs }: KnownClaims, resources: string): Promise<readonly ClaimView[]> {
  const found = byExperiment(await runs.now());
  const entries = readFigures(figuresFile(resources));
  return list.map(({ claim, versions }): ClaimView => {
    const { id, title, published } = claim;
    return {
      id,
      title,
      published,
      versions: versions.map((wanted) => viewVersion(wanted, found, entries, resources)),
    };
  });
}

/** Runs that have ended, where the disk has not taken that yet, are told of as they will be recorded. */
function sourceOf({ store, runs }: HandlerContext): RunSource {
  return {
    runTable: (columns, afterRevision) => store.runTable(columns, afterRevision),
    getRun: (run) => runs.getRun(run),
  };
}

function viewVersion(
  wanted: WantedRuns,
  found: RunsByExperiment,
  entries: readonly RecordedEntry[],
  resources: string,
): ClaimVersionView {
  const { claim, version, seeds, specs } = wanted;
  const hasMatch = wanted.found.backPropagation !== undefined;
  const figures = (runs: readonly (RunDetail | null)[]): ClaimFigures['runs'] =>
    runs.map((run) => (run === null ? null : figuresOf(run)));
  const here: ClaimFigures = {
    runs: figures(newestOf(specs.own, found, ['completed'])),
    backPropagation: hasMatch ? figures(newestOf(specs['back-propagation'], found, ['completed'])) : null,
  };
  const recorded = recordedFor(entries, claim, version, resources);
  const isRecorded = [...recorded.runs, ...(recorded.backPropagation ?? [])].some((run) => run !== null);
  return {
    version,
    preset: wanted.found.preset,
    seeds,
    note: wanted.found.note ?? null,
    here: reproductionsOf(claim, version, seeds, here),
    handbook: isRecorded ? reproductionsOf(claim, version, seeds, recorded) : [],
    runs: claimRuns(specs.own, found),
    backPropagation: hasMatch ? claimRuns(specs['back-propagation'], found) : null,
  };
}

/** Error: input/invalid. */
function chosenVersion(
  known: readonly KnownClaim[],
  { claim: id, version }: ParsedInputOf<'claims/start'>,
): WantedRuns {
  const wanted = known
    .find(({ claim }) => claim.id === id)
    ?.versions.find((each) => each.version === version);
  if (wanted !== undefined) return wanted;
  throw new WorkbenchError('input/invalid', {
    problem: `There is no ${version} version of a claim "${id}"`,
    remedy: 'Reload the window: the program may have been replaced by another version.',
  });
}

/** Errors: input/invalid where an experiment cannot train; those of the store and of the training service. */
async function startMissing(
  wanted: WantedRuns,
  method: ParsedInputOf<'claims/start'>['method'],
  context: HandlerContext,
): Promise<readonly string[]> {
  const { runs, runsChanged } = context;
  const source = sourceOf(context);
  const statuses: readonly RunStatus[] = ['completed', ...activeStatuses, ...earlyStatuses];
  const found = byExperiment(await runsOfExperiments(source, wanted.specs[method], statuses));
  const { missing } = claimRuns(wanted.specs[method], found);
  const specs = wanted.specs[method].filter(({ seed }) => missing.includes(seed));
  const [first] = specs;
  if (first === undefined) return [];
  await refuseHopeless(first, context);
  try {
    const runIds = await goOnOrBegin(specs, presetOf(wanted, method), found, (request) =>
      runs.createRun(request),
    );
    for (const run of runIds) await runs.resume(run);
    return runIds;
  } finally {
    runsChanged();
  }
}
