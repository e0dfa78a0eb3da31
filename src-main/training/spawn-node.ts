/** Spawns processes for the Node host, the training service first of all: a forked Node that runs the same sources. */

import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { reasonOf } from '../../src-shared/base/errors.ts';
import type { SpawnService } from './service-process.ts';

/** How much of the end of stderr is kept, in characters: there a crash inside native code says what happened. */
const keptTail = 4_000;
/** Messages may still be on their way when the process has ended; so long they are waited for. */
const lastMessagesMs = 1_000;

/** A forked process, by the names every host's spawned processes go by; see service-process.ts. */
export interface ForkedProcess {
  readonly pid: number | null;
  post(message: object): void;
  onMessage(listener: (message: unknown) => void): void;
  onEnd(listener: (reason: string) => void): void;
  kill(): void;
}

/** `entry`: the service's module. */
export function spawnNodeService(entry: URL = new URL('./service-entry.ts', import.meta.url)): SpawnService {
  return () => forkNode(entry);
}

/** `entry`: the process's module. Messages are structured clones. */
export function forkNode(entry: URL): ForkedProcess {
  const child = fork(fileURLToPath(entry), [], {
    execPath: process.execPath,
    execArgv: [],
    serialization: 'advanced',
    // stdout belongs to the host: it may carry one JSON document and nothing else.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let tail = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (tail = (tail + text).slice(-keptTail)));
  return {
    pid: child.pid ?? null,
    post: (message) => {
      if (child.connected) child.send(message, () => {});
    },
    onMessage: (listener) => void child.on('message', listener),
    onEnd: (listener) => void whenEnded(child).then((how) => listener(how + complaint(tail))),
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

/** The first line of a crash report, if there is one. */
function complaint(tail: string): string {
  const line = tail.split('\n').find((each) => /\b(fatal|terminate called|abort|\w*error):?\b/i.test(each));
  return line === undefined ? '' : `, ${line.trim().slice(0, 200)}`;
}
