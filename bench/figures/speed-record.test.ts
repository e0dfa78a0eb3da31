/** What is kept of speed: records by label, each grown by parts. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { aMachine, aStep, around, someParts } from './measured.fixture.ts';
import { partsOfReport, readSpeed, speedText, withRecord } from './speed-record.ts';
import type { SpeedRecord } from './speed-record.ts';

test('of a report is kept what the page shows, to as many digits as mean something', () => {
  const plain = { torch: '2.13.0', millisecondsPerStep: around(20), ratio: around(1.23456) };
  const report = {
    machine: { cpu: 'a processor', cores: 2, node: 'v24.0.0' },
    recipe: { sizes: [784, 1000], batch: 100, threads: 2 },
    step: {
      engine: { id: 'onnx', device: 'cpu', backend: 'onnxruntime' },
      millisecondsPerStep: around(10),
      bytesPerStep: null,
      usefulGigaflopsPerSecond: 114.123,
      matMulGigaflopsPerSecond: around(120),
      peer: { plain, tuned: plain },
    },
    steps: { shifts: { preset: 'shifts', batch: 100, ...aStep(30), quickestPeer: 'tuned', peer: null } },
  };
  const ratio = { median: 1.235, low: 1.111, high: 1.358, count: 7 };
  expect(partsOfReport(report)).toEqual({
    step: {
      millisecondsPerStep: around(10),
      usefulGigaflopsPerSecond: 114.1,
      matMulGigaflopsPerSecond: around(120),
      peer: { plain: { ...plain, ratio }, tuned: { ...plain, ratio } },
    },
    steps: { shifts: { ...aStep(30), peer: null } },
  });
});

test('a label grows by parts and experiments; what is measured again takes the place of its own', () => {
  let records: SpeedRecord[] = [];
  const add = (label: string, parts: Parameters<typeof withRecord>[3]): void => {
    records = withRecord(records, label, aMachine, parts);
  };
  add('before', someParts(24));
  add('after', { steps: { shifts: aStep(30) } });
  add('before', { steps: { shifts: aStep(31), article: aStep(600) } });
  add('before', { ...someParts(25), steps: { shifts: aStep(32) } });
  expect(records).toEqual([
    {
      label: 'before',
      machine: aMachine,
      ...someParts(25),
      steps: { shifts: aStep(32), article: aStep(600) },
    },
    { label: 'after', machine: aMachine, steps: { shifts: aStep(30) } },
  ]);
});

test('a label stands for one machine', () => {
  const records = withRecord([], 'before', aMachine, someParts(24));
  expect(() => withRecord(records, 'before', { ...aMachine, threads: 1 }, {})).toThrow(
    'What is called before was measured on a processor, 2 cores, 16.8 GB; Node 24.0.0; onnx on 2 threads, not on',
  );
});

test('what is written is read again, and what is broken is refused in words', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ffwb-figures-'));
  const file = join(folder, 'speed.json');
  try {
    expect(readSpeed(file)).toEqual([]);
    const some = withRecord([], 'before', aMachine, { ...someParts(24), steps: { shifts: aStep(30) } });
    for (const records of [[], some, withRecord(some, 'after', aMachine, someParts(25))]) {
      writeFileSync(file, speedText(records));
      expect(readSpeed(file)).toEqual(records);
    }
    const whole = speedText(some);
    const broken = [
      whole.slice(0, -9),
      '{}',
      whole.replace('"torch":"2.13.0",', ''),
      whole.replace('before', ''),
    ];
    for (const text of broken) {
      writeFileSync(file, text);
      expect(() => readSpeed(file)).toThrow(/speed\.json holds no recorded figures: /);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
