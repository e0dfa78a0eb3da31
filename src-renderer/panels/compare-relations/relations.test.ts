import { expect, test } from 'vitest';

import type { Cell } from '../../../src-shared/views/run-table-view.ts';
import { correlation, linesOf, pointsOf } from './relations.ts';

const cells: Record<string, Record<string, Cell>> = {
  a: { rate: 0.1, error: 0.03, name: 'first', bias: true },
  b: { rate: 0.2, error: NaN, name: 'second', bias: false },
  c: { rate: 0.4, error: 0.05, name: 'third', bias: null },
};
const valueOf = (runId: string, columnId: string): Cell => cells[runId]?.[columnId] ?? null;
const groups = [
  { name: 'wide', colour: 'blue', runs: [{ runId: 'a', name: 'A' }, { runId: 'b', name: 'B' }] },
  { name: 'narrow', colour: 'red', runs: [{ runId: 'c', name: 'C' }] },
]; // prettier-ignore

test('points are the runs with a number in both columns', () => {
  expect(pointsOf(groups, 'rate', 'error', valueOf)).toEqual([
    { x: 0.1, y: 0.03, group: 0, id: 'a' },
    { x: 0.4, y: 0.05, group: 1, id: 'c' },
  ]);
  expect(pointsOf(groups, 'bias', 'rate', valueOf).map(({ x }) => x)).toEqual([1, 0]);
  expect(pointsOf(groups, 'name', 'rate', valueOf)).toEqual([]);
});

test('lines are runs in the colour of their configuration, words and gaps included', () => {
  const axes = [{ id: 'name', label: 'Name' }, { id: 'bias', label: 'Bias' }]; // prettier-ignore
  expect(linesOf(groups, axes, valueOf)).toEqual([
    { name: 'A', colour: 'blue', values: ['first', true] },
    { name: 'B', colour: 'blue', values: ['second', false] },
    { name: 'C', colour: 'red', values: ['third', null] },
  ]);
});

test('the correlation is Pearson’s, where there is one', () => {
  const points = [[0, 1], [1, 3], [2, 5]].map(([x = 0, y = 0]) => ({ x, y })); // prettier-ignore
  expect(correlation(points)).toBeCloseTo(1, 12);
  expect(correlation(points.map(({ x, y }) => ({ x, y: -y })))).toBeCloseTo(-1, 12);
  expect(correlation(points.slice(1))).toBeNull();
  expect(correlation(points.map(({ x }) => ({ x, y: 2 })))).toBeNull();
});
