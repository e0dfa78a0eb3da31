/**
 * What is known here of runs that were sent to a place: which, where to, and how far sending them has come. It is kept in
 * the data folder, so that any later session goes on with it. Whether a run is still there its own status says: what
 * waits (queued) is, all else has come back or was given up.
 */

import { z } from 'zod';

import { submissionId } from './job-folder.ts';
import { placeSchema } from './place.ts';

const partSchema = z.object({
  first: z.int().min(0),
  count: z.int().min(1),
  /** Slurm's number of the array job; null: it was not submitted, or nobody heard of it. */
  job: z.string().regex(/^\d+$/).nullable(),
});

export const submissionSchema = z.object({
  version: z.literal(1),
  id: submissionId,
  /** The place's name, and what it was when the runs were sent. */
  placeName: z.string().min(1),
  place: placeSchema,
  /** By task. */
  runs: z.array(z.string().min(1)).min(1),
  /** Each stops, resumable, once so many epochs are finished; null: it goes to its end. */
  stopAfterEpochs: z.int().min(1).nullable().default(null),
  /** The place's folder, absolute there, once it is known. */
  root: z.string().startsWith('/').nullable(),
  /** The bundle that trains them, once it is there. */
  program: z
    .string()
    .regex(/^[0-9a-f]+$/)
    .nullable(),
  /** Array jobs, once the runs are there. */
  parts: z.array(partSchema).nullable(),
  /** ISO 8601, UTC. */
  madeAt: z.string(),
});
export type Submission = Readonly<z.output<typeof submissionSchema>>;
export type SubmittedPart = Readonly<z.output<typeof partSchema>>;

/** The part a task is of; undefined while it is of none. */
export function partOf({ parts }: Submission, task: number): SubmittedPart | undefined {
  return parts?.find(({ first, count }) => task >= first && task < first + count);
}
