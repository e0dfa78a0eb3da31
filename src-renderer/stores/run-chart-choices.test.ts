/** How charts are drawn survives a reload, and nothing stored can break them. */

import fc from 'fast-check';
import { expect, it } from 'vitest';

import { parseChartChoices } from './run-chart-choices.ts';

it('comes back as it was stored, piece by piece', () => {
  const choices = { axis: 'time', smoothing: 0.9, xLog: true, yLog: false, metrics: ['layer1/auc'] };
  expect(parseChartChoices(JSON.stringify(choices))).toEqual(choices);
  const usual = { axis: 'step', smoothing: 0, xLog: false, yLog: false, metrics: [] };
  expect(parseChartChoices(null)).toEqual(usual);
  expect(parseChartChoices('{"axis":"moon","smoothing":1,"metrics":[3,"a"]}')).toEqual({
    ...usual,
    metrics: ['a'],
  });
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (stored) => parseChartChoices(stored).smoothing < 1),
  );
});
