/** The printed parts of docs/scaling.md, and the pictures beside them. */

import { expect, test } from 'vitest';

import { strangeTags, textsOf } from '../../src-renderer/charts/drawn-chart.fixture.ts';
import { growthIds, growths } from '../scaling/growths.ts';
import { around, someWidths } from './measured.fixture.ts';
import { scalingParts, scalingPictures } from './scaling-page.ts';

test('a growth is told with its charts, its points, how it grows, and where it was measured', () => {
  expect(scalingParts([someWidths])['width']).toBe(`\
![Training step, by units of each of three layers](pictures/scaling-width-ms.svg)

| units of each of three layers | training step (ms) | useful arithmetic of a step (GFLOP/s) | most memory of the process (MB) |
|---|---|---|---|
| 250 | 1 (0.9-1.1) | 100 (90-110) | 250 |
| 500 | 4 (3.6-4.4) | 100 (90-110) | 500 |
| 1,000 | 16 (14.4-17.6) | 100 (90-110) | 1,000 |

- 4,000 left out: it would take too much

| grows with the power | over all sizes | farthest point from it | between the two largest |
|---|---|---|---|
| training step | 2.00 | 1.00 times | 2.00 |

Measured on a processor, 2 cores, 16.8 GB; Node 24.0.0; onnx on 2 threads.`);
});

test('every growth has a part, measured or not, and nothing is drawn of what was not', () => {
  expect(scalingParts([])).toEqual(Object.fromEntries(growthIds.map((id) => [id, 'Not measured yet.'])));
  expect(scalingPictures([])).toEqual({});
  const [, , , largest] = someWidths.points;
  const nothing = { ...someWidths, points: largest === undefined ? [] : [largest] };
  expect(scalingParts([nothing])['width']).toBe(`\
- 4,000 left out: it would take too much

Measured on a processor, 2 cores, 16.8 GB; Node 24.0.0; onnx on 2 threads.`);
  expect(scalingPictures([nothing])).toEqual({});
});

test('what was measured before is told by how far it lies from what stands there', () => {
  const earlier = [250, 500, 1000].map((size) => ({
    size,
    leftOut: null,
    values: { step: around((size / 250) ** 2 * (size === 500 ? 1.5 : 0.9)) },
  }));
  expect(scalingParts([{ ...someWidths, earlier }])['width']).toMatch(
    /Measured on .* 2 threads, twice: what was measured before is 0\.90 to 1\.50 times what stands here, 0\.90 in the middle\.$/,
  );
});

test('what is measured of one of many stands beside its line', () => {
  const points = [10, 1000].map((size) => ({ size, leftOut: null, values: { step: around(size / 10) } }));
  expect(scalingParts([{ ...someWidths, growth: 'batch', points }])['batch']).toContain(`\
| examples of a batch | training step (ms) | an example (µs) |
|---|---|---|
| 10 | 1 (0.9-1.1) | 100 |
| 1,000 | 100 (90-110) | 100 |
`);
});

test('a chart has both axes named, a tick at every size and the exponent, and is the same each time it is drawn', () => {
  const pictures = scalingPictures([someWidths]);
  expect(Object.keys(pictures)).toEqual(['scaling-width-ms.svg']);
  const svg = pictures['scaling-width-ms.svg'] ?? '';
  expect(strangeTags(svg)).toEqual([]);
  expect(textsOf(svg)).toEqual(
    expect.arrayContaining([
      ...['Training step, by units of each of three layers', 'units of each of three layers', 'ms'],
      ...['training step (exponent 2.00)', '250', '500', '1000', '10'],
    ]),
  );
  expect(scalingPictures([someWidths])).toEqual(pictures);
});

test('lines of one unit share a chart', () => {
  const names = growths.find(({ id }) => id === 'runs')?.lines.map(({ name }) => name) ?? [];
  const points = [100, 1000].map((size) => ({
    size,
    leftOut: null,
    values: Object.fromEntries(names.map((name) => [name, around(size)])),
  }));
  const pictures = scalingPictures([{ ...someWidths, growth: 'runs', points }]);
  expect(Object.keys(pictures)).toEqual(['scaling-runs-mb.svg', 'scaling-runs-ms.svg']);
  expect(textsOf(pictures['scaling-runs-ms.svg'] ?? '')).toEqual(
    expect.arrayContaining(
      ['opening', 'the whole table', 'what is new in it (nothing)'].map((name) => `${name} (exponent 1.00)`),
    ),
  );
});
