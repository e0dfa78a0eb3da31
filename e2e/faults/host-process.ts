/** A host as its supervisor sees it: a process in a group of its own, who hears it, and the ways to kill it. */

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import type { HostOrder, HostTold } from './host-messages.ts';
import { isLiving } from './processes.ts';

export const victims = ['host', 'service', 'both', 'group'] as const;
export type Victim = (typeof victims)[number];

const entry = fileURLToPath(new URL('./host-to-kill.ts', import.meta.url));

export class HostProcess {
  /** Hears what it tells, one at a time: the session it is in. */
  listener: (message: HostTold) => void = () => {};
  readonly #child: ChildProcess;
  #servicePid: number | null = null;
  #complaint = '';

  /** `cacheFolder`: where compiled sources are kept, so that hosts start faster. */
  constructor(cacheFolder: string) {
    this.#child = spawn(process.execPath, [entry], {
      detached: true, // a process group of its own
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, NODE_COMPILE_CACHE: cacheFolder },
    });
    this.#child.on('message', (message: HostTold) => this.#hear(message));
    this.#child.on('error', () => {}); // an order to a host that has just died
    this.#child.stderr?.on('data', (text: Buffer) => (this.#complaint += text.toString()));
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get isAlive(): boolean {
    const { exitCode, signalCode, connected } = this.#child;
    return (exitCode === null && signalCode === null) || connected; // its last words may come after its death
  }

  /** What it wrote on stderr. */
  get complaint(): string {
    return this.#complaint.trim();
  }

  /** The training service it started last, while that lives. */
  get livingService(): number | null {
    return this.#servicePid !== null && isLiving(this.#servicePid) ? this.#servicePid : null;
  }

  order(order: HostOrder): void {
    if (this.#child.connected) this.#child.send(order);
  }

  /** It ends when nobody gives it orders any more. */
  dismiss(): void {
    if (this.#child.connected) this.#child.disconnect();
  }

  /** Those that can be killed now. */
  possibleVictims(): Victim[] {
    if (!this.isAlive) return [];
    return this.livingService === null ? ['host', 'group'] : [...victims];
  }

  kill(victim: Victim): void {
    const service = this.livingService;
    if (victim === 'group') return killNow(-this.pid);
    if (victim !== 'service') killNow(this.pid);
    if (victim !== 'host' && service !== null) killNow(service);
  }

  #hear(message: HostTold): void {
    if (message.told === 'service') this.#servicePid = message.pid;
    this.listener(message);
  }
}

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself a moment ago.
  }
}
