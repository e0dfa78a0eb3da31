/** A net that makes its negatives itself, looked into: the negative of an image is what the trained net makes of it. */

import { expect, test } from 'vitest';

import { assertDefined } from '../../src-shared/base/assert.ts';
import { WorkbenchError } from '../../src-shared/base/errors.ts';
import type { OutputOf } from '../../src-shared/contract/contract.ts';
import { engineKinds } from '../core/engine/index.ts';
import { selfMade } from '../core/train/fixtures/small-training.ts';
import { trainSmallRun } from './fixtures/small-run.ts';
import { Inspector } from './inspector.ts';

const { run, datasetFolder } = await trainSmallRun(selfMade);
const inspector = new Inspector({
  openEngine: () => engineKinds.get('reference').open({ threads: 1, device: 'cpu' }),
  project: () => Promise.reject(new Error('nothing is projected here')),
  clock: () => 0,
});

test('an image stands beside the negative that the net makes of it, and its layers tell them apart', async () => {
  const image = { split: 'test', index: 3 } as const;
  const input = { run: run.runId, step: null, image, positiveLabel: 1, negativeLabel: 2 };
  const about = { id: 1, input, run, datasetFolder, engines: null, version: '1.2.3' };
  const reply = await inspector.answer({ ...about, name: 'inspect/image' });
  if ('error' in reply) throw WorkbenchError.fromRecord(reply.error);
  const { layers, inputs } = reply.output as OutputOf<'inspect/image'>;
  const negative = assertDefined(inputs.negative ?? undefined, 'a negative');
  expect([...negative].every(Number.isFinite)).toBe(true);
  // A map that had learnt nothing would make an empty image.
  expect(new Set(negative).size).toBeGreaterThan(10);
  expect(negative).not.toEqual(inputs.positive);
  for (const { positive, negative: other } of layers) expect(other).not.toEqual(positive);
});
