import { expect, test } from 'vitest';

import { axisNames, classColour, projectedPoints } from './projected-points.ts';

test('points keep their example and class', () => {
  const projection = {
    points: Float32Array.of(1, 2, 3, 4),
    indexes: Uint32Array.of(7, 900),
    labels: Uint16Array.of(2, 0),
  };
  expect(projectedPoints(projection)).toEqual([
    { x: 1, y: 2, group: 2, id: '7' },
    { x: 3, y: 4, group: 0, id: '900' },
  ]);
});

test('ten classes have ten colours', () => {
  const colours = Array.from({ length: 10 }, (_, label) => classColour(label));
  expect([new Set(colours).size, classColour(10)]).toEqual([10, classColour(0)]);
});

test('axes of PCA say what they explain', () => {
  expect(axisNames({ method: 'pca', explained: [0.5, 0.123] })).toEqual([
    'Component 1 (50 % of the variance)',
    'Component 2 (12.3 % of the variance)',
  ]);
  expect(axisNames({ method: 'umap', explained: null })).toEqual(['UMAP 1', 'UMAP 2']);
  expect(axisNames(null)).toEqual(['Component 1', 'Component 2']);
});
