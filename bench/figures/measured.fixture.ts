/** Figures as they are recorded, made up for tests. */

import type { Spread } from '../turns.ts';
import type { Machine } from './machine.ts';
import type { RecordedGrowth } from './scaling-record.ts';
import type { SpeedParts, StepSpeed } from './speed-record.ts';

export const aMachine: Machine = {
  cpu: 'a processor',
  cores: 2,
  memoryGigabytes: 16.8,
  node: '24.0.0',
  engine: 'onnx',
  threads: 2,
};

export const around = (median: number): Spread => ({
  median,
  low: 0.9 * median,
  high: 1.1 * median,
  count: 7,
});

const once = (value: number): Spread => ({ median: value, low: value, high: value, count: 1 });

/** A step that takes the square of the width, and one width too many. */
export const someWidths: RecordedGrowth = {
  growth: 'width',
  machine: aMachine,
  points: [
    ...[250, 500, 1000].map((size) => ({
      size,
      leftOut: null,
      values: { step: around((size / 250) ** 2), rate: around(100), memory: once(size) },
    })),
    { size: 4000, leftOut: 'it would take too much', values: {} },
  ],
};

export const aStep = (milliseconds: number): StepSpeed => {
  const side = { torch: '2.13.0', millisecondsPerStep: around(20), ratio: around(milliseconds / 20) };
  return {
    millisecondsPerStep: around(milliseconds),
    usefulGigaflopsPerSecond: 114,
    peer: { plain: side, tuned: side },
  };
};

export const someParts = (milliseconds: number): SpeedParts => ({
  step: { ...aStep(milliseconds), matMulGigaflopsPerSecond: around(120) },
  labelTest: { images: 10_000, seconds: around(2.5) },
});
