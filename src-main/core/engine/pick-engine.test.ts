import { expect, test } from 'vitest';

import type { DeviceInfo } from './engine.ts';
import { openEngine, pickFrom, surveyEngines } from './pick-engine.ts';
import type { EngineReport } from './pick-engine.ts';

const options = { threads: 1, device: 'cpu' };

/** A report of an engine on a device of that sort, at that speed. */
function report(id: string, kind: DeviceInfo['kind'] | null, speed: number | null): EngineReport {
  const device: DeviceInfo = {
    name: id,
    kind: kind ?? 'cpu',
    threads: 1,
    precision: 'float32',
    backend: id,
    deterministic: true,
  };
  return {
    id,
    label: id,
    device: kind === null ? null : device,
    reason: null,
    notes: [],
    gigaflopsPerSecond: speed,
    picked: false,
  };
}

test('a GPU is picked before any CPU, however fast that is', () => {
  expect(pickFrom([report('fast', 'cpu', 1000), report('gpu', 'gpu', 10)])).toBe('gpu');
});

test('of two CPU engines the clearly faster one is picked, else the one that stands first', () => {
  expect(pickFrom([report('first', 'cpu', 100), report('second', 'cpu', 110)])).toBe('first');
  expect(pickFrom([report('first', 'cpu', 100), report('second', 'cpu', 200)])).toBe('second');
});

test('what did not load is never picked, and the reference only where nothing else loads', () => {
  const [broken, reference] = [report('broken', null, null), report('reference', 'cpu', null)];
  expect(pickFrom([broken])).toBeNull();
  expect(pickFrom([broken, reference])).toBe('reference');
  expect(pickFrom([reference, report('slow', 'cpu', 0.001)])).toBe('slow');
});

test('a survey says of every engine what it runs on or why it does not, and measures each once', async () => {
  let now = 0;
  const known = new Map<string, number>();
  const clock = () => (now += 100);
  const reports = await surveyEngines(options, clock, known);
  for (const { device, reason, id, gigaflopsPerSecond } of reports) {
    expect((device === null) !== (reason === null)).toBe(true);
    expect(gigaflopsPerSecond !== null).toBe(device !== null && id !== 'reference');
  }
  expect(reports.filter(({ picked }) => picked)).toHaveLength(1);
  expect(reports.find(({ picked }) => picked)?.id).not.toBe('reference');
  const measured = new Map(known);
  await surveyEngines(options, clock, known);
  expect(known).toEqual(measured);
});

test('"auto" opens an engine that is not the reference; a name opens that engine', async () => {
  let now = 0;
  const [auto, named] = [
    await openEngine('auto', options, () => (now += 100)),
    await openEngine('reference', options, () => 0),
  ];
  expect(auto.id).not.toBe('reference');
  expect(named.id).toBe('reference');
  await expect(openEngine('abacus', options, () => 0)).rejects.toThrow('There is no engine named "abacus".');
  await auto.dispose();
});
