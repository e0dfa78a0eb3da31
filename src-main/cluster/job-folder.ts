/**
 * The folder of one submission at a place: what lies where, and the three small files by which both sides know of each
 * other. Every file comes by rename, so none is ever seen half. Times are ISO 8601, UTC.
 *
 *   job.json                what is to be done, written once, by whoever submits
 *   runs.pack               the runs as they were sent, one archive after the other: one file is quick on any disk
 *   tasks/<task>/           a data folder of the task's own, locked while it trains
 *   progress/<task>.json    how far it has come
 *   results/<task>.ffrun    the run as it is: now and then, and at its end
 *   ends/<task>.json        that it has come to its end, with the digest of its result; written last
 *   logs/                   what Slurm, the set-up and the task say
 */

import { posix } from 'node:path';

import { z } from 'zod';

import { runStatuses } from '../../src-shared/views/run-view.ts';

const runId = z.string().regex(/^[A-Za-z0-9-]{1,100}$/);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().min(0);

export const submissionId = z.string().regex(/^[A-Za-z0-9-]{1,60}$/);

export const jobSchema = z.object({
  version: z.literal(1),
  submission: submissionId,
  /** By task. */
  runs: z.array(runId).min(1),
  /** By task: of how many bytes of `runs.pack` its run is. */
  sent: z.array(z.int().min(1)),
  /** Stop, resumable, once so many epochs are finished; null: go to the end. */
  stopAfterEpochs: z.int().min(1).nullable().default(null),
  /** How often a task leaves its result so far, in seconds. */
  publishSeconds: z.number().min(0.1),
});
export type Job = Readonly<z.output<typeof jobSchema>>;

export const progressSchema = z.object({
  version: z.literal(1),
  runId,
  /** "saved": it was told to end, has saved, and goes on when it is started again. */
  state: z.enum(['training', 'saved']),
  /** By which signal it was told to end, such as "SIGUSR2"; only where it has saved. */
  signal: z.string().max(20).optional(),
  step: count,
  epoch: count,
  /** null: not known yet. */
  epochs: count.nullable(),
  /** How often Slurm started it anew. */
  restarts: z.int().min(0),
  at: z.string(),
});
export type TaskProgress = Readonly<z.output<typeof progressSchema>>;

export const endSchema = z.object({
  version: z.literal(1),
  runId,
  status: z.enum(runStatuses),
  result: z.object({ bytes: z.int().min(0), sha256 }),
  restarts: z.int().min(0),
  at: z.string(),
});
export type TaskEnd = Readonly<z.output<typeof endSchema>>;

/** Names inside a job's folder. */
export const jobFile = 'job.json';
export const sentRuns = 'runs.pack';
export const jobFolders = ['tasks', 'progress', 'results', 'ends', 'logs'] as const;

/** Where in `runs.pack` the run of a task is. */
export function sentRange({ sent }: Pick<Job, 'sent'>, task: number): { offset: number; bytes: number } {
  return { offset: sent.slice(0, task).reduce((sum, each) => sum + each, 0), bytes: sent[task] ?? 0 };
}
export function taskFolder(task: number): string {
  return `tasks/${task}`;
}
export function progressFile(task: number): string {
  return `progress/${task}.json`;
}
export function resultFile(task: number): string {
  return `results/${task}.ffrun`;
}
export function endFile(task: number): string {
  return `ends/${task}.json`;
}

/** Folders of a place, from its root: absolute paths there. */
export function jobsFolder(root: string, submission: string): string {
  return posix.join(root, 'jobs', submission);
}
export function programFolder(root: string, key: string): string {
  return posix.join(root, 'programs', key);
}
export function datasetsFolder(root: string): string {
  return posix.join(root, 'datasets');
}
/** As a task sees it, from its job's folder. */
export function datasetsOfJob(jobFolder: string): string {
  return posix.join(jobFolder, '..', '..', 'datasets');
}
