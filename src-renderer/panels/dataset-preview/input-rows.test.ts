import { expect, test } from 'vitest';

import type { InputPreview } from '../../../src-shared/views/workbench-view.ts';
import { inputRange, inputRows } from './input-rows.ts';

const preview: InputPreview = {
  image: { height: 1, width: 2, channels: 1 },
  classNames: ['shirt', 'coat'],
  examples: [
    { index: 7, label: 1, negative: 0 },
    { index: 9, label: 0, negative: null },
  ],
  raw: Float32Array.of(0.25, 0.5, 0, 0),
  positive: Float32Array.of(0, 0.5, 1, 0),
  negative: Float32Array.of(1, 0.5, 0, -0.5),
  neutral: Float32Array.of(0.125, 0.125, 0, 2),
  notes: [],
};

test('each example is shown raw, positive, negative and neutral, with the labels it carries', () => {
  const rows = inputRows(preview).map(({ index, label, images }) => ({
    index,
    label,
    images: images.map(({ caption, values }) => [caption, ...Array.from(values)]),
  }));
  expect(rows).toEqual([
    {
      index: 7,
      label: 'coat',
      images: [
        ['raw', 0.25, 0.5],
        ['positive, label coat', 0, 0.5],
        ['negative, label shirt', 1, 0.5],
        ['neutral', 0.125, 0.125],
      ],
    },
    {
      index: 9,
      label: 'shirt',
      images: [
        ['raw', 0, 0],
        ['positive, label shirt', 1, 0],
        ['negative, stand-in', 0, -0.5],
        ['neutral', 0, 2],
      ],
    },
  ]);
});

test('without labels no label is named, and what there is not is left out', () => {
  const captions = (changes: Partial<InputPreview>) =>
    inputRows({ ...preview, neutral: null, ...changes })[1]?.images.map(({ caption }) => caption);
  expect([captions({}), captions({ negative: null })]).toEqual([
    ['raw', 'positive', 'negative'],
    ['raw', 'positive'],
  ]);
});

test('all pictures share the scale of all numbers', () => {
  const empty = new Float32Array(0);
  expect([
    inputRange(preview),
    inputRange({ ...preview, raw: empty, positive: empty, negative: empty, neutral: empty }),
  ]).toEqual([
    [-0.5, 2],
    [0, 1],
  ]);
});
