import { expect, test } from 'vitest';

import { inspectionPlaceOf } from './inspection-place.ts';

const plain = {
  step: null,
  split: 'test',
  index: null,
  positive: null,
  negative: null,
  label: null,
  image: 'dataset',
  tab: 'hardest',
};

test('an address without parameters is the newest checkpoint and nothing chosen', () => {
  expect(inspectionPlaceOf({})).toEqual(plain);
});

test('everything can be said, and what makes no sense is not taken', () => {
  const said = { step: '1200', split: 'train', index: '5', positive: '7', negative: '0', class: '7' };
  expect(inspectionPlaceOf({ ...said, tab: 'fields', image: 'drawn' })).toEqual({
    step: 1200,
    split: 'train',
    index: 5,
    positive: 7,
    negative: 0,
    label: 7,
    image: 'drawn',
    tab: 'fields',
  });
  expect(inspectionPlaceOf({ step: '-1', split: 'all', index: '1e3', positive: 'seven', tab: 'x' })).toEqual(
    plain,
  );
});
