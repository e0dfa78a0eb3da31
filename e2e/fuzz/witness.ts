/** The witness's thread: see host-under-fire.ts. Ends with an error where its window is not answered any more. */

import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

import { createContractClient } from '../../src-shared/contract/client.ts';
import type { Transport } from '../../src-shared/contract/transport.ts';
import type { Testimony, WitnessOrder } from './host-under-fire.ts';

const { port, token, pid } = workerData as WitnessOrder;
const everyMs = 20;

const window = createContractClient({
  open: () => openSocket(`ws://127.0.0.1:${port}/contract`),
  token: async () => token,
  retryAfter: () => null,
  wait: async () => {},
});

let isOver = false;
parentPort?.once('message', () => (isOver = true));
await window.call('settings/get', {});
await sleep(1000); // until the host is at rest
const restBytes = hostBytes();
parentPort?.postMessage('ready');
let mostBytes = restBytes;
const times: number[] = [];
while (!isOver) {
  const begin = performance.now();
  await window.call('settings/get', {});
  times.push(performance.now() - begin);
  mostBytes = Math.max(mostBytes, hostBytes());
  await sleep(everyMs);
}
times.sort((a, b) => a - b);
const testimony: Testimony = {
  restBytes,
  mostBytes,
  slowestMs: times.at(-1) ?? 0,
  medianMs: times[times.length >> 1] ?? 0,
  answers: times.length,
};
parentPort?.postMessage(testimony);
window.close();

/** Of the process itself, without its children, as the kernel counts it. */
function hostBytes(): number {
  if (process.platform !== 'linux') return 0;
  return 1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
}

/** With the origin of the host's own page, which a browser would send by itself. */
function openSocket(address: string): Promise<Transport> {
  const options = { headers: { origin: `http://127.0.0.1:${port}` } };
  const socket = new (WebSocket as unknown as new (url: string, options: object) => WebSocket)(
    address,
    options,
  );
  socket.binaryType = 'arraybuffer';
  return new Promise((resolve, reject) => {
    socket.onerror = () => reject(new Error('the host cannot be reached'));
    socket.onopen = () =>
      resolve({
        send: (bytes) => socket.send(bytes),
        onMessage: (listener) =>
          (socket.onmessage = ({ data }) => listener(new Uint8Array(data as ArrayBuffer))),
        onClose: (listener) => (socket.onclose = ({ reason }) => listener(reason)),
        close: (reason) => socket.close(1000, reason),
      });
  });
}
