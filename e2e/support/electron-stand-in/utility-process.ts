/** `utilityProcess` as a forked Node. */

import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { StrictEmitter, onlyKnown, strict } from './strict.ts';

interface ForkOptions {
  readonly serviceName?: string;
  readonly execArgv?: readonly string[];
  readonly stdio?: readonly ('pipe' | 'ignore' | 'inherit')[];
}

const bootstrap = fileURLToPath(new URL('./utility-bootstrap.ts', import.meta.url));

class UtilityProcess extends StrictEmitter {
  /** As in Electron, not known before it was spawned and after it has ended. */
  pid: number | undefined = undefined;
  readonly stdout: ChildProcess['stdout'];
  readonly stderr: ChildProcess['stderr'];
  readonly #child: ChildProcess;
  #ended = false;

  constructor(modulePath: string, args: readonly string[], options: ForkOptions) {
    super('UtilityProcess', ['spawn', 'message', 'exit', 'error']);
    onlyKnown('utilityProcess.fork', options, ['serviceName', 'execArgv', 'stdio']);
    const [stdin, stdout = 'inherit', stderr = 'inherit'] = options.stdio ?? ['ignore'];
    if (stdin !== 'ignore') throw new Error('Electron supports no stdin but "ignore" for a utility process.');
    this.#child = fork(modulePath, [...args], {
      execArgv: [...(options.execArgv ?? []), '--import', bootstrap],
      serialization: 'advanced',
      stdio: ['ignore', stdout, stderr, 'ipc'],
    });
    this.stdout = this.#child.stdout;
    this.stderr = this.#child.stderr;
    this.#child.on('spawn', () => {
      this.pid = this.#child.pid;
      this.emit('spawn');
    });
    this.#child.on('message', (message) => {
      // Electron closes the line together with the process.
      if (!this.#ended) this.emit('message', message);
    });
    this.#child.on('exit', (code) => {
      this.#ended = true;
      this.pid = undefined;
      this.emit('exit', code ?? 1);
    });
  }

  postMessage(message: unknown): void {
    if (this.#child.connected) this.#child.send(message as object, () => {});
  }

  kill(): boolean {
    return this.#child.kill();
  }
}

export const utilityProcess = strict('utilityProcess', {
  fork: (modulePath: string, args: readonly string[] = [], options: ForkOptions = {}): UtilityProcess =>
    strict('UtilityProcess', new UtilityProcess(modulePath, args, options)),
});
