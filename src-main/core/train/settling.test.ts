/** Nets with top-down input learn: the goodness maximized or minimized, and by back-propagation. On `onnx`, because fields take long by plain loops. */

import { expect, test } from 'vitest';

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { onnxEngine } from '../engine/onnx/onnx-engine.ts';
import { eventsOf, settling, settlingSentBack, smallSpec, tell } from './fixtures/small-training.ts';

const engine = await onnxEngine.open({ threads: 1, device: 'cpu' });
const fields = { kind: 'local', field: 5, stride: 1, padding: 2, channels: 2 };
const training = { kind: 'together', epochs: 8, batchSize: 20 };
const expected = { kind: 'expected' };

test.each<[string, object, readonly string[]]>([
  ['the sum of squares maximized', { ...settling, threshold: expected }, ['goodness', 'softmax']],
  [
    'the sum of squares minimized',
    { ...settling, goodness: { kind: 'negative-sum-of-squares' }, threshold: expected },
    ['goodness', 'softmax'],
  ],
  [
    'the sum of squares minimized, fields',
    {
      ...settling,
      layers: [fields, fields],
      goodness: { kind: 'negative-sum-of-squares' },
      threshold: expected,
    },
    ['goodness', 'softmax'],
  ],
  ['errors sent back, fields', { ...settlingSentBack, layers: [fields, fields] }, ['softmax']],
])('a net that settles learns: %s', async (_, changes, names) => {
  const told = await tell(smallSpec({ training, ...changes }), engine);
  const { errors } = assertDefined(eventsOf(told, 'evaluated').at(-1), 'errors');
  // Chance is four in five.
  for (const name of names) expect(assertDefined(errors.test?.[name], name)).toBeLessThan(0.5);
  const { net } = assertDefined(eventsOf(told, 'started')[0], 'a start');
  expect(net.settling === undefined).toBe(!net.labelled);
});
