/** Which experiment is offered for a dataset. */

import { expect, it } from 'vitest';

import { bestForDataset, isAboutDataset } from './own-dataset.ts';

const digits = { name: 'digits', dataset: { kind: 'mnist', trainExamples: 100 } };
const colours = { name: 'colours', dataset: { kind: 'cifar-10' } };
const leaves = { name: 'leaves', dataset: { kind: 'added', name: 'leaves' } };
const all = [digits, colours, leaves];
const best = (choice: { kind: string; name?: string } | null, items: readonly (typeof all)[number][] = all) =>
  bestForDataset(items, (each) => each, choice);

it('is the first about it, whatever share of its examples that takes', () => {
  expect(best({ kind: 'cifar-10' })).toBe(colours);
  expect(best({ kind: 'mnist' })).toBe(digits);
});

it('is the first of all where none is about it', () => {
  expect(best({ kind: 'fashion-mnist' })).toBe(digits);
  expect(best({ kind: 'added', name: 'flowers' })).toBe(digits);
  expect(best(null)).toBe(digits);
  expect(best({ kind: 'mnist' }, [])).toBeNull();
});

it('tells datasets of one kind apart by their names', () => {
  expect(best({ kind: 'added', name: 'leaves' })).toBe(leaves);
  expect(isAboutDataset({ dataset: 'mnist' }, { kind: 'mnist' })).toBe(false);
});
