import { expect, test } from 'vitest';

import type { NetFacts } from '../../src-shared/events/training-event.ts';
import { pairLabels, pairOf } from './seen-pair.ts';

const net = (labelled: boolean): NetFacts => ({ layers: [], readouts: [], labelled });
const part = { kind: 'x' };
const grid = { height: 1, width: 1, channels: 20 };
const competing: NetFacts = {
  ...net(false),
  layers: [
    {
      name: 'layer1',
      output: grid,
      field: null,
      sharesWeights: false,
      parameterCount: 1,
      threshold: null,
      unitsPerClass: 2,
    },
  ],
};

test('what the two passes are of follows from the net, or from the spec where nobody told', () => {
  expect([
    pairOf({ net: net(true), spec: { labels: part, negatives: part } }),
    pairOf({ net: net(false), spec: { negatives: part } }),
    pairOf({ net: null, spec: { labels: part, negatives: part } }),
    pairOf({ net: null, spec: { negatives: part } }),
    pairOf({ net: net(false), spec: {} }),
    pairOf({ net: competing, spec: {} }),
  ]).toEqual(['labels', 'images', 'labels', 'images', 'none', 'groups']);
});

test('headings name labels only where the net is told any', () => {
  const classes = { positive: '7', negative: '0' };
  expect([
    pairLabels('labels', classes),
    pairLabels('labels'),
    pairLabels('images', classes),
    pairLabels('none', classes),
    pairLabels('groups', classes),
  ]).toEqual([
    { positive: 'Right label, 7', negative: 'Wrong label, 0' },
    { positive: 'Right label', negative: 'Wrong label' },
    { positive: 'Positive', negative: 'Negative' },
    { positive: 'Image', negative: null },
    { positive: 'Image', negative: null },
  ]);
});
