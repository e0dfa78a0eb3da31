/**
 * A claim: what was published about an experiment, and what this program is expected to make of it. It is data, a JSON
 * file beside the presets, and the one place that says what was published. Errors are fractions: 0.0137 is 1.37 %.
 */

import { z } from 'zod';

import { WorkbenchError } from '../base/errors.ts';

const fraction = z.number().min(0).max(1);

/** Which error is meant. */
const measured = {
  /** An answer's name: "goodness", "softmax", "probe/layer2". */
  readOut: z.string().min(1),
  split: z.enum(['train', 'validation', 'test']),
};

const publishedSchema = z.strictObject({
  ...measured,
  error: fraction,
  /** Where it was published. */
  source: z.string().min(1),
});

const expectationSchema = z.union([
  z.strictObject({
    ...measured,
    /** The mean over the seeds, as it was measured when the expectation was written down. */
    error: fraction,
    /** It is met by a mean that is not larger than `error + tolerance`. */
    tolerance: fraction,
  }),
  /** Never run to its end here, so that nothing is expected. */
  z.strictObject({ ...measured, error: z.null() }),
]);

/** An experiment that comes with the program, and what is changed in it. */
const experiment = {
  preset: z.string().min(1),
  /** Which of a series, by its name. */
  member: z.string().min(1).optional(),
  /** What differs from the preset, by the setting's path. */
  settings: z.record(z.string().min(1), z.unknown()).default({}),
};

const versionSchema = z.strictObject({
  ...experiment,
  /** An expectation is of the mean over these; `--seeds` puts others in their place. */
  seeds: z.array(z.int().min(0)).min(1),
  expectations: z.array(expectationSchema).min(1),
  /** What a reader must know of the figure, in a sentence. */
  note: z.string().optional(),
  /**
   * The same net by back-propagation for as many epochs: an experiment of its own, or the version's with the method, the
   * optimizer and the read-out of the preset "back-propagation". Left out where there is nothing to match.
   */
  backPropagation: z.strictObject({ ...experiment, preset: experiment.preset.optional() }).optional(),
});

const claimSchema = z.strictObject({
  /** What is claimed, for a heading. */
  title: z.string().min(1),
  /** The preset that is the published experiment; left out: the full version's. */
  experiment: z.string().min(1).optional(),
  published: z.array(publishedSchema),
  /** Minutes at most: shows that all works. */
  quick: versionSchema.optional(),
  /** The experiment itself. */
  full: versionSchema.optional(),
});

export type PublishedFigure = Readonly<z.infer<typeof publishedSchema>>;
export type Expectation = Readonly<z.infer<typeof expectationSchema>>;
export type ClaimVersion = Readonly<z.infer<typeof versionSchema>>;
export type Claim = Readonly<z.infer<typeof claimSchema>> & { readonly id: string };

export const claimVersions = ['quick', 'full'] as const;
export type ClaimVersionName = (typeof claimVersions)[number];

/** How the net of a claim is trained: as it says itself, or by back-propagation for comparison. */
export const claimMethods = ['own', 'back-propagation'] as const;
export type ClaimMethod = (typeof claimMethods)[number];

/** The preset that what was published is of. */
export function publishedPreset({ experiment: preset, full, quick }: Claim): string | null {
  return preset ?? (full ?? quick)?.preset ?? null;
}

/** Whether anything is expected of it: else it was never run to its end here. */
export function isExpected({ expectations }: ClaimVersion): boolean {
  return expectations.some(({ error }) => error !== null);
}

/** Error: input/invalid, which names the file and the place. */
export function readClaim(file: unknown, id: string): Claim {
  const parsed = claimSchema.safeParse(file);
  if (parsed.success) return { id, ...parsed.data };
  const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new WorkbenchError('input/invalid', {
    problem: `${id} is no claim: ${issues.join('; ')}`,
    remedy: 'It needs a title, published figures, and a quick or a full version.',
  });
}
