/**
 * Starts a service of the program in a process of its own, as Electron does it: a utility process, which needs no
 * "run as Node" and ends with the application however that ends.
 */

import { constants } from 'node:os';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

import { utilityProcess } from 'electron';
import type { UtilityProcess } from 'electron';

import { keepComplaint } from '../../child/complaint.ts';
import { farewell } from '../../child/hosted-process.ts';
import type { HostedProcess } from '../../child/hosted-process.ts';

/** `entry`: the built module. `name`: as the system's list of processes shows it. */
export function spawnUtilityProcess(entry: URL, name: string): HostedProcess<object> {
  const child = utilityProcess.fork(fileURLToPath(entry), [], {
    serviceName: name,
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let ended = false;
  let fault = '';
  const complaint = keepComplaint(child.stderr);
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
        listener(`exit code ${code}${fault === '' ? complaint.after(signalOf(code)) : `, ${fault}`}`);
      }),
    forgetComplaint: () => complaint.forget(),
    kill: () => killAtOnce(child, basename(fileURLToPath(entry))),
  };
}

/** Electron tells a signal as its number, or as 128 and its number. */
function signalOf(code: number): string | null {
  const number = code > 128 ? code - 128 : code;
  const known = Object.entries(constants.signals).find(([, value]) => value === number);
  // Small codes are also what a process ends itself with, so only these two are taken for signals.
  return known?.[0] === 'SIGKILL' || known?.[0] === 'SIGTERM' ? known[0] : null;
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
