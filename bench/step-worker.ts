/** A run in a thread of its own, for measuring runs side by side: warms up, then steps for as long as it is told. */

import { parentPort, workerData } from 'node:worker_threads';

import { assertDefined } from '../src-shared/base/assert.ts';
import { engineKinds } from '../src-main/core/engine/index.ts';
import { SteppingNet, hintonSpec, loadMnist } from './step-fixture.ts';

const {
  threads,
  engine: kind,
  sizes,
  batch,
} = workerData as {
  threads: number;
  engine: string;
  sizes: number[];
  batch: number;
};
const port = assertDefined(parentPort, 'the parent');
const spec = hintonSpec(sizes, batch);
const engine = await engineKinds.get(kind).open({ threads, device: 'auto' });
const net = new SteppingNet(spec, await loadMnist(spec), engine);
await net.run(10);
port.on('message', (milliseconds: number) => void measure(milliseconds));
port.postMessage(0);

async function measure(milliseconds: number): Promise<void> {
  const begin = performance.now();
  let steps = 0;
  while (performance.now() - begin < milliseconds) {
    await net.run(5);
    steps += 5;
  }
  port.postMessage((steps * 1000) / (performance.now() - begin));
}
