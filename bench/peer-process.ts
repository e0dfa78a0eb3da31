/**
 * The PyTorch peer as a process that runs blocks of steps on request, so that both sides can be timed in turns.
 */

import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

/** "plain": as most would write it; "tuned": more by hand. Each script says what it is there. */
export type PeerStyle = 'plain' | 'tuned';

export interface PeerOptions {
  readonly python: string;
  /** A file of bench/peer that understands lines "run N". */
  readonly script: string;
  readonly threads: number;
  readonly style: PeerStyle;
  /** What else the script is told. */
  readonly given: readonly string[];
}

interface PeerAnswer {
  readonly meanMilliseconds: number | null;
  readonly torch: string;
  readonly threads: number;
  /** Where it computes, such as "cpu" or a GPU's name. */
  readonly device: string;
}

/** The first python of these that can import torch, or null. */
export function findTorch(candidates: readonly string[]): string | null {
  return (
    candidates.find(
      (python) => spawnSync(python, ['-c', 'import torch, numpy'], { stdio: 'ignore' }).status === 0,
    ) ?? null
  );
}

export class PeerProcess {
  readonly #child: ChildProcess;
  readonly #answers: AsyncIterator<string>;
  readonly style: PeerStyle;
  version = '';
  device = '';

  private constructor(child: ChildProcess, lines: AsyncIterable<string>, style: PeerStyle) {
    this.#child = child;
    this.#answers = lines[Symbol.asyncIterator]();
    this.style = style;
  }

  /** Starts the peer and waits until it is warm. */
  static async start({ python, script, threads, style, given }: PeerOptions): Promise<PeerProcess> {
    const file = new URL(`./peer/${script}`, import.meta.url).pathname;
    const options = ['--interactive', '--threads', String(threads), '--style', style, ...given];
    const child = spawn(python, [file, ...options], { stdio: ['pipe', 'pipe', 'inherit'] });
    const peer = new PeerProcess(child, createInterface({ input: child.stdout }), style);
    const { torch, device } = await peer.#ask(0);
    peer.version = torch;
    peer.device = device;
    return peer;
  }

  /** Mean milliseconds of a step over `count` steps. */
  async run(count: number): Promise<number> {
    const { meanMilliseconds } = await this.#ask(count);
    if (meanMilliseconds === null) throw new Error('the peer ran no step');
    return meanMilliseconds;
  }

  stop(): void {
    this.#child.stdin?.end();
  }

  async #ask(count: number): Promise<PeerAnswer> {
    this.#child.stdin?.write(`run ${count}\n`);
    const line = await this.#answers.next();
    if (line.done === true) throw new Error('the PyTorch peer ended unexpectedly');
    const answer = JSON.parse(line.value) as PeerAnswer | { error: string };
    if ('error' in answer) throw new Error(`the PyTorch peer: ${answer.error}`);
    return answer;
  }
}
