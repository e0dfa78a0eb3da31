/**
 * One submission as array jobs: how its tasks are split, what sbatch is told, and the script that every task runs. What
 * is ours goes to sbatch as words of the command line; only the user's own lines stand in the script as they are. Pure.
 */

import type { Place } from '../place.ts';
import { shellCommand, shellWord } from '../shell-words.ts';

/** Tasks `first` to `first + count - 1` of a submission: numbers 0 to count - 1 of one array job. */
export interface ArrayPart {
  readonly first: number;
  readonly count: number;
}

/** `maxArraySize`: an array holds numbers below it. */
export function splitTasks(tasks: number, maxArraySize: number): ArrayPart[] {
  const parts: ArrayPart[] = [];
  for (let first = 0; first < tasks; first += maxArraySize) {
    parts.push({ first, count: Math.min(maxArraySize, tasks - first) });
  }
  return parts;
}

/** Numbers as sbatch takes them, such as "0-3,7"; `numbers` are in order. */
export function numberRanges(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}

/** By which a part is found again among all jobs, whatever became of the answer to its submission. */
export function commentOf(submission: string, part: Pick<ArrayPart, 'first'>): string {
  return `ffwb:${submission}:${part.first}`;
}

export interface ArrayJob {
  readonly submission: string;
  readonly part: ArrayPart;
  /** Those of the part that are still to be done, in order. */
  readonly tasks: readonly number[];
  readonly place: Place;
  /** Absolute, there: the bundle's launcher. */
  readonly program: string;
  /** Absolute, there. */
  readonly jobFolder: string;
}

/** How long before its time is up a task is told, in seconds. */
const noticeSeconds = 120;

/** What a task writes is in `logs/<first>-<number>.log`. */
export function logName(part: Pick<ArrayPart, 'first'>, task: number): string {
  return `${part.first}-${task - part.first}.log`;
}

/** sbatch with its options; the script comes on stdin. */
export function sbatchCommand(job: ArrayJob): string {
  return shellCommand(['sbatch', '--parsable', ...sbatchOptions(job)]);
}

/** As it would be submitted, without being so. */
export function sbatchTrial(job: ArrayJob): string {
  return shellCommand(['sbatch', '--test-only', ...sbatchOptions(job)]);
}

function sbatchOptions({ submission, part, tasks, place, jobFolder }: ArrayJob): string[] {
  const numbers = numberRanges(tasks.map((task) => task - part.first));
  const atOnce = place.atOnce === null ? '' : `%${place.atOnce}`;
  return [
    `--job-name=ffwb-${submission}`,
    `--comment=${commentOf(submission, part)}`,
    `--array=${numbers}${atOnce}`,
    `--cpus-per-task=${place.cpus}`,
    '--ntasks=1',
    ...(place.memoryMegabytes === null ? [] : [`--mem=${place.memoryMegabytes}M`]),
    ...(place.minutes === null ? [] : [`--time=${place.minutes}`]),
    '--requeue',
    '--open-mode=append',
    // Node's debugger listens to USR1. "B:" is the script's own shell, which becomes the program by "exec".
    `--signal=B:USR2@${noticeFor(place)}`,
    `--chdir=${jobFolder}`,
    `--output=${jobFolder}/logs/${part.first}-%a.log`,
  ];
}

/** No more than half of a short task's time. */
function noticeFor({ minutes }: Place): number {
  return minutes === null ? noticeSeconds : Math.min(noticeSeconds, minutes * 30);
}

/** What would make a task take its settings from whoever submitted it. */
const notInherited = ['NODE_OPTIONS', 'NODE_COMPILE_CACHE', 'FFWB_DATA_DIR', 'FFWB_TOKEN', 'INIT_CWD'];

/**
 * `exec`: the program itself is then what Slurm signals; a shell that waited for it would end first and leave it
 * running, to write over its successor's files.
 */
export function taskScript(job: ArrayJob): string {
  const { part, program, jobFolder } = job;
  const task = `"$((${part.first} + SLURM_ARRAY_TASK_ID))"`;
  return `${scriptHead(job)}exec ${shellWord(program)} task ${shellWord(jobFolder)} ${task}\n`;
}

/** All before the program: the user's own lines for sbatch and for the shell. */
export function scriptHead({ place }: Pick<ArrayJob, 'place'>): string {
  const lines = [
    '#!/bin/bash',
    ...place.sbatch.map((each) => `#SBATCH ${each.replace(/^#SBATCH\s+/, '')}`),
    `unset ${notInherited.join(' ')}`,
    ...place.setUp,
  ];
  return `${lines.join('\n')}\n`;
}
