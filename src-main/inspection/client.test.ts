import { spawn } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';

import type { InspectionClient } from './client.ts';
import { createInspectionClient } from './client.ts';
import { smallChoice, trainSmallRun } from './fixtures/small-run.ts';
import type { HostedProcess } from '../child/hosted-process.ts';
import { nodeEntries, spawnNode } from '../child/spawn-node.ts';

const small = await trainSmallRun();
const patience = 60_000;

/** A client on real processes, with an account of them. */
function realClient(idleMilliseconds?: number): { client: InspectionClient; lives: HostedProcess<object>[] } {
  const lives: HostedProcess<object>[] = [];
  const client = createInspectionClient({
    spawn: () => {
      const life = spawnNode(nodeEntries.inspection)();
      lives.push(life);
      return life;
    },
    datasetFolder: small.datasetFolder,
    version: '0.0.0',
    ...(idleMilliseconds === undefined ? {} : { idleMilliseconds }),
  });
  onTestFinished(() => client.close());
  return { client, lives };
}

const fields = { run: 'small-run', step: null, layer: 1, units: [0, 1] };
const isAlive = ({ pid }: HostedProcess<object>): boolean => {
  try {
    return process.kill(pid ?? 0, 0);
  } catch {
    return false;
  }
};

async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + patience / 2;
  while (!holds() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(holds()).toBe(true);
}

test(
  'a process starts with the first question and answers several at once',
  async () => {
    const { client, lives } = realClient();
    expect(lives).toHaveLength(0);
    const image = { split: 'test', index: 0 } as const;
    const [found, inspected, projected] = await Promise.all([
      client.ask('inspect/fields', fields, small.run),
      client.ask(
        'inspect/image',
        { run: 'small-run', step: null, image, positiveLabel: null, negativeLabel: null },
        small.run,
      ),
      client.ask(
        'inspect/projection',
        { run: 'small-run', step: null, layer: 2, split: 'test', examples: 50, method: 'umap' },
        small.run,
      ),
    ]);
    expect(found.weights).toHaveLength(128);
    expect(found.weights).toBeInstanceOf(Float32Array);
    expect(inspected.layers.map(({ units }) => units)).toEqual([24, 20]);
    expect(projected.points).toHaveLength(100);
    await expect(client.ask('inspect/fields', { ...fields, layer: 9 }, small.run)).rejects.toMatchObject({
      code: 'input/invalid',
    });
    expect(lives).toHaveLength(1);
    await client.close();
    await until(() => !lives.some(isAlive));
    await expect(client.ask('inspect/fields', fields, small.run)).rejects.toMatchObject({
      code: 'inspect/failed',
    });
  },
  patience,
);

test(
  'when the process dies, what was asked of it fails, and the next question starts another',
  async () => {
    const { client, lives } = realClient();
    await client.ask('inspect/fields', fields, small.run);
    const underWay = client.ask(
      'datasets/examples',
      { dataset: { kind: 'mnist' }, split: 'test', label: null, offset: 0, limit: 1 },
      null,
    );
    const refused = expect(underWay).rejects.toMatchObject({
      code: 'inspect/failed',
      details: { reason: expect.stringContaining('SIGKILL') as string },
    });
    process.kill(lives[0]?.pid ?? 0, 'SIGKILL');
    await refused;
    expect((await client.ask('inspect/fields', fields, small.run)).units).toEqual([0, 1]);
    expect(lives).toHaveLength(2);
  },
  patience,
);

test(
  'a process that has nothing to do ends, and comes back when it is needed',
  async () => {
    const { client, lives } = realClient(100);
    await client.ask('inspect/fields', fields, small.run);
    await until(() => lives[0] !== undefined && !isAlive(lives[0]));
    expect((await client.ask('inspect/fields', fields, small.run)).layer).toBe('layer1');
    expect(lives).toHaveLength(2);
  },
  patience,
);

test(
  'engines are surveyed in a process apart, and from then on a check can tell how long a run will take',
  async () => {
    const { client, lives } = realClient();
    const draft = { ...(small.run.spec as Record<string, never>), dataset: smallChoice };
    const before = await client.ask('spec/check', { draft }, null);
    expect(before.estimate).toMatchObject({ steps: 30, seconds: null, engine: null });
    const engines = await client.ask('engines/survey', {}, null);
    expect(engines.filter(({ picked }) => picked)).toHaveLength(1);
    expect(engines.find(({ id }) => id === 'reference')?.device?.precision).toBe('float64');
    const after = await client.ask('spec/check', { draft }, null);
    expect(after.estimate).toMatchObject({
      engine: engines.find(({ picked }) => picked)?.id,
      seconds: expect.any(Number) as number,
    });
    expect(lives).toHaveLength(2);
    await until(() => lives[1] !== undefined && !isAlive(lives[1]));
  },
  patience,
);

test(
  'a process whose host is gone ends itself',
  async () => {
    const { client, lives } = realClient();
    await client.ask('inspect/fields', fields, small.run);
    const host = spawn(process.execPath, [new URL('./fixtures/host-to-kill.ts', import.meta.url).pathname], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const told = await new Promise<string>((resolve) =>
      host.stdout.once('data', (data) => resolve(String(data))),
    );
    const pid = Number(told);
    const orphan = { pid } as HostedProcess<object>;
    expect(isAlive(orphan)).toBe(true);
    host.kill('SIGKILL');
    await until(() => !isAlive(orphan));
    expect(lives.every(isAlive)).toBe(true);
  },
  patience,
);
