/** The printed parts of docs/speed.md: records side by side. */

import { expect, test } from 'vitest';

import { aMachine, aStep, someParts } from './measured.fixture.ts';
import { speedParts } from './speed-page.ts';
import { partsOfReport } from './speed-record.ts';

test('records stand side by side, and each says what it was measured on', () => {
  const records = [
    {
      label: 'before',
      machine: aMachine,
      ...someParts(24),
      steps: { shifts: aStep(30), article: aStep(600) },
    },
    { label: 'after', machine: { ...aMachine, threads: 1 }, steps: { shifts: { ...aStep(40), peer: null } } },
  ];
  const parts = speedParts(records);
  expect(parts['records']).toBe(`\
- **before**: a processor, 2 cores, 16.8 GB; Node 24.0.0; onnx on 2 threads; PyTorch 2.13.0
- **after**: a processor, 2 cores, 16.8 GB; Node 24.0.0; onnx on 1 thread; without PyTorch`);
  expect(parts['step']).toBe(`\
|  | before |
|---|---|
| this program (ms a step) | 24 (21.6-26.4) |
| plain PyTorch (ms a step) | 20 (18-22) |
| this program over plain PyTorch | 1.2 (1.08-1.32) |
| tuned PyTorch (ms a step) | 20 (18-22) |
| this program over tuned PyTorch | 1.2 (1.08-1.32) |
| useful arithmetic (GFLOP/s) | 114 |
| the engine's bare matrix product (GFLOP/s) | 120 (108-132) |`);
  expect(parts['steps']).toBe(`\
| experiment | measured | here | plain PyTorch | ratio | tuned PyTorch | ratio |
|---|---|---|---|---|---|---|
| \`shifts\` | before | 30 (27-33) | 20 | 1.5 (1.35-1.65) | 20 | 1.5 (1.35-1.65) |
|  | after | 40 (36-44) | - | - | - | - |
| \`article\` | before | 600 (540-660) | 20 | 30 (27-33) | 20 | 30 (27-33) |`);
  expect(parts['recording']).toBe('Not measured yet.');
});

test('of a part that some records have, those stand beside each other', () => {
  const measured = (label: string, milliseconds: number) => ({
    label,
    machine: aMachine,
    ...someParts(milliseconds),
  });
  const { 'label-test': labelTest } = speedParts([
    measured('one', 24),
    { label: 'none', machine: aMachine },
    measured('two', 25),
  ]);
  expect(labelTest).toBe(`\
|  | one | two |
|---|---|---|
| images | 10,000 | 10,000 |
| goodness of all ten labels (s) | 2.5 (2.25-2.75) | 2.5 (2.25-2.75) |`);
});

test('candidates have a row where some record has them', () => {
  const ratio = { median: 0.4, low: 0.36, high: 0.44, count: 4 };
  const labelTest = { ...someParts(24).labelTest, candidates: [{ candidates: 3, ratio }] };
  const records = [
    { label: 'before', machine: aMachine, ...someParts(24) },
    { label: 'after', machine: aMachine, ...partsOfReport({ labelTest }) },
  ];
  expect(speedParts(records)['label-test']).toBe(`\
|  | before | after |
|---|---|---|
| images | 10,000 | 10,000 |
| goodness of all ten labels (s) | 2.5 (2.25-2.75) | 2.5 (2.25-2.75) |
| among 3 candidates, over all ten labels | - | 0.4 (0.36-0.44) |`);
});
