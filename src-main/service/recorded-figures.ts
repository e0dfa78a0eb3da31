/**
 * Figures that were measured for the handbook: one JSON file in resources, written by `ffwb reproduce --out` from
 * recorded runs, never by hand. The tables of docs/reproduction.md are printed from it, and the window shows them beside
 * the runs of its own folder.
 */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { WorkbenchError } from '../../src-shared/base/errors.ts';
import { claimMethods, claimVersions } from '../../src-shared/spec/claims.ts';
import type { ErrorReport } from '../../src-shared/events/training-event.ts';
import type { Claim, ClaimMethod, ClaimVersionName } from '../../src-shared/spec/claims.ts';
import type { RunFigures } from '../../src-shared/views/reproduction-view.ts';
import { fingerprintOf } from './claims.ts';
import type { ClaimFigures } from './reproduction.ts';
import { sourceResources } from './resources.ts';

const errors = z.record(z.string(), z.number().min(0).max(1)).nullable();

const runSchema = z.strictObject({
  runId: z.string(),
  seed: z.int().min(0),
  date: z.iso.datetime(),
  workbench: z.string(),
  engine: z.string(),
  machine: z.string(),
  seconds: z.number().min(0),
  memoryBytes: z.number().nullable(),
  imagesPerSecond: z.number().nullable(),
  errors: z.strictObject({ train: errors, validation: errors, test: errors }),
});

const entrySchema = z.strictObject({
  claim: z.string(),
  version: z.enum(claimVersions),
  method: z.enum(claimMethods),
  /** Of the experiment as it was when it was measured. */
  fingerprint: z.string(),
  /** By seed. */
  runs: z.array(runSchema),
});

const fileSchema = z.strictObject({ experiments: z.array(entrySchema) });

export type RecordedEntry = Readonly<z.infer<typeof entrySchema>>;

export function figuresFile(resources: string = sourceResources): string {
  return join(resources, 'figures.json');
}

/** None where there is no such file. Error: input/invalid. */
export function readFigures(file: string = figuresFile()): RecordedEntry[] {
  if (!existsSync(file)) return [];
  const parsed = fileSchema.safeParse(parsedJson(readFileSync(file, 'utf8')));
  if (parsed.success) return parsed.data.experiments;
  const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new WorkbenchError('input/invalid', {
    problem: `${file} holds no recorded figures: ${issues.join('; ')}`,
    remedy: 'Take it out, and write it again with: ffwb reproduce --recorded --out FILE',
  });
}

/** undefined where it is none. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** With what a claim's runs gave in place of what was recorded of the same seeds; other claims stay as they are. */
export function withFigures(
  entries: readonly RecordedEntry[],
  entry: Omit<RecordedEntry, 'runs'>,
  runs: readonly (RunFigures | null)[],
): RecordedEntry[] {
  const before = entries.find((each) => keyOf(each) === keyOf(entry));
  const kept = before?.fingerprint === entry.fingerprint ? before.runs : [];
  const all = merged(kept, runs);
  const others = entries.filter((each) => each !== before);
  return inOrder(all.length === 0 ? others : [...others, { ...entry, runs: all }]);
}

function merged(before: RecordedEntry['runs'], found: readonly (RunFigures | null)[]): RecordedEntry['runs'] {
  const bySeed = new Map(before.map((run) => [run.seed, run]));
  for (const run of found) if (run !== null) bySeed.set(run.seed, recorded(run));
  return [...bySeed.values()].sort((a, b) => a.seed - b.seed);
}

/** As many digits as mean something. */
function recorded(run: RunFigures): RecordedEntry['runs'][number] {
  const rounded = (value: number, digits: number): number => Number(value.toPrecision(digits));
  const split = (report: ErrorReport['test']): z.infer<typeof errors> =>
    report === null
      ? null
      : Object.fromEntries(Object.entries(report).map(([name, error]) => [name, rounded(error, 6)]));
  const { train, validation, test } = run.errors;
  return {
    ...run,
    seconds: rounded(run.seconds, 4),
    imagesPerSecond: run.imagesPerSecond === null ? null : rounded(run.imagesPerSecond, 4),
    errors: { train: split(train), validation: split(validation), test: split(test) },
  };
}

function keyOf({ claim, version, method }: Omit<RecordedEntry, 'runs'>): string {
  return `${claim} ${version} ${method}`;
}

function inOrder(entries: readonly RecordedEntry[]): RecordedEntry[] {
  return entries.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** One line for each run, so that a change can be read. */
export function figuresText(entries: readonly RecordedEntry[]): string {
  const texts = entries.map(({ runs, ...entry }) => {
    const lines = runs.map((run) => `    ${JSON.stringify(run)}`);
    return `  ${JSON.stringify(entry).slice(0, -1)},"runs":[\n${lines.join(',\n')}\n  ]}`;
  });
  return `{"experiments":[\n${texts.join(',\n')}\n]}\n`;
}

/** Of the seeds, in their order; null where it was not measured, or the experiment has changed since. */
export function recordedFor(
  entries: readonly RecordedEntry[],
  claim: Claim,
  version: ClaimVersionName,
  resources: string = sourceResources,
): ClaimFigures {
  const found = claim[version];
  const of = (method: ClaimMethod): (RunFigures | null)[] => {
    const fingerprint = found === undefined ? null : fingerprintOf(found, method, resources);
    const wanted = keyOf({ claim: claim.id, version, method, fingerprint: '' });
    const entry = entries.find((each) => keyOf(each) === wanted && each.fingerprint === fingerprint);
    return (found?.seeds ?? []).map((seed) => entry?.runs.find((run) => run.seed === seed) ?? null);
  };
  return {
    runs: of('own'),
    backPropagation: found?.backPropagation === undefined ? null : of('back-propagation'),
  };
}
