/** Spawns child processes for the Node host: a forked Node that runs the same sources. */

import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { reasonOf } from '../../src-shared/base/errors.ts';
import { keepComplaint } from './complaint.ts';
import type { HostedProcess, SpawnProcess } from './hosted-process.ts';

/** Messages may still be on their way when the process has ended; so long they are waited for. */
const lastMessagesMs = 1_000;

/** The modules of the program's child processes. */
export const nodeEntries = {
  training: new URL('../training/service-entry.ts', import.meta.url),
  inspection: new URL('../inspection/entry.ts', import.meta.url),
} as const;

/** `entry`: the process's module. Messages are structured clones. */
export function spawnNode(entry: URL): SpawnProcess<object> {
  return () => forkNode(entry);
}

function forkNode(entry: URL): HostedProcess<object> {
  const child = fork(fileURLToPath(entry), [], {
    execPath: process.execPath,
    execArgv: [],
    serialization: 'advanced',
    // stdout belongs to the host: it may carry one JSON document and nothing else.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const complaint = keepComplaint(child.stderr);
  return {
    pid: child.pid ?? null,
    post: (message) => {
      if (child.connected) child.send(message, () => {});
    },
    onMessage: (listener) => void child.on('message', listener),
    onEnd: (listener) =>
      void whenEnded(child).then((how) => listener(how + complaint.after(child.signalCode))),
    forgetComplaint: () => complaint.forget(),
    kill: () => void child.kill('SIGKILL'),
  };
}

/** Resolves with how it ended, once the last message was delivered. */
function whenEnded(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let how: string | null = null;
    let hungUp = false;
    const check = (): void => {
      if (how !== null && hungUp) resolve(how);
    };
    child.on('disconnect', () => {
      hungUp = true;
      check();
    });
    child.on('error', (error) => {
      if (child.pid === undefined) resolve(`it did not start: ${reasonOf(error)}`);
    });
    child.on('exit', (code, signal) => {
      how = signal === null ? `exit code ${code}` : `signal ${signal}`;
      check();
      setTimeout(() => resolve(how ?? ''), lastMessagesMs).unref();
    });
  });
}
