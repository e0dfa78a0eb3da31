/**
 * A place: where runs can be trained besides this machine's own queue. What a user says of it is checked here once, and
 * later goes into commands as words of their own, never as text that a shell reads, but for the two lists of lines that
 * are the user's own script.
 */

import { z } from 'zod';

import { localPlace } from '../../src-shared/views/places-view.ts';

const line = z
  .string()
  .max(1_000)
  .refine((text) => !/[\n\r\0]/.test(text), 'it must be one line');

/** An address that ssh takes: a name of the user's ssh configuration, or user@host. It never looks like an option. */
const destination = z
  .string()
  .max(255)
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.@:%[\]-]*$/, 'write it as for ssh: a name or user@host');

const folder = z
  .string()
  .max(500)
  .regex(
    /^(~|\/)[\p{L}\p{N}_./+@ ~-]*$/u,
    'write it from the root ("/") or from the home folder ("~/") on, with letters, digits and . _ - + @',
  )
  .refine((path) => !path.split('/').includes('..'), 'it must not hold ".."')
  .refine((path) => path !== '~' && path !== '/', 'name a folder of its own, such as ~/ffwb');

/** Slurm reads options of a script's first lines; the word before the equals sign is checked, the rest is the site's. */
const sbatchLine = line.regex(/^(#SBATCH\s+)?-/, 'write it as for sbatch, such as --partition=gpu');

export const placeName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/, 'use letters, digits, hyphens and underscores')
  .refine((name) => name !== localPlace, 'that is this machine itself');

export const placeSchema = z.strictObject({
  kind: z.literal('slurm'),
  /** How ssh reaches its login node; null: this machine is one. */
  host: destination.nullable().default(null),
  /** On the place's shared disk: programs, datasets and jobs. */
  folder,
  /** CPUs of a task, and threads of its training. */
  cpus: z.int().min(1).max(1024).default(1),
  /** Of a task, in MiB; null: as the site gives. */
  memoryMegabytes: z
    .int()
    .min(1)
    .max(2 ** 24)
    .nullable()
    .default(null),
  /** Minutes; null: as the site gives. A task that comes near it saves, and goes on in a new one. */
  minutes: z.int().min(1).max(525_600).nullable().default(null),
  /** Tasks of one submission that run at a time; null: as many as the site lets. */
  atOnce: z.int().min(1).max(100_000).nullable().default(null),
  /** How often a task leaves what it has come to, for the day its node dies. */
  publishSeconds: z.number().min(0.1).max(86_400).default(180),
  /** More options for sbatch, as the site wants them. */
  sbatch: z.array(sbatchLine).max(50).default([]),
  /** Lines of shell that run before the program, such as "module load cuda". */
  setUp: z.array(line).max(50).default([]),
});

export type Place = Readonly<z.output<typeof placeSchema>>;

export interface NamedPlace extends Place {
  readonly name: string;
}
