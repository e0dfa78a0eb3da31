/** Lays points out in a thread of its own, one thread per question. */

import { Worker } from 'node:worker_threads';

import { WorkbenchError, reasonOf } from '../../src-shared/base/errors.ts';
import type { LaidOut, ProjectRequest } from './project.ts';

/** `entry`: the thread's module. Error: inspect/failed. */
export function projectApart(entry: URL, request: ProjectRequest): Promise<LaidOut> {
  const worker = new Worker(entry, { workerData: request });
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => reject(new WorkbenchError('inspect/failed', { reason }));
    worker.on('message', (laidOut: LaidOut) => resolve(laidOut));
    worker.on('error', (error) => fail(reasonOf(error)));
    worker.on('exit', (code) => fail(`its thread ended with code ${code}`));
  });
}
