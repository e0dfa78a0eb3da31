import { expect, test } from 'vitest';

import { doThreadsAlterNothing } from './thread-count.ts';

const dense = (units: number) => ({ kind: 'dense', units });
const wide = {
  method: { kind: 'forward-forward' },
  layers: [dense(129), dense(500)],
  readouts: [{ kind: 'goodness' }, { kind: 'softmax' }],
};

test('the number of threads alters nothing where each has many columns of every layer', () => {
  expect(doThreadsAlterNothing(wide, 2)).toBe(true);
  expect(doThreadsAlterNothing(wide, 3)).toBe(false);
  expect(doThreadsAlterNothing({ ...wide, layers: [dense(500), dense(128)] }, 2)).toBe(false);
});

test.each([
  ['local layers', { layers: [{ kind: 'local', channels: 500 }] }],
  ['back-propagation', { method: { kind: 'back-propagation' } }],
  ['makers of images', { readouts: [{ kind: 'image-map' }] }],
])('of %s it is not said', (_, other) => {
  expect(doThreadsAlterNothing({ ...wide, ...other }, 2)).toBe(false);
});
