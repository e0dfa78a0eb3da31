/**
 * Tries a place before anything is sent there, from the easiest to the whole: is it reached, can its folder be written to,
 * would Slurm take such a job, and does one really run and see the folder. Each step says in a sentence how it went; where
 * one fails those after it are not tried.
 */

import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

import { WorkbenchError, reasonOf } from '../../src-shared/base/errors.ts';
import type { TriedStepView } from '../../src-shared/views/places-view.ts';
import { ask } from './place-shell.ts';
import { openRoot } from './send.ts';
import type { OpenPlace } from './send.ts';
import { shellCommand, shellWord } from './shell-words.ts';
import { sbatchCommand, sbatchTrial, scriptHead, taskScript } from './slurm/array-jobs.ts';
import type { ArrayJob } from './slurm/array-jobs.ts';
import { parseSubmitted } from './slurm/parse.ts';

/** How long the tiny job may take to get its turn. A busy cluster takes longer, which is no fault. */
const patienceMs = 120_000;
const askEveryMs = 1_000;
/** The bundle and some runs, in MiB. */
const leastMegabytes = 500;

type Attempt = (tried: Tried) => Promise<string | { readonly unsure: string }>;

interface Tried {
  readonly open: OpenPlace;
  /** Absolute there; known after the step "folder". */
  root: string;
  readonly patienceMs: number;
}

/** `patience`: milliseconds that the tiny job may take. */
export async function tryPlace(
  open: OpenPlace,
  onStep: (step: TriedStepView) => void,
  patience = patienceMs,
): Promise<TriedStepView[]> {
  const tried: Tried = { open, root: '', patienceMs: patience };
  const steps: TriedStepView[] = [];
  for (const [step, attempt] of attempts) {
    const done = await outcomeOf(step, attempt, tried);
    steps.push(done);
    onStep(done);
    if (done.isWell === false) break;
  }
  return steps;
}

const attempts: readonly (readonly [TriedStepView['step'], Attempt])[] = [
  ['connect', connect],
  ['folder', writeToFolder],
  ['slurm', askForTrial],
  ['job', runTinyJob],
];

async function outcomeOf(
  step: TriedStepView['step'],
  attempt: Attempt,
  tried: Tried,
): Promise<TriedStepView> {
  try {
    const said = await attempt(tried);
    if (typeof said === 'string') return { step, isWell: true, says: said, next: '' };
    return { step, isWell: null, says: said.unsure, next: 'Look at the queue there, and try again later.' };
  } catch (thrown) {
    const next = thrown instanceof WorkbenchError ? thrown.next : '';
    return { step, isWell: false, says: reasonOf(thrown), next: remedies[step] || next };
  }
}

const remedies: Readonly<Record<TriedStepView['step'], string>> = {
  connect: 'Make "ssh HOST" work in a terminal without a password first, by a key or an agent.',
  folder: 'Choose a folder that you may write to, on a disk that the nodes share.',
  slurm: 'Change the lines for sbatch, the CPUs, the memory or the minutes of the place.',
  job: '',
};

async function connect({ open: { place, shell } }: Tried): Promise<string> {
  const system = (await ask(shell, place.name, 'uname -s -m')).trim().split('\n').at(-1) ?? '';
  if (system !== 'Linux x86_64') {
    const reason = `its system is "${system}", and bundles are for Linux on x86-64`;
    throw new WorkbenchError('place/refused', { place: place.name, reason, remedy: 'Choose another place.' });
  }
  return place.host === null ? 'This machine answers.' : `${place.host} answers.`;
}

async function writeToFolder(tried: Tried): Promise<string> {
  const { place, shell } = tried.open;
  tried.root = await openRoot(tried.open);
  const root = shellWord(tried.root);
  const probe = `.try.$$`;
  const script = `set -e; cd ${root}; echo x > ${probe}; mv ${probe} ${probe}.done; rm ${probe}.done; df -Pm . | tail -n 1`;
  const free = Number((await ask(shell, place.name, script)).trim().split(/\s+/)[3] ?? NaN);
  const room = Number.isFinite(free) ? `, with ${free.toLocaleString('en-US')} MiB free` : '';
  if (free < leastMegabytes) {
    const reason = `there is little room in ${tried.root}${room}`;
    throw new WorkbenchError('place/refused', { place: place.name, reason, remedy: 'Make room there.' });
  }
  return `The folder ${tried.root} can be written to${room}.`;
}

function trialJob({ open: { place }, root }: Tried): ArrayJob {
  const submission = `try-${randomBytes(4).toString('hex')}`;
  const jobFolder = `${root}/jobs`;
  return { submission, part: { first: 0, count: 1 }, tasks: [0], place, program: 'true', jobFolder };
}

async function askForTrial(tried: Tried): Promise<string> {
  const { place, shell } = tried.open;
  const job = trialJob(tried);
  const script = `${sbatchTrial(job)} 2>&1`;
  const said = (await ask(shell, place.name, script, Buffer.from(taskScript(job)))).trim();
  return `Slurm would take such a task: ${said.split('\n').at(-1) ?? ''}`;
}

async function runTinyJob(tried: Tried): Promise<string | { readonly unsure: string }> {
  const { place, shell } = tried.open;
  const { root } = tried;
  const name = `.try-${randomBytes(6).toString('hex')}`;
  const seen = `${root}/jobs/${name}`;
  const job = trialJob(tried);
  // The last word counts: the log of a tiny job is not worth a file.
  const command = `${sbatchCommand(job)} --output=/dev/null`;
  const [part, whole] = [shellWord(`${seen}.part`), shellWord(seen)];
  const script = `${scriptHead(job)}hostname > ${part} && mv ${part} ${whole}\n`;
  const id = parseSubmitted(await ask(shell, place.name, command, Buffer.from(script)));
  const until = performance.now() + tried.patienceMs;
  while (performance.now() < until) {
    const { code, stdout } = await shell.run(`test -f ${whole} && cat ${whole} && rm -f ${whole}`);
    if (code === 0)
      return `A tiny job ran on the node ${stdout.toString('utf8').trim()}, and sees the folder.`;
    await delay(askEveryMs);
  }
  if (id !== null) await shell.run(shellCommand(['scancel', id]));
  return { unsure: 'The tiny job has not had its turn yet, or its node does not see the folder.' };
}
