import { spawn } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, expect, onTestFinished, test, vi } from 'vitest';

import type { CheckpointReceipt } from '../core/train/training-run.ts';
import { checkpointFileName } from '../store/checkpoint-files.ts';
import { startTrainingService } from './client.ts';
import { placeAfter } from './fixtures/fake-train.ts';
import { isAlive, probeService, temporaryFolder, until } from './fixtures/service-probe.ts';
import type { ServiceProbe } from './fixtures/service-probe.ts';
import { spawnNode } from '../child/spawn-node.ts';

let probes: ServiceProbe[] = [];
function probe(slots = 1): ServiceProbe {
  const made = probeService(slots);
  probes.push(made);
  return made;
}
afterEach(async () => {
  await Promise.all(probes.map((each) => each.close()));
  probes = [];
});

/** The walk's places as they were measured, by step. */
function places(of: ServiceProbe, runId: string): [number, number | undefined][] {
  return of
    .eventsOf(runId)
    .flatMap((event) => (event.type === 'measured' ? [[event.step, event.values['place']]] : []));
}

/** Newest first. */
function recordedOf(of: ServiceProbe, runId: string): CheckpointReceipt[] {
  return of
    .eventsOf(runId)
    .flatMap((event) => {
      if (event.type !== 'checkpointed') return [];
      const { file, sha256, bytes } = event;
      return [{ file, sha256, bytes }];
    })
    .toReversed();
}
const walkFrom = (first: number, last: number): [number, number][] =>
  Array.from({ length: last - first + 1 }, (_, i) => [first + i, placeAfter(first + i)]);

test('a run is trained in another process and told of in order', async () => {
  const p = probe();
  await p.service.start(p.order('a', 'steps=20 delay=1'));
  await p.until(() => p.log.includes('ended a'));
  expect(p.log).toEqual(['began a', 'ended a']);
  expect(places(p, 'a')).toEqual(walkFrom(1, 20));
  const types = p.eventsOf('a').map((event) => event.type);
  expect([types[0], ...types.slice(-2)]).toEqual(['started', 'checkpointed', 'finished']);
  expect(p.eventsOf('a').at(-1)).toMatchObject({ step: 20, epoch: 2, reason: 'completed' });
});

test('runs take turns in one slot, and train side by side in two', async () => {
  const one = probe(1);
  for (const runId of ['a', 'b', 'c']) await one.service.start(one.order(runId, 'steps=10 delay=1'));
  await one.until(() => one.log.length === 6);
  expect(one.log).toEqual(['began a', 'ended a', 'began b', 'ended b', 'began c', 'ended c']);

  const two = probe(2);
  for (const runId of ['a', 'b', 'c']) await two.service.start(two.order(runId, 'steps=30 delay=5'));
  await two.until(() => two.log.length === 6);
  expect(two.log.slice(0, 2)).toEqual(['began a', 'began b']);
  expect(two.log.indexOf('began c')).toBeGreaterThan(2);
});

test('pause idles, resume goes on exactly, stop saves and keeps', async () => {
  const p = probe();
  await p.service.start(p.order('a', 'steps=100000 delay=2'));
  await p.until(() => places(p, 'a').length > 3);
  await p.service.pause('a');
  await p.until(() =>
    p.eventsOf('a').some((event) => event.type === 'progressed' && event.activity === 'paused'),
  );
  const before = places(p, 'a').length;
  await new Promise((resolve) => setTimeout(resolve, 250));
  expect(places(p, 'a').length).toBe(before);
  await p.service.resume('a');
  await p.until(() => places(p, 'a').length > before + 3);
  await p.service.stop('a');
  await p.until(() => p.log.includes('ended a'));
  const steps = places(p, 'a').length;
  expect(places(p, 'a')).toEqual(walkFrom(1, steps));
  expect(p.eventsOf('a').slice(-2)).toMatchObject([
    { type: 'checkpointed', step: steps },
    { type: 'finished', step: steps, reason: 'stopped' },
  ]);
});

test('a trainer that never waits for anything still hears pause and stop, and is heard', async () => {
  const p = probe();
  await p.service.start(p.order('a', 'steps=1000000000 delay=0'));
  await p.until(() => places(p, 'a').length > 0);
  await p.service.pause('a');
  await p.until(() =>
    p.eventsOf('a').some((event) => event.type === 'progressed' && event.activity === 'paused'),
  );
  await p.service.stop('a');
  await p.until(() => p.log.includes('ended a'));
  expect(p.eventsOf('a').at(-1)).toMatchObject({ type: 'finished', reason: 'stopped' });
});

const fromTheStart = { step: 0, file: null, damaged: [] };

test('a stopped run resumes where it was, bit for bit', async () => {
  const p = probe();
  await p.service.start(p.order('a', 'steps=40 delay=1', { stopAfterEpochs: 1 }));
  await p.until(() => p.log.includes('ended a'));
  const recordedCheckpoints = recordedOf(p, 'a');
  await p.service.start(p.order('a', 'steps=40 delay=1', { recordedCheckpoints }));
  await p.until(() => p.log.length === 4);
  expect(p.points).toEqual([fromTheStart, { step: 10, file: checkpointFileName(10), damaged: [] }]);
  expect(places(p, 'a')).toEqual(walkFrom(1, 40));
});

test('a damaged checkpoint gives way to the older one, and the start is the last resort', async () => {
  const p = probe();
  const often = { checkpointSeconds: 0 };
  await p.service.start(p.order('a', 'steps=20 delay=1', often));
  await p.until(() => p.log.includes('ended a'));
  const [older, newer] = readdirSync(join(p.folder, 'a')).slice(-2) as [string, string];
  expect([older, newer]).toEqual([checkpointFileName(19), checkpointFileName(20)]);
  writeFileSync(join(p.folder, 'a', newer), 'cut off');

  const recordedCheckpoints = recordedOf(p, 'a').slice(0, 3); // the newest is told of twice
  await p.service.start(p.order('a', 'steps=30 delay=1', { ...often, recordedCheckpoints }));
  await p.until(() => p.log.length === 4);
  const damaged = [{ file: newer, problem: expect.stringContaining('bytes') as string }];
  expect(p.points).toEqual([fromTheStart, { step: 19, file: older, damaged }]);

  for (const file of readdirSync(join(p.folder, 'a'))) writeFileSync(join(p.folder, 'a', file), '');
  await p.service.start(p.order('a', 'steps=5 delay=1', { ...often, recordedCheckpoints: [] }));
  await p.until(() => p.log.length === 6);
  expect(p.points[2]).toMatchObject({ step: 0, file: null });
});

test.each([
  ['throws', 'throw-at=7', 'the numbers went astray'],
  ['forgets a rejected promise', 'crash-at=7', 'a promise nobody awaited'],
  ['ends its thread', 'exit-at=7', 'its worker thread ended with code 3'],
])('a trainer that %s fails its own run, and the others go on', async (_, how, reason) => {
  const p = probe(2);
  await p.service.start(p.order('good', 'steps=40 delay=5'));
  await p.service.start(p.order('bad', `steps=40 delay=5 ${how}`));
  await p.until(() => p.log.includes('ended good') && p.log.includes('ended bad'));
  expect(p.eventsOf('bad').at(-1)).toMatchObject({
    type: 'failed',
    error: { code: 'training/failed', details: { reason: expect.stringContaining(reason) as string } },
  });
  expect(p.eventsOf('good').at(-1)).toMatchObject({ type: 'finished', reason: 'completed' });
  expect(p.deaths).toEqual([]);
});

test('a run that uses up its memory fails, and the others go on', async () => {
  vi.stubEnv('NODE_OPTIONS', '--max-old-space-size=100');
  const p = probe(2);
  await p.service.start(p.order('good', 'steps=200 delay=5'));
  await p.service.start(p.order('bad', 'steps=40 delay=1 exhaust-at=3'));
  await p.until(() => p.log.includes('ended good') && p.log.includes('ended bad'));
  expect(p.eventsOf('bad').at(-1)).toMatchObject({
    type: 'failed',
    error: { details: { reason: expect.stringContaining('memory') as string } },
  });
  expect(p.eventsOf('good').at(-1)).toMatchObject({ type: 'finished', reason: 'completed' });
});

test('a killed service is told with its runs, and the next start brings a new one', async () => {
  const p = probe(1);
  await p.service.start(p.order('a', 'steps=100000 delay=2'));
  await p.service.start(p.order('b', 'steps=10 delay=1'));
  await p.until(() => places(p, 'a').length > 0);
  process.kill(p.service.pid ?? 0, 'SIGKILL');
  await p.until(() => p.log.includes('died'));
  expect(p.deaths).toEqual([{ reason: 'signal SIGKILL', active: ['a'], waiting: ['b'] }]);
  await expect(p.service.stop('a')).rejects.toMatchObject({ code: 'training/refused' });
  await p.service.start(p.order('b', 'steps=10 delay=1'));
  await p.until(() => p.log.includes('ended b'));
  expect(p.eventsOf('b').at(-1)).toMatchObject({ type: 'finished', reason: 'completed' });
});

test('a service that cannot be spawned rejects the start', async () => {
  const silent = { began() {}, restored() {}, told() {}, ended() {}, died() {}, puzzled() {} };
  const spawnNothing = spawnNode(new URL('./fixtures/no-such-file.ts', import.meta.url));
  const service = startTrainingService({ spawn: spawnNothing, slots: 1, listener: silent });
  await expect(service.start(probe().order('a', 'steps=1'))).rejects.toMatchObject({
    code: 'training/service-died',
    details: { reason: expect.stringContaining('no-such-file') as string },
  });
});

test('requests that make no sense now are refused with the reason', async () => {
  const p = probe(1);
  await p.service.start(p.order('a', 'steps=100000 delay=2'));
  await p.service.start(p.order('b', 'steps=10'));
  const refusals = [
    p.service.start(p.order('a', 'steps=10')),
    p.service.pause('nobody'),
    p.service.pause('b'),
    p.service.resume('a'),
    p.service.setSlots(0),
    p.service.start(p.order('', 'steps=1')),
  ];
  const reasons = (await Promise.allSettled(refusals)).map((each) =>
    each.status === 'rejected' ? (each.reason as Error).message : 'accepted',
  );
  expect(reasons).toEqual([
    'The training service refused: run a was started already.',
    'The training service refused: there is no active run nobody.',
    'The training service refused: run b is waiting, not training.',
    'The training service refused: run a is training, not paused.',
    expect.stringMatching(/not understood \(slots: /),
    expect.stringMatching(/not understood \(order.runId: /),
  ]);
  await p.service.stop('b');
  await p.service.stop('a');
  await p.service.stop('a').catch(() => {});
  await p.until(() => p.log.includes('ended a'));
  expect(p.log).toEqual(['began a', 'ended b', 'ended a']);
});

test('close stops what trains, forgets what waits, and leaves no process', async () => {
  const p = probe(1);
  await p.service.start(p.order('a', 'steps=100000 delay=2'));
  await p.service.start(p.order('b', 'steps=100000 delay=2'));
  await p.until(() => places(p, 'a').length > 0);
  const pid = p.service.pid ?? 0;
  await p.service.close(5_000);
  expect(p.eventsOf('a').at(-1)).toMatchObject({ type: 'finished', reason: 'stopped' });
  expect(p.log.toSorted()).toEqual(['began a', 'ended a', 'ended b']);
  expect([isAlive(pid), p.service.pid]).toEqual([false, null]);
});

test('a service that does not end in time is killed, and its runs are told of', async () => {
  const p = probe(1);
  await p.service.start(p.order('a', 'steps=100000 delay=600000'));
  await p.until(() => p.eventsOf('a').length > 0); // it is in its first step now, which takes long
  await p.service.close(100);
  expect(p.deaths).toMatchObject([{ active: ['a'] }]);
});

test('when the host is killed, the service and its workers are gone within two seconds', async () => {
  const folder = temporaryFolder();
  const entry = fileURLToPath(new URL('./fixtures/host-to-kill.ts', import.meta.url));
  const host = spawn(process.execPath, [entry, folder]);
  const [said, complaints]: [string[], string[]] = [[], []];
  host.stdout.setEncoding('utf8').on('data', (text: string) => said.push(text));
  host.stderr.setEncoding('utf8').on('data', (text: string) => complaints.push(text));
  onTestFinished(() => void host.kill('SIGKILL'));
  await until(() => said.join('').includes('\n') || host.exitCode !== null);
  expect(complaints.join('')).toBe('');
  const pid = Number(said.join(''));
  expect(isAlive(pid)).toBe(true);
  host.kill('SIGKILL');
  const killedAt = Date.now();
  await until(() => !isAlive(pid));
  expect(Date.now() - killedAt).toBeLessThan(2_000);
  rmSync(folder, { recursive: true, force: true });
});
