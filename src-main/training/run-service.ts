/**
 * Makes this process the training service: connects the hub to the parent, and sees to it that the process never
 * outlives the parent. Each run is a thread, so ending the process leaves no orphan.
 */

import os from 'node:os';

import { openParentPort } from '../child/parent-port.ts';
import { ServiceHub } from './service-hub.ts';

/** How often to look whether the parent is still there, in milliseconds. The disconnect event usually comes first. */
const parentWatchMs = 500;

/** `workerEntry`: the module each worker thread runs. Call once, as the process's first act. */
export function runTrainingService(workerEntry: URL): void {
  const port = openParentPort();
  let leaving = false;
  const hub = new ServiceHub({
    post: (message) => port.post(message),
    workerEntry,
    cores: os.availableParallelism(),
    granted: grantedCores(process.env['SLURM_CPUS_PER_TASK']),
    onClosed: () => {
      leaving = true;
      void port.close().then(() => process.exit(0));
    },
  });
  port.onMessage((message) => hub.receive(message));

  // Ctrl-C and a closing terminal reach the whole process group; the host decides what they mean.
  process.on('SIGINT', () => {});
  process.on('SIGHUP', () => {});
  process.on('SIGTERM', () => hub.close());

  port.onDisconnect(() => {
    if (!leaving) endAtOnce();
  });
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) endAtOnce();
  }, parentWatchMs).unref();
}

/** What a cluster gave this task of a node that has more; null: the whole machine is ours. */
function grantedCores(text: string | undefined): number | null {
  const cores = Number(text ?? '');
  return Number.isSafeInteger(cores) && cores >= 1 ? cores : null;
}

/**
 * Nobody is left to record what the workers do. Checkpoints are written whole or not at all, so nothing needs a
 * farewell; a signal also ends threads that are deep inside a driver.
 */
function endAtOnce(): void {
  process.kill(process.pid, 'SIGKILL');
}
