import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';

import { expect, test } from 'vitest';

import type { TrainingEvent } from '../../../../src-shared/events/training-event.ts';
import type { RunDetail } from '../../../../src-shared/views/run-view.ts';
import { createProgressDisplay } from './progress.ts';
import { Terminal } from './terminal.ts';

const run = { runId: 'r1', name: 'quick-start', seed: 1, spec: { engine: { kind: 'auto', device: 'auto' } } };
const errors = { train: null, validation: null, test: { goodness: 0.0332, 'goodness/layer1': 0.1 } };
const at = { step: 50, epoch: 1, trainSeconds: 5 };
const events: TrainingEvent[] = [
  {
    type: 'started',
    step: 0,
    totalSteps: 200,
    stepsPerEpoch: 50,
    epochs: 4,
    parameterCount: 1,
    net: { layers: [], readouts: [], labelled: true },
    engine: { id: 'onnx', device: 'CPU, 2 threads', backend: 'onnxruntime', threads: 2 },
    datasetFingerprint: '',
  },
  { type: 'progressed', ...at, totalSteps: 200, secondsLeft: 75, activity: 'training' },
  { type: 'evaluated', ...at, errors, final: false },
];

/** What stderr shows after these events, on a screen or not. */
function shown(isTTY: boolean, happened: readonly TrainingEvent[]): string {
  const stderr = Object.assign(new PassThrough(), { isTTY, columns: 200 }) as unknown as NodeJS.WriteStream;
  const stdout = new PassThrough() as unknown as NodeJS.WriteStream;
  const display = createProgressDisplay(new Terminal({ stdout, stderr, json: false }));
  display.introduce(run as unknown as RunDetail, { runs: 1, stopAfterEpochs: 2 });
  display.show('r1', happened);
  display.close();
  return stripVTControlCharacters(String(stderr.read()));
}

test('a screen shows a bar up to where the run stops, with the time left and the newest errors', () => {
  const text = shown(true, events);
  expect(text).toMatch(
    /quick-start █{12}░{12} +50 % \| epoch 1\/4 \| 1:15 left \| test error: goodness 3\.32 %/,
  );
  expect(text).toContain('No GPU that onnx can use was found, so it trains on the CPU. See: ffwb engines\n');
});

test('elsewhere each evaluation is a line', () => {
  expect(shown(false, events)).toBe(
    [
      'quick-start: run r1 trains on onnx, CPU, 2 threads (onnxruntime); 4 epochs of 50 steps',
      'No GPU that onnx can use was found, so it trains on the CPU. See: ffwb engines',
      'quick-start: epoch 1 of 4 | test error: goodness 3.32 % | 5.0 s | 1:15 left\n',
    ].join('\n'),
  );
});

test('a warning that says why there is no GPU is enough', () => {
  const warned: TrainingEvent = { type: 'warned', step: 0, message: 'No GPU by cuda: no driver.' };
  const text = shown(false, [warned, ...events]);
  expect([
    text.includes('Warning: quick-start: No GPU by cuda: no driver.\n'),
    text.includes('No GPU that'),
  ]).toEqual([true, false]);
});
