import { expect, test } from 'vitest';

import { calibrationCurves, expectedCalibrationError } from './calibration-curves.ts';

const layer1 = {
  layer: 'layer1',
  meanProbability: Float32Array.of(0.25, NaN, 0.75),
  fractionPositive: Float32Array.of(0.5, NaN, 0.75),
  count: Uint32Array.of(1, 0, 3),
};

test('empty bins are left out, and the even line is drawn for comparison', () => {
  expect(calibrationCurves([layer1], (layer) => `colour ${layer}`)).toEqual([
    { name: 'layer1', colour: 'colour 0', series: { x: [0.25, 0.75], last: [0.5, 0.75] } },
    {
      name: 'perfectly calibrated',
      colour: 'var(--threshold)',
      dashed: true,
      series: { x: [0, 1], last: [0, 1] },
    },
  ]);
});

test('the expected calibration error weights bins by how many they hold', () => {
  expect(expectedCalibrationError(layer1)).toBeCloseTo(0.25 / 4, 12);
  expect(expectedCalibrationError({ ...layer1, count: Uint32Array.of(0, 0, 0) })).toBeNull();
});
