/**
 * A sweep: one experiment at many points of its settings, over some seeds, to find what does best on the validation split.
 * It is data, a JSON file like a preset. Here it is read and checked; sweep-points.ts says which points it has.
 */

import { z } from 'zod';

import { WorkbenchError } from '../base/errors.ts';
import { mostSobolDimensions } from '../base/sobol.ts';
import { closestName } from './closest-name.ts';

export const sweepVersion = 1;
export const sweepMethods = ['grid', 'random', 'sobol', 'halving'] as const;
export type SweepMethod = (typeof sweepMethods)[number];

/** More are not meant to be started at once, nor to be looked at in one table. */
export const mostPoints = 20_000;
export const mostSweepRuns = 100_000;
const mostValues = 1000;

const bounds = z
  .tuple([z.number(), z.number()])
  .refine(([low, high]) => low < high, 'the first number must be below the second');
/** How many values a grid takes between the bounds, both among them. */
const steps = z.int().min(2).max(mostValues).optional();

/** By the word that says how values are chosen. */
const axisSchemas = {
  values: z.strictObject({
    values: z
      .array(z.json())
      .min(1)
      .max(mostValues)
      .refine((values) => new Set(values.map((each) => JSON.stringify(each))).size === values.length, {
        message: 'no value may be there twice',
      }),
  }),
  range: z.strictObject({ range: bounds, steps }),
  log: z.strictObject({ log: bounds.refine(([low]) => low > 0, 'both numbers must be above 0'), steps }),
  integers: z.strictObject({
    integers: bounds.refine((pair) => pair.every(Number.isSafeInteger), 'both must be whole numbers'),
    steps,
  }),
};
type AxisSort = keyof typeof axisSchemas;
export type SweepAxis = Readonly<{ [S in AxisSort]: z.output<(typeof axisSchemas)[S]> }[AxisSort]>;

const axisSchema = z.unknown().transform((value, context): SweepAxis => {
  const sort = sortOf(value);
  if (sort === null) {
    const message = `needs one of ${Object.keys(axisSchemas).join(', ')}, such as {"values": [1, 2]}`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  }
  const parsed = axisSchemas[sort].safeParse(value);
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues) context.addIssue({ code: 'custom', path, message });
  return z.NEVER;
});

function sortOf(value: unknown): AxisSort | null {
  if (value === null || typeof value !== 'object') return null;
  const sorts = (Object.keys(axisSchemas) as AxisSort[]).filter((sort) => Object.hasOwn(value, sort));
  return sorts.length === 1 ? (sorts[0] ?? null) : null;
}

const sweepSchema = z.strictObject({
  version: z.literal(sweepVersion),
  name: z.string().trim().min(1).max(150).optional(),
  /** A preset's name, or an experiment. */
  base: z.union([z.string().min(1), z.record(z.string(), z.json())]),
  /** By the setting's path. */
  axes: z.record(z.string().min(1).max(200), axisSchema),
  seeds: z.array(z.int().min(0)).min(1).max(1000),
  method: z.enum(sweepMethods),
  /** How many points are drawn; a grid has as many as its axes make. */
  points: z.int().min(1).max(mostPoints).optional(),
  /** Of the drawing of points; another one draws others. */
  samplingSeed: z.int().min(0).default(1),
  halving: z
    .strictObject({
      /** Of so many points one goes on. */
      factor: z.int().min(2).max(20).default(3),
      /** After so many epochs points are compared for the first time. */
      firstEpochs: z.int().min(1).default(1),
      /** How the points are drawn. */
      draw: z.enum(['random', 'sobol']).default('sobol'),
    })
    .optional(),
  /** What is to become small. `readOut`: an answer's name; null: the net's first. */
  objective: z
    .strictObject({
      readOut: z.string().min(1).max(300).nullable().default(null),
      split: z
        .literal('validation', 'must be "validation": what is chosen on the test split is not measured by it')
        .default('validation'),
    })
    .prefault({}),
  /** Nothing more is begun once so much was spent, all runs together; null: without end. */
  budget: z
    .strictObject({
      /** Of training. */
      seconds: z.number().positive().nullable().default(null),
      epochs: z.number().positive().nullable().default(null),
    })
    .prefault({}),
});

export type Sweep = Readonly<z.output<typeof sweepSchema>>;
export type HalvingChoice = NonNullable<Sweep['halving']>;

/** Settings that are no axis, and why. */
const noAxes: Readonly<Record<string, string>> = {
  seed: 'seeds are told as "seeds"',
  name: 'a name changes nothing',
  version: 'the version is not a setting',
};

/** Error: input/invalid, with every mistake by its place. */
export function readSweep(file: unknown, name: string): Sweep {
  const parsed = sweepSchema.safeParse(file);
  const problems = parsed.success ? misfits(parsed.data) : parsed.error.issues.map(inWords);
  if (parsed.success && problems.length === 0) return { ...parsed.data, halving: halvingOf(parsed.data) };
  throw new WorkbenchError('input/invalid', {
    problem: `${name} is no sweep: ${problems.slice(0, 20).join('; ')}`,
    remedy: "A sweep needs version, base, axes (by the setting's path), seeds and method.",
  });
}

function halvingOf({ method, halving }: Sweep): HalvingChoice | undefined {
  if (method !== 'halving') return undefined;
  return halving ?? { factor: 3, firstEpochs: 1, draw: 'sobol' };
}

function inWords(issue: z.core.$ZodIssue): string {
  const place = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => `${place === '' ? '' : `${place}: `}${unknownKey(key)}`).join('; ');
  const message = issue.code === 'invalid_union' ? "must be a preset's name or an experiment" : issue.message;
  return place === '' ? message : `${place}: ${message}`;
}

function unknownKey(key: string): string {
  const near = closestName(key, Object.keys(sweepSchema.shape));
  return `there is no "${key}"${near === null ? '' : ` (did you mean "${near}"?)`}`;
}

/** What each part alone does not show. */
function misfits(sweep: Sweep): string[] {
  const { axes, seeds, method, points, halving } = sweep;
  const paths = Object.keys(axes);
  const problems = paths.flatMap((path) => misfitOfPath(path, method));
  if (paths.length === 0) problems.push('axes: at least one setting must vary');
  if (method !== 'grid' && paths.length > mostSobolDimensions)
    problems.push(`axes: at most ${mostSobolDimensions} settings can be drawn`);
  if (new Set(seeds).size < seeds.length) problems.push('seeds: no seed may be there twice');
  if (method === 'grid' && points !== undefined)
    problems.push('points: a grid has as many points as its axes make; leave it out');
  if (method !== 'grid' && points === undefined) problems.push(`points: say how many; ${method} draws them`);
  if (method !== 'halving' && halving !== undefined)
    problems.push('halving: goes with the method "halving" only');
  if (method !== 'grid')
    problems.push(
      ...Object.entries(axes).flatMap(([path, axis]) =>
        'steps' in axis ? [`axes.${path}.steps: only a grid takes steps`] : [],
      ),
    );
  return problems;
}

function misfitOfPath(path: string, method: SweepMethod): string[] {
  const names = path.split('.');
  if (names.some((each) => each === '' || each === '__proto__'))
    return [`axes.${path}: write a setting's path, such as optimizer.learningRate`];
  const reason = noAxes[names[0] ?? ''];
  if (reason !== undefined && names.length === 1) return [`axes.${path}: ${reason}`];
  const isLength = path === 'training.epochs' || path === 'training';
  if (method === 'halving' && isLength)
    return [`axes.${path}: halving compares points after the same epochs, so their length cannot vary`];
  return [];
}
