/**
 * A claim: what was published about an experiment, and what this program is expected to make of it. It is data, a JSON
 * file beside the presets. Errors are fractions: 0.0137 is 1.37 %.
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

const expectationSchema = z.strictObject({
  ...measured,
  /** The mean over the seeds, as it was measured when the expectation was written down. */
  error: fraction,
  /** It is met by a mean that is not larger than `error + tolerance`. */
  tolerance: fraction,
});

const versionSchema = z.strictObject({
  preset: z.string().min(1),
  /** What differs from the preset, by the setting's path. */
  settings: z.record(z.string().min(1), z.unknown()).default({}),
  /** An expectation is of the mean over these; `--seeds` puts others in their place. */
  seeds: z.array(z.int().min(0)).min(1),
  expectations: z.array(expectationSchema).min(1),
  /** What a reader must know of the figure, in a sentence. */
  note: z.string().optional(),
});

const claimSchema = z.strictObject({
  /** What is claimed, for a heading. */
  title: z.string().min(1),
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
