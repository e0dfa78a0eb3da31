/** The tables of the handbook: printed between marks, and nowhere else. */

import { expect, test } from 'vitest';

import { readClaim } from '../../src-shared/spec/claims.ts';
import { fingerprintOf } from './claims.ts';
import { withFigures } from './recorded-figures.ts';
import { someFigures } from './recorded-figures.fixture.ts';
import { unnamedClaims, withFigureTables } from './reproduction-page.ts';

const claim = readClaim(
  {
    title: 'A claim',
    published: [{ readOut: 'goodness', split: 'test', error: 0.0144, source: 'a paper' }],
    quick: {
      preset: 'quick-start',
      seeds: [1, 2],
      expectations: [{ readOut: 'goodness', split: 'test', error: 0.0125, tolerance: 0.001 }],
      backPropagation: {},
    },
  },
  'one',
);
const entries = (['own', 'back-propagation'] as const).reduce(
  (all, method) => {
    const fingerprint = String(claim.quick && fingerprintOf(claim.quick, method));
    const errors = { ...someFigures.errors, test: { goodness: 0.0123, softmax: 0.02 } };
    const run = { ...someFigures, errors };
    const runs =
      method === 'own'
        ? [run, { ...run, seed: 2, errors: { ...errors, test: { goodness: 0.0127 } } }]
        : [run];
    return withFigures(all, { claim: 'one', version: 'quick', method, fingerprint }, runs);
  },
  [] as ReturnType<typeof withFigures>,
);

const page = 'Before.\n<!-- figures: on* -->\nold\n<!-- figures: end -->\nAfter.\n';

test('a table stands between its marks, with what it was measured on', () => {
  const printed = withFigureTables(page, [claim], entries);
  expect(printed).toContain(
    '| `one`, quick | 1, 2 | goodness, test | 1.25 % ± 0.03 | 1.44 % | up to 1.35 % | yes | 12 s | 0.50 GB | 1,234 | a |',
  );
  expect(printed).toContain(
    '| the same net by back-propagation | 1 | softmax, test | 2.00 % |  |  |  | 12 s | 0.50 GB | 1,234 | a |',
  );
  expect(printed).toContain('- a: onnx on CPU, 1 thread; a processor, 2 cores');
  expect(printed).toMatch(/^Before\.\n[\s\S]*\nAfter\.\n$/);
  expect(withFigureTables(printed, [claim], entries)).toBe(printed);
});

test('what was measured and stands nowhere is told', () => {
  expect(unnamedClaims(page, [claim], entries)).toEqual([]);
  expect(unnamedClaims('<!-- figures: two -->\n<!-- figures: end -->', [claim], entries)).toEqual(['one']);
});
