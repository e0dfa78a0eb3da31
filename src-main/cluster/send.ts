/**
 * Sends what a job needs to a place, step by step. Every step finds out what is there already, so each may be repeated,
 * after whatever ended the one before: nothing is sent twice and nothing is ever seen half.
 */

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

import { bundleFiles, bundleKey, sourceProgram } from './bundle/bundle-files.ts';
import { bundleBytes } from './bundle/pack-bundle.ts';
import { datasetsFolder, jobFile, jobFolders, jobsFolder, programFolder, sentRuns } from './job-folder.ts';
import type { Job } from './job-folder.ts';
import type { NamedPlace } from './place.ts';
import { ask } from './place-shell.ts';
import type { PlaceShell } from './place-shell.ts';
import { shellWord } from './shell-words.ts';
import { commentOf, sbatchCommand, taskScript } from './slurm/array-jobs.ts';
import type { ArrayJob } from './slurm/array-jobs.ts';
import { parseMaxArraySize, parseQueue, parseSubmitted, queueFormat } from './slurm/parse.ts';
import type { TaskReport } from './slurm/parse.ts';
import { WorkbenchError } from '../../src-shared/base/errors.ts';

/** A place that can be spoken to. */
export interface OpenPlace {
  readonly place: NamedPlace;
  readonly shell: PlaceShell;
}

/** Makes the place's folder where it is not there; returns it, absolute. Errors: place/unreachable, place/refused. */
export async function openRoot({ place, shell }: OpenPlace): Promise<string> {
  const { folder } = place;
  const root = folder.startsWith('~/') ? `"$HOME"/${shellWord(folder.slice(2))}` : shellWord(folder);
  const script = `set -e; umask 077; mkdir -p -- ${root}; cd -- ${root}; mkdir -p programs datasets jobs; pwd`;
  // A shell that greets whoever comes says its words first.
  const said = (await ask(shell, place.name, script)).trim().split('\n').at(-1) ?? '';
  if (said.startsWith('/')) return said;
  const reason = `it does not say where its folder ${folder} is`;
  throw new WorkbenchError('place/refused', {
    place: place.name,
    reason,
    remedy: 'Write the folder from the root on.',
  });
}

/** Sends this program, unless just this one is there. Returns its key. Errors: place/bundle and those of openRoot. */
export async function sendProgram({ place, shell }: OpenPlace, root: string): Promise<string> {
  const files = bundleFiles({ program: sourceProgram, node: process.execPath, window: null });
  const key = bundleKey(files);
  const folder = shellWord(programFolder(root, key));
  const { code } = await shell.run(`test -x ${folder}/ffwb`);
  if (code === 0) return key;
  // Over a network it is worth packing.
  const isCompressed = place.host !== null;
  const partial = `${folder}.$$.partial`;
  const script =
    `set -e; rm -rf ${folder}.*.partial; mkdir ${partial}; tar -x${isCompressed ? 'z' : ''}f - -C ${partial}; ` +
    `if test -d ${folder}; then rm -rf ${partial}; else mv ${partial} ${folder}; fi`;
  await ask(shell, place.name, script, bundleBytes(files, isCompressed));
  return key;
}

/** A file of the dataset folder. */
export interface DatasetFile {
  /** Inside the dataset folder, with "/". */
  readonly path: string;
  readonly bytes: number;
  readonly read: () => AsyncIterable<Uint8Array>;
}

/** Sends those that are not there in this size. */
export async function sendDatasets(
  { place, shell }: OpenPlace,
  root: string,
  files: readonly DatasetFile[],
): Promise<void> {
  if (files.length === 0) return;
  const folder = shellWord(datasetsFolder(root));
  const listed = await ask(shell, place.name, `cd ${folder} && find . -type f -printf '%s %P\\n'`);
  const there = new Set(listed.split('\n'));
  for (const { path, bytes, read } of files) {
    if (there.has(`${bytes} ${path}`)) continue;
    const target = shellWord(path);
    const script = `set -e; cd ${folder}; mkdir -p -- "$(dirname -- ${target})"; cat > ${target}.partial; mv ${target}.partial ${target}`;
    await ask(shell, place.name, script, read());
  }
}

/**
 * Sends the job with its runs, each as an archive, unless they are there: `archives` come in the order of the tasks, and
 * are read as they are sent.
 */
export async function sendJob(
  { place, shell }: OpenPlace,
  root: string,
  job: Omit<Job, 'sent'>,
  archives: AsyncIterable<Uint8Array>,
): Promise<void> {
  const folder = shellWord(jobsFolder(root, job.submission));
  const { code } = await shell.run(`test -f ${folder}/${jobFile} && test -f ${folder}/${sentRuns}`);
  if (code === 0) return;
  const partial = `${folder}.partial`;
  // Over a network it is worth packing: one run is much like the other.
  const isCompressed = place.host !== null;
  const sent: number[] = [];
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const archive of archives) {
      sent.push(archive.length);
      yield archive;
    }
  };
  await ask(
    shell,
    place.name,
    `set -e; umask 077; rm -rf ${folder} ${partial}; mkdir ${partial}; cd ${partial}; ` +
      `${isCompressed ? 'gzip -dc' : 'cat'} > ${sentRuns}`,
    isCompressed ? gzipped(counted()) : counted(),
  );
  const whole: Job = { ...job, sent };
  const text = Buffer.from(JSON.stringify(whole));
  const runsBytes = sent.reduce((sum, each) => sum + each, 0);
  // A connection that breaks is the end of a file as well: what counts is whether all of it came.
  const script =
    `set -e; umask 077; cd ${partial}; cat > ${jobFile}; mkdir ${jobFolders.join(' ')}; ` +
    `${isOfSize(sentRuns, runsBytes)}; ${isOfSize(jobFile, text.length)}; cd ..; mv ${partial} ${folder}`;
  await ask(shell, place.name, script, text);
}

function isOfSize(file: string, bytes: number): string {
  return `test $(wc -c < ${file}) -eq ${bytes} || { echo "${file} did not come whole" >&2; exit 1; }`;
}

async function* gzipped(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const packer = createGzip({ level: 1 });
  const fed = pipeline(Readable.from(pieces), packer);
  // What goes wrong with the pieces is thrown where the packed ones are read.
  fed.catch(() => {});
  yield* packer as AsyncIterable<Uint8Array>;
  await fed;
}

/** How many tasks an array job may have at this site. Where it does not say, as few as Slurm lets by itself. */
export async function mostTasksOfArray({ place, shell }: OpenPlace): Promise<number> {
  return parseMaxArraySize(await ask(shell, place.name, 'scontrol show config')) ?? 1001;
}

/** All that Slurm has of this user's, those that ended a short while ago too. */
export async function askQueue({ place, shell }: OpenPlace): Promise<TaskReport[]> {
  const script = `squeue -h -r -t all -u "$(id -un)" -o ${shellWord(queueFormat)}`;
  return parseQueue(await ask(shell, place.name, script));
}

/**
 * Submits one array job, unless it is in the queue: an answer can be lost though the job was taken. Returns its number.
 * Errors: place/unreachable; place/refused.
 */
export async function submitArray(
  open: OpenPlace,
  job: ArrayJob,
  queue: readonly TaskReport[],
): Promise<string> {
  const comment = commentOf(job.submission, job.part);
  const taken = queue.find((report) => report.comment === comment);
  if (taken !== undefined) return taken.job;
  const { place, shell } = open;
  const said = await ask(shell, place.name, sbatchCommand(job), Buffer.from(taskScript(job)));
  const submitted = parseSubmitted(said);
  if (submitted !== null) return submitted;
  const remedy = `See what it says with: ffwb places try ${place.name}`;
  const reason = 'sbatch did not say the number of the job';
  throw new WorkbenchError('place/refused', { place: place.name, reason, remedy });
}
