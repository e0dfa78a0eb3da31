/**
 * Starts a service of the program in a process of its own, as Electron does it: a utility process, which needs no
 * "run as Node" and ends with the application however that ends.
 */

import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

import { utilityProcess } from 'electron';
import type { UtilityProcess } from 'electron';

import { farewell } from '../../training/service-process.ts';

/** How much of the end of stderr is kept, in characters: there a crash inside native code says what happened. */
const keptTail = 4_000;

/** The same shape as the training and the inspection service's own process interfaces. */
export interface HostedProcess {
  readonly pid: number | null;
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onEnd(listener: (reason: string) => void): void;
  kill(): void;
}

/** `entry`: the built module. `name`: as the system's list of processes shows it. */
export function spawnUtilityProcess(entry: URL, name: string): HostedProcess {
  const child = utilityProcess.fork(fileURLToPath(entry), [], {
    serviceName: name,
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let ended = false;
  let fault = '';
  const complaint = keepComplaint(child);
  child.on('error', (type, location) => (fault = `${type} in ${location}`));
  return {
    get pid() {
      return child.pid ?? null;
    },
    post: (message) => {
      if (!ended) child.postMessage(message);
    },
    onMessage: (listener) =>
      void child.on('message', (message: unknown) => {
        if (message === farewell) child.postMessage(farewell);
        else listener(message);
      }),
    onEnd: (listener) =>
      void child.on('exit', (code) => {
        ended = true;
        const why = fault === '' ? complaint() : fault;
        listener([`exit code ${code}`, ...(why === '' ? [] : [why])].join(', '));
      }),
    kill: () => killAtOnce(child, basename(fileURLToPath(entry))),
  };
}

/** Electron's own `kill` asks politely, and a service deep inside a driver would not hear it. */
function killAtOnce(child: UtilityProcess, what: string): void {
  if (child.pid === undefined) {
    child.kill();
    return;
  }
  try {
    process.kill(child.pid, 'SIGKILL');
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ESRCH')
      throw new Error(`${what} cannot be ended`, { cause: thrown });
  }
}

/** Returns a way to ask for the first line of a crash report, if there is one. */
function keepComplaint(child: UtilityProcess): () => string {
  let tail = '';
  child.stderr?.on('data', (bytes: Buffer) => (tail = (tail + bytes.toString('utf8')).slice(-keptTail)));
  return () => {
    const line = tail.split('\n').find((each) => /\b(fatal|terminate called|abort|\w*error):?\b/i.test(each));
    return line?.trim().slice(0, 200) ?? '';
  };
}
