import fc from 'fast-check';
import { expect, test } from 'vitest';

import { panelBlock, parsePanel, printPanel } from './panel-text.ts';
import type { LogbookPanel } from './panel-text.ts';
import { panelsIn } from './page-text.ts';

const word = fc
  .oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
    fc.constantFrom('layer1/auc', 'a, b', '"', '[x', '```', ' ', 'run:name', 'kind: table', '\n', '#'),
  )
  .map((text) => text.toWellFormed());
const shared = {
  title: fc.option(word, { nil: undefined }),
  frozen: fc.option(
    fc.record({
      at: fc
        .date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) })
        .map((each) => each.toISOString()),
      key: fc.stringMatching(/^[a-z0-9]{1,20}$/),
    }),
    { nil: undefined },
  ),
};
const runs = fc.array(word, { minLength: 1, maxLength: 5 });
export const anyPanel = fc
  .oneof(
    fc.record({
      kind: fc.constant('curve' as const),
      ...shared,
      runs,
      metric: word,
      axis: fc.constantFrom('step' as const, 'epoch' as const, 'time' as const),
      smoothing: fc.constantFrom(0, 0.5, 0.9999),
      scale: fc.constantFrom('linear' as const, 'log' as const),
    }),
    fc.record({ kind: fc.constant('table' as const), ...shared, runs, columns: runs }),
    fc.record({
      kind: fc.constant('heatmap' as const),
      ...shared,
      run: word,
      layer: word,
      step: fc.oneof(fc.constant('last' as const), fc.nat()),
    }),
    fc.record({
      kind: fc.constant('claim' as const),
      ...shared,
      runs,
      preset: fc.option(word, { nil: undefined }),
    }),
  )
  .map((panel): LogbookPanel => JSON.parse(JSON.stringify(panel)) as LogbookPanel);

test('what is printed is read back, whatever runs and metrics are called, also in a page', () => {
  fc.assert(
    fc.property(anyPanel, (panel) => {
      expect(parsePanel(printPanel(panel))).toEqual({ panel, problem: null });
      expect(panelsIn(`Words\n\n${panelBlock(panel)}\n\nMore words`)).toMatchObject([
        { panel, problem: null },
      ]);
    }),
    { numRuns: 1000 },
  );
});

test('a person writes few lines, and what is left out is usual', () => {
  expect(parsePanel('kind: curve\nruns: a , b\nmetric: error/test/goodness\n').panel).toEqual({
    kind: 'curve',
    runs: ['a', 'b'],
    metric: 'error/test/goodness',
    axis: 'step',
    smoothing: 0,
    scale: 'linear',
  });
});

test.each([
  ['', 'kind: one of curve, table, heatmap, claim.'],
  ['kind: pie', 'kind: one of curve, table, heatmap, claim.'],
  ['kind: curve\nmetric: a', 'runs: is missing.'],
  ['kind: curve\nruns: a\nmetric: b\nsmoothing: 2', 'smoothing: a number from 0 to 0.9999.'],
  ['kind: heatmap\nrun: a\nlayer: layer1\nstep: -1', 'step: a step, or "last".'],
  ['kind: table\nkind: table', 'Line 2: "kind" is there twice.'],
  ['nonsense', 'Line 1: a line is "name: value".'],
  ['kind: table\nruns: ["a"', 'Line 2: what stands after "runs:" is neither plain words nor JSON.'],
])('%j is no panel, in words', (text, problem) => {
  expect(parsePanel(text)).toEqual({ panel: null, problem });
});

test('any text is read or refused in words', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const { panel, problem } = parsePanel(text);
      expect(panel === null).toBe(problem !== null);
    }),
    { numRuns: 1000 },
  );
});
