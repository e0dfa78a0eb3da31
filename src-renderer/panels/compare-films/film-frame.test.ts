import { expect, test } from 'vitest';

import { centredRange, filmSteps, frameAt, rangeOfFilms } from './film-frame.ts';

const film = {
  name: 'activity/layer1',
  shape: [2, 2],
  steps: Float64Array.of(0, 100),
  epochs: Float64Array.of(0, 1),
  lows: Float32Array.of(0, -1),
  highs: Float32Array.of(255, 1),
  bytes: Uint8Array.of(0, 1, 2, 255, 0, 255, 0, 255),
};

test('a frame is the newest moment that is not after the step, as numbers', () => {
  const first = { moment: 0, step: 0, epoch: 0, values: Float32Array.of(0, 1, 2, 255) };
  const second = { moment: 1, step: 100, epoch: 1, values: Float32Array.of(-1, 1, -1, 1) };
  expect([0, 99, 100, 5000].map((step) => frameAt(film, step))).toEqual([first, first, second, second]);
});

test('before its first moment a film shows the first, without moments nothing', () => {
  const late = { ...film, steps: Float64Array.of(50, 100) };
  expect(frameAt(late, 0)?.step).toBe(50);
  expect(frameAt({ ...film, steps: new Float64Array() }, 0)).toBeNull();
});

test('films of several runs share their steps and their scale', () => {
  const other = { ...film, steps: Float64Array.of(100, 150), lows: Float32Array.of(-3, NaN) };
  expect(filmSteps([film, other])).toEqual([0, 100, 150]);
  expect(rangeOfFilms([film, other])).toEqual([-3, 255]);
  expect(rangeOfFilms([])).toEqual([0, 1]);
  expect(centredRange([-3, 2])).toEqual([-3, 3]);
});
