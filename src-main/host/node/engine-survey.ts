/**
 * The survey of engines, in a process of its own: a graphics driver that crashes or chatters while it is tried must not
 * take the command with it that is to say so.
 */

import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import type { EngineReport } from '../../core/engine/pick-engine.ts';

/** Long enough for a slow GPU's first program; the measurement itself takes about a second. */
const patienceMs = 120_000;

/** `threads`: for CPU kernels; null: all cores. Error: engine/failed. */
export async function surveyEnginesApart(threads: number | null): Promise<EngineReport[]> {
  const child = fork(fileURLToPath(new URL('./engine-survey-entry.ts', import.meta.url)), [], {
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    timeout: patienceMs,
    killSignal: 'SIGKILL',
  });
  return new Promise((resolve, reject) => {
    const fail = (reason: string): void =>
      reject(new WorkbenchError('engine/failed', { engine: 'survey', reason }));
    child.on('message', (reports) => resolve(reports as EngineReport[]));
    child.on('error', (error) => fail(error.message));
    child.on('exit', (code, signal) => fail(`its process ended with ${signal ?? `code ${code}`}`));
    child.send({ threads });
  });
}
