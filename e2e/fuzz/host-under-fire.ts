/**
 * A real host in a folder of its own, and a witness beside the fuzzer: a thread with a window that asks something small
 * again and again, and looks at the host's memory. Linux tells of another process's memory; elsewhere it is 0.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

import { startBrowserHost } from '../support/browser-host.ts';

export interface Testimony {
  /** Bytes the host had before the first case. */
  readonly restBytes: number;
  readonly mostBytes: number;
  /** Of the other window's questions, in milliseconds. */
  readonly slowestMs: number;
  /** Half of the answers came sooner. */
  readonly medianMs: number;
  readonly answers: number;
}

export interface HostUnderFire {
  readonly port: number;
  readonly token: string;
  /** Throws where the host or the witness's window is gone. */
  end(): Promise<Testimony>;
}

export interface WitnessOrder {
  readonly port: number;
  readonly token: string;
  readonly pid: number;
}

const token = 'the-token-of-a-fuzzed-host';

export async function startHostUnderFire(): Promise<HostUnderFire> {
  const folder = mkdtempSync(join(tmpdir(), 'ffwb-fuzzed-'));
  const host = await startBrowserHost(folder, { port: 0, token });
  const port = Number(new URL(host.address).port);
  const order: WitnessOrder = { port, token, pid: host.pid };
  const witness = new Worker(new URL('./witness.ts', import.meta.url), { workerData: order });
  const failed = new Promise<never>((_, reject) => witness.once('error', reject));
  failed.catch(() => {}); // heard in `end`
  await Promise.race([failed, new Promise((resolve) => witness.once('message', resolve))]);
  return {
    port,
    token,
    end: async () => {
      try {
        const told = new Promise<Testimony>((resolve) => witness.once('message', resolve));
        witness.postMessage('end');
        return await Promise.race([failed, told]);
      } finally {
        await witness.terminate();
        await host.stop();
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}
