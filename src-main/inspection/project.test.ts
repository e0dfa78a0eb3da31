import { PCA } from 'ml-pca';
import { expect, test } from 'vitest';

import { randomStream } from '../../src-shared/base/random.ts';
import { project } from './project.ts';
import { sketch } from './sketch.ts';

/** Points in many dimensions that spread most along two known directions: along the first three times the second. */
function knownPoints(rows: number, columns: number) {
  const random = randomStream(1, 'points');
  const plane = Array.from({ length: rows }, () => [9 * random.normal(), 3 * random.normal()] as const);
  const values = plane.flatMap(([along, across]) =>
    Array.from({ length: columns }, (_, column) => {
      // (1, 1, 1, ...) and (1, -1, 1, ...) of length 1, away from the origin.
      const direction = column % 2 === 0 ? along + across : along - across;
      return direction / Math.sqrt(columns) + 5 + 0.01 * random.normal();
    }),
  );
  return { plane, values: Float32Array.from(values) };
}

test('the principal axes of known points are the directions they were spread along', () => {
  const [rows, columns] = [200, 40];
  const { plane, values } = knownPoints(rows, columns);
  const { points, explained } = project({ values, rows, columns, method: 'pca', seed: 1 });
  const mean = [0, 1].map((axis) => plane.reduce((total, each) => total + (each[axis] ?? 0), 0) / rows);
  for (const axis of [0, 1]) {
    const known = plane.map((each) => (each[axis] ?? 0) - (mean[axis] ?? 0));
    const found = known.map((_, row) => points[row * 2 + axis] as number);
    const product = (a: number[], b: number[]) =>
      a.reduce((total, each, at) => total + each * (b[at] ?? 0), 0);
    const cosine = product(known, found) / Math.sqrt(product(known, known) * product(found, found));
    expect(Math.abs(cosine)).toBeGreaterThan(0.99);
    expect(Math.max(...found)).toBeGreaterThan(-Math.min(...found)); // the farthest point is on the positive side
  }
  expect((explained?.[0] ?? 0) + (explained?.[1] ?? 0)).toBeGreaterThan(0.9999);
});

test('a sketch gives the same leading axes as the whole matrix, with the same share of the variance', () => {
  const [rows, columns] = [150, 80];
  const random = randomStream(2, 'noisy');
  const values = Float32Array.from(
    { length: rows * columns },
    (_, at) => random.normal() * (1 + 4 * Math.exp(-(at % columns) / 3)),
  );
  const table = Array.from({ length: rows }, (_, row) => [
    ...values.subarray(row * columns, (row + 1) * columns),
  ]);
  const whole = new PCA(table);
  const { points, explained } = project({ values, rows, columns, method: 'pca', seed: 1 });
  const exact = whole.predict(table, { nComponents: 2 });
  for (const axis of [0, 1]) {
    const sign = Math.sign((points[axis] as number) * exact.get(0, axis));
    for (let row = 0; row < rows; row += 1)
      expect(points[row * 2 + axis]).toBeCloseTo(sign * exact.get(row, axis), 3);
    expect(explained?.[axis]).toBeCloseTo(whole.getExplainedVariance()[axis] as number, 6);
  }
});

test('points that are all one point, or on a line, are laid out without nonsense', () => {
  const [rows, columns] = [20, 60];
  const same = project({
    values: new Float32Array(rows * columns).fill(3),
    rows,
    columns,
    method: 'pca',
    seed: 1,
  });
  expect(same).toEqual({ points: new Float32Array(40), explained: [0, 0] });
  const line = Float32Array.from({ length: rows * columns }, (_, at) => Math.floor(at / columns));
  const { points, explained } = project({ values: line, rows, columns, method: 'pca', seed: 1 });
  expect(explained?.[0]).toBeCloseTo(1, 6);
  for (let row = 0; row < rows; row += 1) expect(points[row * 2 + 1]).toBeCloseTo(0, 4);
  const narrow = project({
    values: Float32Array.from({ length: 20 }, (_, at) => at),
    rows: 20,
    columns: 1,
    method: 'pca',
    seed: 1,
  });
  expect(narrow.explained?.[0]).toBeCloseTo(1, 6);
});

test('groups that are far apart stay apart under UMAP, and the same seed gives the same picture', () => {
  const [rows, columns] = [90, 60];
  const random = randomStream(3, 'groups');
  const values = Float32Array.from({ length: rows * columns }, (_, at) => {
    const group = Math.floor(at / columns) % 3;
    return (at % 3 === group ? 10 : 0) + random.normal();
  });
  const request = { values, rows, columns, method: 'umap', seed: 1 } as const;
  const { points, explained } = project(request);
  expect(explained).toBeNull();
  expect(project(request).points).toEqual(points);
  expect(project({ ...request, seed: 2 }).points).not.toEqual(points);
  const distance = (a: number, b: number) =>
    Math.hypot(
      (points[2 * a] ?? 0) - (points[2 * b] ?? 0),
      (points[2 * a + 1] ?? 0) - (points[2 * b + 1] ?? 0),
    );
  for (let row = 0; row < rows; row += 1) {
    const others = Array.from({ length: rows }, (_, other) => other).filter((other) => other !== row);
    const nearest = others.reduce((best, other) =>
      distance(row, other) < distance(row, best) ? other : best,
    );
    expect(nearest % 3).toBe(row % 3);
  }
});

test('a sketch of few dimensions is the points themselves, centred', () => {
  const values = Float32Array.of(1, 2, 3, 6);
  expect(sketch(values, 2, 2, 5, randomStream(1, 'x'))).toEqual({
    rows: [
      [-1, -2],
      [1, 2],
    ],
    squares: 10,
  });
});
