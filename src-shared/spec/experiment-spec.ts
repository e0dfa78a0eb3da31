/**
 * The experiment: everything that decides a run's numbers, as plain data. A draft is parsed once, here, against the
 * catalogue of parts; what comes out is complete (defaults filled in), frozen and hashed, and never changes again.
 */

import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { z } from 'zod';

import { WorkbenchError } from '../base/errors.ts';
import type { Registry } from '../base/registry.ts';
import { closestName } from './closest-name.ts';
import { parameter } from './part.ts';
import type { PartChoice, PartInfo } from './part.ts';
import { partSlots } from './slots.ts';
import type { PartSlot } from './slots.ts';
import { specUpgrades, upgradeSpec } from './upgrades.ts';

/** Every part there is, by slot. */
export type Catalogue = Readonly<Record<PartSlot, Registry<PartInfo>>>;

export const currentSpecVersion = specUpgrades.length + 1;

const measuresSchema = z
  .strictObject({
    everySteps: parameter(z.int().min(1).max(1_000_000).default(50), {
      label: 'Cheap measures every',
      unit: 'steps',
      help: 'Goodness and loss of the batch at hand are recorded every so many steps.',
    }),
    everyEpochs: parameter(z.int().min(1).max(10_000).default(1), {
      label: 'Full measures every',
      unit: 'epochs',
      help: 'Errors, histograms, AUC, dead units and norms are measured every so many epochs, and after the last.',
    }),
    examples: parameter(z.int().min(100).max(10_000_000).default(10_000), {
      label: 'Examples per split',
      unit: 'examples',
      help: 'Full measures between the start and the end use at most the first so many examples of each split. The last measure uses all.',
    }),
    snapshots: parameter(z.boolean().default(true), {
      label: 'Snapshots',
      help: "Keeps small pictures with every full measure: one image's activities under a right and a wrong label, and the incoming weights of the first units. They change no number of the run.",
    }),
  })
  .prefault({});

/**
 * The spec's slots with their parts, and the numbers that belong to no part. Some slots are there only where a chosen
 * part brings them in.
 */
export interface ExperimentSpec {
  readonly version: number;
  readonly name: string;
  readonly seed: number;
  readonly method: PartChoice;
  readonly dataset: PartChoice;
  readonly augmentation: readonly PartChoice[];
  readonly labels?: PartChoice;
  readonly layers: readonly PartChoice[];
  readonly feedback?: PartChoice;
  readonly device?: PartChoice;
  readonly activation: PartChoice;
  readonly normalization: PartChoice;
  readonly goodness?: PartChoice;
  readonly threshold?: PartChoice;
  readonly regions?: PartChoice;
  readonly objective?: PartChoice;
  readonly peer?: PartChoice;
  readonly negatives?: PartChoice;
  readonly dropout?: PartChoice;
  readonly optimizer: PartChoice;
  readonly training: PartChoice;
  readonly schedule: PartChoice;
  readonly readouts: readonly PartChoice[];
  readonly measures: z.output<typeof measuresSchema>;
  readonly engine: PartChoice;
}

/** A slot's schema: one strict object per part, told apart by `kind`. */
function choiceSchema(registry: Registry<PartInfo>): z.ZodType<PartChoice> {
  const options = registry
    .all()
    .map((part) => z.strictObject({ kind: z.literal(part.kind), ...part.parameters.shape }));
  return z.discriminatedUnion('kind', options as [(typeof options)[number], ...typeof options]);
}

/** What fills a slot that a chosen part brings in and the draft leaves out. */
export const usualChoices: Partial<Record<PartSlot, PartChoice>> = {
  objective: { kind: 'logistic' },
  peer: { kind: 'none' },
  dropout: { kind: 'none' },
  regions: { kind: 'none' },
  feedback: { kind: 'none' },
  device: { kind: 'none' },
};

const brought = new WeakMap<Catalogue, readonly PartSlot[]>();

/** The slots that are there only where a chosen part brings them in. */
export function broughtSlots(catalogue: Catalogue): readonly PartSlot[] {
  const known = brought.get(catalogue);
  if (known !== undefined) return known;
  const named = new Set(
    Object.values(catalogue).flatMap((registry) => registry.all().flatMap(({ slots = [] }) => slots)),
  );
  const found = partSlots.filter((slot) => named.has(slot));
  brought.set(catalogue, found);
  return found;
}

/** The choices in a slot of a draft or spec; none where it is empty or no choice at all. */
function choicesIn(draft: Readonly<Record<string, unknown>>, slot: PartSlot): PartChoice[] {
  const value = draft[slot];
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.filter(
    (each): each is PartChoice => typeof (each as PartChoice | undefined | null)?.kind === 'string',
  );
}

/** The slots that the choices of a draft bring in. */
export function slotsInUse(
  catalogue: Catalogue,
  draft: Readonly<Record<string, unknown>>,
): ReadonlySet<string> {
  const optional = broughtSlots(catalogue);
  const choices = { ...usualChoices, method: usualMethod, ...draft };
  const used = new Set<PartSlot>(partSlots.filter((slot) => !optional.includes(slot)));
  // A slot that is brought in may bring in others: they are visited too, as a set is while it grows.
  for (const slot of used) {
    for (const { kind } of choicesIn(choices, slot)) {
      const slots = catalogue[slot].find(kind)?.slots ?? [];
      for (const each of optional) if (slots.includes(each)) used.add(each);
    }
  }
  return used;
}

const usualMethod: PartChoice = { kind: 'forward-forward' };

/** What may stand in a spec, slot by slot. */
export function specShape(catalogue: Catalogue) {
  const one = (slot: PartSlot) => choiceSchema(catalogue[slot]);
  return z.strictObject({
    version: z.literal(currentSpecVersion),
    name: z.string().trim().min(1).max(200),
    seed: parameter(z.int().min(0).default(1), {
      label: 'Seed',
      help: 'Start of every random stream. The same spec, seed and engine give the same numbers.',
    }),
    method: one('method').prefault(usualMethod),
    dataset: one('dataset'),
    augmentation: z.array(one('augmentation')).max(16).default([]),
    labels: one('labels').optional(),
    layers: z.array(one('layers')).min(1).max(64),
    feedback: one('feedback').optional(),
    device: one('device').optional(),
    activation: one('activation'),
    normalization: one('normalization'),
    goodness: one('goodness').optional(),
    threshold: one('threshold').optional(),
    regions: one('regions').optional(),
    objective: one('objective').optional(),
    peer: one('peer').optional(),
    negatives: one('negatives').optional(),
    dropout: one('dropout').optional(),
    optimizer: one('optimizer'),
    training: one('training'),
    schedule: one('schedule').prefault({ kind: 'constant' }),
    readouts: z.array(one('readouts')).min(1).max(16),
    measures: measuresSchema,
    engine: one('engine').prefault({ kind: 'auto' }),
  });
}

const schemas = new WeakMap<Catalogue, z.ZodType<ExperimentSpec>>();

/** The zod schema of a whole spec, for the given catalogue; put together once, for a sweep parses thousands of specs. */
export function specSchema(catalogue: Catalogue): z.ZodType<ExperimentSpec> {
  const schema = schemas.get(catalogue) ?? createSpecSchema(catalogue);
  schemas.set(catalogue, schema);
  return schema;
}

function createSpecSchema(catalogue: Catalogue): z.ZodType<ExperimentSpec> {
  const optional = broughtSlots(catalogue);
  return z
    .unknown()
    .transform((draft) => withUsualChoices(catalogue, draft))
    .pipe(
      specShape(catalogue).superRefine((spec, context) => {
        const used = slotsInUse(catalogue, spec);
        for (const slot of optional) {
          const [wanted, given] = [used.has(slot), spec[slot as keyof typeof spec] !== undefined];
          if (wanted === given) continue;
          const message = wanted
            ? 'is missing'
            : 'nothing chosen here uses it; take it out, or change what it belongs to';
          context.addIssue({ code: 'custom', path: [slot], message });
        }
      }),
    ) as unknown as z.ZodType<ExperimentSpec>;
}

/** A draft with the usual choice in every slot that is brought in and left out. */
function withUsualChoices(catalogue: Catalogue, draft: unknown): unknown {
  if (draft === null || typeof draft !== 'object' || Array.isArray(draft)) return draft;
  const given = draft as Readonly<Record<string, unknown>>;
  const used = slotsInUse(catalogue, given);
  const filled = Object.entries(usualChoices).filter(([slot]) => used.has(slot) && given[slot] === undefined);
  const told = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries([...told, ...filled]);
}

/** One thing wrong with a draft. */
export interface SpecIssue {
  /** Path of the setting, such as "optimizer.learningRate"; empty for the draft as a whole. */
  readonly setting: string;
  readonly message: string;
}

/** A draft of any known version, parsed, or everything that is wrong with it. Error: spec/from-the-future. */
export function checkDraft(
  catalogue: Catalogue,
  draft: unknown,
): { readonly spec: ExperimentSpec } | { readonly issues: readonly SpecIssue[] } {
  const upgraded = upgradeSpec(draft, specUpgrades);
  const parsed = specSchema(catalogue).safeParse(upgraded);
  if (parsed.success) return { spec: deepFreeze(parsed.data) };
  return { issues: parsed.error.issues.flatMap((issue) => wordIssue(issue, upgraded, catalogue)) };
}

/**
 * Parses a draft of any known version. Errors: spec/from-the-future; spec/invalid, naming every wrong setting by its
 * path, with the nearest known name where one was misspelt.
 */
export function parseSpec(catalogue: Catalogue, draft: unknown): ExperimentSpec {
  const checked = checkDraft(catalogue, draft);
  if ('spec' in checked) return checked.spec;
  const problems = checked.issues
    .map(({ setting, message }) => (setting === '' ? message : `${setting}: ${message}`))
    .join('; ');
  throw new WorkbenchError('spec/invalid', { problems });
}

/** Slots in which "none" is what specs meant that had no such slot: their hash stays what it always was. */
const laterSlots = ['dropout', 'regions', 'feedback', 'device'] as const satisfies readonly PartSlot[];

/** Settings of read-outs, by kind, with the value that is what specs meant that had no such setting: it leaves the hash alone. */
const laterSettings: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  goodness: { candidates: null },
};

/** A spec without what its numbers do not depend on. */
function decisive(spec: ExperimentSpec): object {
  const measures = { ...spec.measures, snapshots: undefined };
  const idle = laterSlots
    .filter((slot) => spec[slot]?.kind === 'none')
    .map((slot) => [slot, undefined] as const);
  const readouts = spec.readouts.map(withoutIdleSettings);
  const left = { version: undefined, name: undefined, ...Object.fromEntries<undefined>(idle) };
  return { ...spec, ...left, readouts, measures };
}

function withoutIdleSettings(choice: PartChoice): PartChoice {
  const later = Object.entries(laterSettings[choice.kind] ?? {});
  const idle = later.filter(([name, value]) => choice[name] === value);
  return { ...choice, ...Object.fromEntries(idle.map(([name]) => [name, undefined] as const)) };
}

/**
 * SHA-256 (hex) over everything that decides the run's numbers; the name, pictures by the way and the version are left
 * out, so that a spec of an older version has the hash of what it is upgraded to.
 */
export function specHash(spec: ExperimentSpec): string {
  return hashOf(decisive(spec));
}

/** As specHash, with the seed left out too: runs that differ only by seed share it. */
export function configurationHash(spec: ExperimentSpec): string {
  return hashOf({ ...decisive(spec), seed: undefined });
}

function hashOf(value: unknown): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(value))));
}

/** JSON with sorted keys and no spaces. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value));
}

/** With the keys of every object in order. */
function sorted(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(sorted);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

function deepFreeze<T>(value: T): T {
  if (value !== null && typeof value === 'object') {
    Object.values(value).forEach(deepFreeze);
    Object.freeze(value);
  }
  return value;
}

/** One zod issue in words: one for each setting there is none of, else a single one. */
function wordIssue(issue: z.core.$ZodIssue, draft: unknown, catalogue: Catalogue): SpecIssue[] {
  const setting = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(issue.path, draft, catalogue);
    return issue.keys.map((key) => {
      const near = closestName(key, known);
      const hint = near === null ? '' : ` (did you mean "${near}"?)`;
      return { setting, message: `there is no setting "${key}"${hint}` };
    });
  }
  return [{ setting, message: wordValueIssue(issue, valueAt(draft, issue.path), catalogue) }];
}

function wordValueIssue(issue: z.core.$ZodIssue, value: unknown, catalogue: Catalogue): string {
  if (issue.code === 'invalid_union' && issue.path.at(-1) === 'kind') {
    const registry = catalogue[issue.path[0] as PartSlot];
    const near = typeof value === 'string' ? closestName(value, registry.kinds()) : null;
    const hint = near === null ? `choose one of ${registry.kinds().join(', ')}` : `did you mean "${near}"?`;
    return `there is no ${registry.slot} named ${JSON.stringify(value) ?? 'nothing'} (${hint})`;
  }
  if (issue.code === 'invalid_union') {
    const wanted = issue.errors.flat().map(({ message }) => message.replace('Invalid input: ', ''));
    return wanted.join(', or ');
  }
  return value === undefined ? 'is missing' : issue.message;
}

/** The settings allowed at the place an issue points to. */
function knownKeys(path: readonly PropertyKey[], draft: unknown, catalogue: Catalogue): string[] {
  const slot = path[0];
  if (slot === undefined) return ['version', 'name', 'seed', 'measures', ...partSlots];
  if (slot === 'measures') return ['everySteps', 'everyEpochs', 'examples', 'snapshots'];
  const choice = valueAt(draft, path) as Partial<PartChoice> | undefined;
  const part = catalogue[slot as PartSlot].all().find((each) => each.kind === choice?.kind);
  return part === undefined ? [] : Object.keys(part.parameters.shape);
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      inner === null || typeof inner !== 'object' ? undefined : (inner as Record<PropertyKey, unknown>)[key],
    value,
  );
}
