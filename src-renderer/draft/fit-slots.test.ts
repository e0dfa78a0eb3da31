import { expect, test } from 'vitest';

import type { CatalogueView, PartView, SlotView } from '../../src-shared/views/workbench-view.ts';
import type { Json } from './draft.ts';
import { completeDraft, fitSlots, slotsInUse } from './slots.ts';

const part = (kind: string, slots: readonly string[] = []): PartView => ({
  kind,
  label: kind,
  help: '',
  source: null,
  slots,
  parameters: { properties: {} },
});
const slot = (
  name: SlotView['slot'],
  parts: readonly PartView[],
  rest: Partial<SlotView> = {},
): SlotView => ({
  slot: name,
  label: name,
  help: '',
  isList: false,
  isBrought: false,
  fallback: null,
  parts,
  ...rest,
});

/** A method brings in a slot, and one choice there brings in another. */
const catalogue: CatalogueView = {
  specVersion: 2,
  seed: {},
  measures: { properties: {} },
  slots: [
    slot('method', [part('alone', ['negatives', 'peer']), part('sent-back')], { fallback: 'alone' }),
    slot('labels', [part('in-input')], { isBrought: true }),
    slot('peer', [part('none'), part('mean')], { isBrought: true, fallback: 'none' }),
    slot('negatives', [part('wrong-label', ['labels']), part('hybrid')], { isBrought: true }),
  ],
};
const whole = { labels: { kind: 'in-input', value: 3 }, negatives: { kind: 'wrong-label' } };

test('a slot is there where a choice brings it in, also through another slot', () => {
  const used = (draft: { [key: string]: Json }) => [...slotsInUse(catalogue, draft)];
  expect([
    used(whole),
    used({ negatives: { kind: 'hybrid' } }),
    used({ method: { kind: 'sent-back' } }),
  ]).toEqual([['method', 'negatives', 'peer', 'labels'], ['method', 'negatives', 'peer'], ['method']]);
});

test('slots that nothing brings in any more go, and come back as they were', () => {
  const dropped = new Map<string, Json>();
  const without = fitSlots(catalogue, { ...whole, method: { kind: 'sent-back' } }, dropped);
  expect(without).toEqual({ method: { kind: 'sent-back' } });
  const back = fitSlots(catalogue, { method: { kind: 'alone' } }, dropped);
  expect(back).toEqual({ method: { kind: 'alone' }, peer: { kind: 'none' }, ...whole });
});

test('a slot that comes in for the first time holds its usual or its first part', () => {
  expect(fitSlots(catalogue, { method: { kind: 'alone' } }, new Map())).toEqual({
    method: { kind: 'alone' },
    labels: { kind: 'in-input' },
    peer: { kind: 'none' },
    negatives: { kind: 'wrong-label' },
  });
});

test('a complete draft says nothing about slots that are not there', () => {
  expect(Object.keys(completeDraft(catalogue, { method: { kind: 'sent-back' } }))).not.toContain('peer');
  expect(completeDraft(catalogue, whole)['peer']).toEqual({ kind: 'none' });
});
