/** A net that answers by goodness among candidates, looked into: every label is shown, and candidates alone are answers. */

import { expect, test } from 'vitest';

import { eventsOf } from '../core/train/fixtures/small-training.ts';
import { askingAbout } from './fixtures/ask-inspector.ts';
import { trainSmallRun } from './fixtures/small-run.ts';

const small = await trainSmallRun({
  training: { kind: 'together', epochs: 1, batchSize: 20 },
  readouts: [{ kind: 'goodness', firstLayer: 1, candidates: 2 }, { kind: 'softmax' }],
});
const ask = askingAbout(small);
const at = { run: small.run.runId, step: null };
const byScore = (scores: Float32Array) =>
  [...scores.keys()].sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);

test('a split has the errors that the run itself reported at its end', async () => {
  const report = eventsOf(small.told, 'evaluated').at(-1)?.errors;
  for (const split of ['train', 'validation', 'test'] as const) {
    const found = await ask('inspect/split', { ...at, split, limit: 1000, hardest: 1000 });
    const errors = Object.fromEntries(found.readouts.map(({ readout, error }) => [readout, error]));
    expect(errors).toEqual(report?.[split]);
    expect(found.hardest.every(({ margin }) => Number.isFinite(margin))).toBe(true);
    const counted = found.calibration.map(({ count }) => count.reduce((sum, each) => sum + each));
    expect(counted).toEqual([2 * found.examples, 2 * found.examples]);
  }
});

test('an image is shown under every label, and the answer is the best of its candidates', async () => {
  let passedOver = 0;
  for (let index = 0; index < 40; index += 1) {
    const image = { split: 'test', index } as const;
    const found = await ask('inspect/image', { ...at, image, positiveLabel: null, negativeLabel: null });
    const { answers, candidates, notes, classNames, goodnessByLabel } = found;
    const [goodness, softmax] = answers;
    const likely = byScore(softmax?.scores ?? new Float32Array(0)).slice(0, 2);
    expect(candidates).toEqual(likely);
    const ranked = byScore(goodness?.scores ?? new Float32Array(0));
    expect(goodness?.answer).toBe(ranked.find((label) => likely.includes(label)));
    if (goodness?.answer !== ranked[0]) passedOver += 1;
    expect([...goodnessByLabel].every(Number.isFinite)).toBe(true);
    expect(notes.join(' ')).toContain(likely.map((label) => classNames[label]).join(', '));
  }
  expect(passedOver).toBeGreaterThan(0);
});
